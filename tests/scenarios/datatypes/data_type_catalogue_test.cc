#include "scenarios/datatypes/data_type_catalogue.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

namespace storm::scenarios {
namespace {

std::vector<std::string_view> names_of_verbs() {
  std::vector<std::string_view> names;
  for (const Verb& verb : verbs()) names.push_back(verb.name);
  return names;
}

TEST(DataTypeCatalogueTest, VerbsStandInTheOrderOfTheirKinds) {
  EXPECT_EQ(names_of_verbs(),
            (std::vector<std::string_view>{"create", "set", "increment", "delete"}));
}

TEST(DataTypeCatalogueTest, VerbsAreFoundByKindAndByName) {
  for (const Verb& verb : verbs()) {
    engine::Operation operation;
    operation.kind = verb.kind;
    EXPECT_EQ(verb_of(operation).name, verb.name);
    ASSERT_NE(find_verb(verb.name), nullptr);
    EXPECT_EQ(find_verb(verb.name)->kind, verb.kind);
  }
  EXPECT_EQ(find_verb("rename"), nullptr);
  EXPECT_EQ(find_verb(""), nullptr);
}

TEST(DataTypeCatalogueTest, EnumeratorsAreTheNamesInCapitals) {
  for (const Verb& verb : verbs()) {
    std::string name(verb.name);
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    EXPECT_EQ(verb.enumerator, name);
  }
}

TEST(DataTypeCatalogueTest, NamesOfTypesDiffer) {
  std::set<std::string_view> names;
  for (const DataType* type : data_types()) EXPECT_TRUE(names.insert(type->name).second);
}

TEST(DataTypeCatalogueTest, AtomsBelongToTypesOfTheTable) {
  for (const Verb& verb : verbs()) {
    engine::Operation operation;
    operation.kind = verb.kind;
    operation.fields = {{"title", "v1"}, {"body", "v2"}};
    for (const Atom& atom : atoms_of(operation)) {
      EXPECT_NE(std::ranges::find(data_types(), atom.type), data_types().end()) << verb.name;
    }
  }
}

}  // namespace
}  // namespace storm::scenarios
