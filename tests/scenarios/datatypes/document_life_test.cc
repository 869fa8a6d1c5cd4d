#include "scenarios/datatypes/document_life.h"

#include <gtest/gtest.h>

#include "tests/scenarios/datatypes/cell_builder.h"

namespace storm::scenarios {
namespace {

using enum AtomFate;
using Fates = std::vector<AtomFate>;
using Indices = std::vector<std::size_t>;

const engine::Document kThere{.scope = "s", .fields = {}, .counters = {}};

engine::Operation create_note(std::map<std::string, std::string> fields) {
  engine::Operation operation = operation_on(create_verb(), 3, "note-7");
  operation.fields = std::move(fields);
  return operation;
}

/// A life is a cell without a name.
class Life final {
 public:
  CellBuilder& operator*() { return cell_; }
  CellBuilder* operator->() { return &cell_; }

 private:
  CellBuilder cell_{document_life(), ""};
};

TEST(DocumentLifeTest, WordsNameTheDocumentAndItsFirstValues) {
  const engine::Operation plain = create_note({});
  EXPECT_EQ(create_verb().does(plain), "creates note-7");
  EXPECT_EQ(create_verb().did(plain, "title"), "created note-7");
  const engine::Operation rich = create_note({{"body", "d/op-00001/body x"}, {"title", "y"}});
  EXPECT_EQ(create_verb().does(rich), "creates note-7 with body \"x\", title \"y\"");
  EXPECT_EQ(create_verb().did(rich, ""), "created note-7");
  EXPECT_EQ(create_verb().did(rich, "title"), "created note-7 with title = \"y\"");
  EXPECT_EQ(delete_verb().does(operation_on(delete_verb(), 4, "note-7")), "deletes note-7");
  EXPECT_EQ(delete_verb().did(operation_on(delete_verb(), 4, "note-7"), ""), "deleted note-7");
}

TEST(DocumentLifeTest, CreateIsAnAtomForTheDocumentAndOneForEachField) {
  const engine::Operation operation = create_note({{"title", "y"}, {"body", "x"}});
  const std::vector<Atom> atoms = atoms_of(operation);
  ASSERT_EQ(atoms.size(), 3U);
  for (std::uint32_t i = 0; i < atoms.size(); ++i) EXPECT_EQ(atoms[i].run.first, i);
  EXPECT_EQ(atoms[0].type, &document_life());
  EXPECT_EQ(atoms[0].cell, "");
  EXPECT_EQ(atoms[1].type, &register_type());
  EXPECT_EQ(atoms[1].cell, "body");
  EXPECT_EQ(atoms[1].value, "x");
  EXPECT_EQ(atoms[2].cell, "title");
}

TEST(DocumentLifeTest, SimplerCreateHasFewerFields) {
  const std::vector<engine::Operation> simpler =
      simpler_than(create_note({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(simpler, (std::vector{create_note({{"a", "1"}}), create_note({{"b", "2"}, {"c", "3"}}),
                                  create_note({{"a", "1"}, {"c", "3"}}),
                                  create_note({{"a", "1"}, {"b", "2"}})}));
  EXPECT_TRUE(simpler_than(create_note({{"a", "1"}})).empty());
  EXPECT_TRUE(simpler_than(operation_on(delete_verb(), 1, "d")).empty());
}

TEST(DocumentLifeTest, ReportedCreateShowsOnlyWhereNoOtherDoes) {
  Life life;
  life->create(0).standing = Standing::Reported;
  EXPECT_EQ(life->shown(&kThere), Indices{0});
  EXPECT_EQ(life->shown(nullptr), Indices{});
  life->create(1);
  life->erase(1);
  EXPECT_EQ(life->shown(&kThere), Indices{1});
}

TEST(DocumentLifeTest, CreatedDocumentIsThereUntilSomebodyDeletesIt) {
  Life life;
  life->create(0);
  EXPECT_EQ(life->fates(&kThere), Fates{Kept});
  EXPECT_EQ(life->fates(nullptr), Fates{Lost});
  life->erase(1);
  EXPECT_EQ(life->fates(nullptr), (Fates{Removed, Kept}));
  EXPECT_EQ(life->explain(nullptr).fates[0].because_of, 1U);
}

TEST(DocumentLifeTest, OpenDeleteMayHaveHappenedOrNot) {
  Life life;
  life->create(0);
  life->erase(1).standing = Standing::Open;
  EXPECT_EQ(life->fates(&kThere), (Fates{Kept, Open}));
  EXPECT_EQ(life->fates(nullptr), (Fates{Removed, Open}));
}

TEST(DocumentLifeTest, ReportedDeleteExcusesNoLoss) {
  Life life;
  life->create(0);
  life->erase(1).standing = Standing::Reported;
  EXPECT_EQ(life->fates(&kThere), (Fates{Kept, Reported}));
  EXPECT_EQ(life->fates(nullptr), (Fates{Lost, Reported}));
}

TEST(DocumentLifeTest, DeletedDocumentMayNotComeBack) {
  Life life;
  life->create(0);
  life->erase(1);
  EXPECT_EQ(life->fates(&kThere), (Fates{Kept, BroughtBack}));
}

TEST(DocumentLifeTest, DeleteThatNeverLandedIsLost) {
  Life life;
  life->create(0);
  life->erase(1).landings = 0;
  EXPECT_EQ(life->fates(&kThere), (Fates{Kept, Lost}));
  EXPECT_EQ(life->fates(nullptr), (Fates{Removed, Kept}));
}

TEST(DocumentLifeTest, OnlyALaterCreateBringsADocumentBack) {
  Life earlier;
  earlier->create(0);
  earlier->create(1);
  earlier->erase(0);
  EXPECT_EQ(earlier->fates(&kThere), (Fates{Kept, Kept, BroughtBack}));
  Life later;
  later->create(0);
  later->erase(0);
  later->create(1);
  EXPECT_EQ(later->fates(&kThere), (Fates{Kept, Superseded, Kept}));
  EXPECT_EQ(later->explain(&kThere).fates[1].because_of, 2U);
}

TEST(DocumentLifeTest, ReportedCreateBringsNothingBack) {
  Life life;
  life->create(0);
  life->erase(0);
  life->create(1).standing = Standing::Reported;
  EXPECT_EQ(life->fates(&kThere), (Fates{Kept, BroughtBack, Reported}));
}

TEST(DocumentLifeTest, DocumentThatNobodyTriedToCreateIsInvented) {
  Life life;
  EXPECT_EQ(life->explain(&kThere).cell, Invented);
  EXPECT_EQ(life->explain(nullptr).cell, Kept);
  life->erase(0);
  EXPECT_EQ(life->explain(&kThere).cell, Invented);
  life->create(0).standing = Standing::Reported;
  EXPECT_EQ(life->explain(&kThere).cell, Kept);
}

}  // namespace
}  // namespace storm::scenarios
