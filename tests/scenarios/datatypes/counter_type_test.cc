#include "scenarios/datatypes/counter_type.h"

#include <gtest/gtest.h>

#include "tests/scenarios/datatypes/cell_builder.h"

namespace storm::scenarios {
namespace {

using enum AtomFate;
using Fates = std::vector<AtomFate>;

engine::Document showing(std::int64_t likes) {
  return {.scope = "s", .fields = {}, .counters = {{"likes", likes}}};
}

engine::Operation like(std::int64_t delta) {
  engine::Operation operation = operation_on(increment_verb(), 3, "note-7");
  operation.field = "likes";
  operation.delta = delta;
  return operation;
}

TEST(CounterTypeTest, WordsNameTheCounterAndTheAmount) {
  EXPECT_EQ(increment_verb().does(like(-2)), "adds -2 to note-7/likes");
  EXPECT_EQ(increment_verb().did(like(4), ""), "added 4 to note-7/likes");
}

TEST(CounterTypeTest, IncrementIsOneAtomWithItsAmount) {
  const engine::Operation operation = like(4);
  const std::vector<Atom> atoms = atoms_of(operation);
  ASSERT_EQ(atoms.size(), 1U);
  EXPECT_EQ(atoms[0].type, &counter_type());
  EXPECT_EQ(atoms[0].cell, "likes");
  EXPECT_EQ(atoms[0].amount, 4);
  EXPECT_EQ(replaced_by(operation, showing(7)), std::nullopt);
}

TEST(CounterTypeTest, SimplerIncrementAddsOne) {
  EXPECT_EQ(simpler_than(like(4)), std::vector{like(1)});
  EXPECT_EQ(simpler_than(like(-1)), std::vector{like(1)});
  EXPECT_TRUE(simpler_than(like(1)).empty());
}

TEST(CounterTypeTest, ZeroIsAsGoodAsAbsent) {
  EXPECT_TRUE(counter_type().cells(showing(0)).empty());
  EXPECT_EQ(counter_type().cells(showing(2)), std::vector<std::string_view>{"likes"});
}

TEST(CounterTypeTest, SumOfAllIsKeptAndShowsNoneByName) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3);
  cell.increment(1, -1);
  const engine::Document document = showing(2);
  EXPECT_EQ(cell.fates(&document), (Fates{Kept, Kept}));
  EXPECT_EQ(cell.explain(&document).cell, Kept);
  EXPECT_EQ(cell.explain(&document).excess, 0);
  EXPECT_TRUE(cell.shown(&document).empty());
}

TEST(CounterTypeTest, AnyOfTheOpenOnesMayBeIn) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3);
  cell.increment(1, 2).standing = Standing::Open;
  cell.increment(2, 5).standing = Standing::Open;
  for (const std::int64_t right : {3, 5, 8, 10}) {
    const engine::Document document = showing(right);
    EXPECT_EQ(cell.fates(&document), (Fates{Kept, Open, Open})) << right;
    EXPECT_EQ(cell.explain(&document).cell, Kept) << right;
    EXPECT_FALSE(cell.explain(&document).ambiguous) << right;
  }
  for (const std::int64_t wrong : {0, 4, 6, 9, 11}) {
    const engine::Document document = showing(wrong);
    EXPECT_TRUE(is_breach(cell.explain(&document).cell)) << wrong;
    EXPECT_TRUE(cell.explain(&document).ambiguous) << wrong;
  }
}

TEST(CounterTypeTest, ReportedOneMustNotBeIn) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3);
  cell.increment(1, 2).standing = Standing::Reported;
  const engine::Document right = showing(3);
  EXPECT_EQ(cell.fates(&right), (Fates{Kept, Reported}));
  const engine::Document wrong = showing(5);
  EXPECT_EQ(cell.explain(&wrong).cell, Invented);
  EXPECT_EQ(cell.explain(&wrong).excess, 2);
}

TEST(CounterTypeTest, ExcessOfWhatLandedAgainIsDoubled) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3);
  cell.increment(1, 2).landings = 3;
  const engine::Document twice_more = showing(9);
  EXPECT_EQ(cell.explain(&twice_more).cell, Doubled);
  EXPECT_EQ(cell.fates(&twice_more), (Fates{Kept, Doubled}));
  // Another excess is not that, though the one that landed again is still the suspect.
  const engine::Document once_more = showing(7);
  EXPECT_EQ(cell.explain(&once_more).cell, Invented);
  EXPECT_EQ(cell.fates(&once_more), (Fates{Kept, Doubled}));
}

TEST(CounterTypeTest, DeliveryTwiceWithoutEffectIsNoBreach) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3).landings = 2;
  const engine::Document document = showing(3);
  EXPECT_EQ(cell.fates(&document), (Fates{Kept}));
}

TEST(CounterTypeTest, WhatNeverLandedIsSuspectedOfALoss) {
  CellBuilder cell(counter_type(), "likes");
  cell.increment(0, 3);
  cell.increment(1, 2).landings = 0;
  const engine::Document document = showing(3);
  EXPECT_EQ(cell.explain(&document).cell, Lost);
  EXPECT_EQ(cell.explain(&document).excess, -2);
  EXPECT_EQ(cell.fates(&document), (Fates{Kept, Lost}));
}

TEST(CounterTypeTest, CounterThatNobodyTouchedIsOwedNothing) {
  const CellBuilder cell(counter_type(), "likes");
  const engine::Document document = showing(4);
  EXPECT_EQ(cell.explain(&document).cell, Invented);
  EXPECT_EQ(cell.explain(nullptr).cell, Kept);
}

TEST(CounterTypeTest, TooManyOpenOnesLeaveARange) {
  CellBuilder cell(counter_type(), "likes");
  std::int64_t most = 0;
  for (int bit = 0; bit < 20; ++bit) {
    cell.increment(0, std::int64_t{2} << bit).standing = Standing::Open;
    most += std::int64_t{2} << bit;
  }
  // Odd, so that no sum of theirs is that.
  const engine::Document within = showing(1001);
  EXPECT_EQ(cell.explain(&within).cell, Kept);
  const engine::Document beyond = showing(most + 1);
  EXPECT_EQ(cell.explain(&beyond).cell, Invented);
}

}  // namespace
}  // namespace storm::scenarios
