#include "scenarios/datatypes/register_type.h"

#include <gtest/gtest.h>

#include "tests/scenarios/datatypes/cell_builder.h"

namespace storm::scenarios {
namespace {

using enum AtomFate;
using Fates = std::vector<AtomFate>;
using Indices = std::vector<std::size_t>;

engine::Document showing(const std::string& title) {
  return {.scope = "s", .fields = {{"title", title}}, .counters = {}};
}

engine::Operation set_title(const std::string& value) {
  engine::Operation operation = operation_on(set_verb(), 3, "note-7");
  operation.field = "title";
  operation.value = value;
  return operation;
}

TEST(RegisterTypeTest, WordsNameTheCellAndTheValue) {
  const engine::Operation operation = set_title("desk-1/op-00003/title blue harbour");
  EXPECT_EQ(set_verb().does(operation), "sets note-7/title to \"blue harbour\"");
  EXPECT_EQ(set_verb().did(operation, ""),
            "set note-7/title to \"desk-1/op-00003/title blue harbour\"");
}

TEST(RegisterTypeTest, SetIsOneAtomWithItsValue) {
  const engine::Operation operation = set_title("v");
  const std::vector<Atom> atoms = atoms_of(operation);
  ASSERT_EQ(atoms.size(), 1U);
  EXPECT_EQ(atoms[0].run, (AtomRun{.operation = engine::OperationId{3}, .first = 0, .count = 1}));
  EXPECT_EQ(atoms[0].type, &register_type());
  EXPECT_EQ(atoms[0].cell, "title");
  EXPECT_EQ(atoms[0].value, "v");
}

TEST(RegisterTypeTest, SetReplacesWhatItsUserSees) {
  const engine::Document document = showing("old");
  EXPECT_EQ(replaced_by(set_title("new"), document), "old");
  EXPECT_EQ(replaced_by(set_title("new"), engine::Document{}), std::nullopt);
}

TEST(RegisterTypeTest, ValueShowsAllWritesOfIt) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(0, "b", "a");
  cell.set(1, "b", "a");
  const engine::Document document = showing("b");
  EXPECT_EQ(cell.shown(&document), (Indices{1, 2}));
  EXPECT_EQ(cell.shown(nullptr), Indices{});
  const engine::Document without{};
  EXPECT_EQ(cell.shown(&without), Indices{});
}

TEST(RegisterTypeTest, LatestOfAChainStandsAndTheRestIsSuperseded) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a");
  cell.set(2, "c", "b");
  const engine::Document document = showing("c");
  const Explanation explanation = cell.explain(&document);
  EXPECT_EQ(cell.fates(&document), (Fates{Superseded, Superseded, Kept}));
  EXPECT_EQ(explanation.cell, Kept);
  EXPECT_EQ(explanation.fates[0].because_of, 2U);
  EXPECT_FALSE(explanation.ambiguous);
}

TEST(RegisterTypeTest, OneOfTwoConcurrentWritesMayLose) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a");
  cell.set(2, "c", "a");
  const engine::Document with_b = showing("b");
  EXPECT_EQ(cell.fates(&with_b), (Fates{Superseded, Kept, LostToConcurrent}));
  const engine::Document with_c = showing("c");
  EXPECT_EQ(cell.fates(&with_c), (Fates{Superseded, LostToConcurrent, Kept}));
}

TEST(RegisterTypeTest, WriteMayNotLoseToWhatItsAuthorSaw) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a");
  const engine::Document document = showing("a");
  EXPECT_EQ(cell.fates(&document), (Fates{Kept, Lost}));
  EXPECT_EQ(cell.explain(&document).fates[1].because_of, 0U);
}

TEST(RegisterTypeTest, WriteMayNotLoseToAnEarlierOneOfItsAuthor) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a");
  // The author's own write does not show there, and yet is known.
  cell.set(1, "c", "a");
  const engine::Document document = showing("b");
  EXPECT_EQ(cell.fates(&document), (Fates{Superseded, Kept, Lost}));
}

TEST(RegisterTypeTest, PromisedSuccessorIsJudgedInTheStead) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a");
  cell.set(2, "c", "b");
  // Nothing shows: only what nobody superseded is lost, so that one loss is one breach.
  const engine::Document document{};
  EXPECT_EQ(cell.fates(&document), (Fates{Superseded, Superseded, Lost}));
  EXPECT_EQ(cell.explain(&document).fates[2].because_of, std::nullopt);
  EXPECT_EQ(cell.explain(&document).cell, Kept);
}

TEST(RegisterTypeTest, OpenSuccessorExcusesNothing) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a").standing = Standing::Open;
  const engine::Document document{};
  EXPECT_EQ(cell.fates(&document), (Fates{Lost, Open}));
}

TEST(RegisterTypeTest, ReportedWriteIsOwedNothing) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  cell.set(1, "b", "a").standing = Standing::Reported;
  const engine::Document document = showing("a");
  EXPECT_EQ(cell.fates(&document), (Fates{Kept, Reported}));
}

TEST(RegisterTypeTest, ValueThatNobodyWroteIsInvented) {
  CellBuilder cell(register_type(), "title");
  cell.create(0, {{"title", "a"}});
  const engine::Document document = showing("z");
  EXPECT_EQ(cell.explain(&document).cell, Invented);
  EXPECT_EQ(cell.explain(&document).shown, "z");
  const CellBuilder untouched(register_type(), "title");
  EXPECT_EQ(untouched.explain(&document).cell, Invented);
}

}  // namespace
}  // namespace storm::scenarios
