#include "sim/link_trace.h"

#include "gtest/gtest.h"

namespace storm::sim {
namespace {

using State = LinkTraceStep::State;

/// Up for a minute, down for thirty seconds, up for ten, and over.
LinkTrace drive() {
  return {.name = "drive",
          .steps = {{.at = 0s, .latency = 35ms, .loss_ppm = 10'000},
                    {.at = 60s, .state = State::Down},
                    {.at = 90s, .bytes_per_second = 1'000}},
          .length = 100s};
}

TEST(LinkTraceTest, AMomentLiesInTheStepThatHasBegunLast) {
  const LinkTrace trace = drive();
  EXPECT_EQ(place_in(trace, 0s), (LinkTracePlace{.step = 0, .left = 60s}));
  EXPECT_EQ(place_in(trace, 59s), (LinkTracePlace{.step = 0, .left = 1s}));
  EXPECT_EQ(place_in(trace, 60s), (LinkTracePlace{.step = 1, .left = 30s}));
  EXPECT_EQ(place_in(trace, 99s), (LinkTracePlace{.step = 2, .left = 1s}));
}

TEST(LinkTraceTest, ATraceBeginsAnewWhenItIsOver) {
  const LinkTrace trace = drive();
  EXPECT_EQ(place_in(trace, 100s), (LinkTracePlace{.step = 0, .left = 60s}));
  EXPECT_EQ(place_in(trace, 100h + 65s), (LinkTracePlace{.step = 1, .left = 25s}));
}

TEST(LinkTraceTest, TheLastStepLastsUntilTheEnd) {
  EXPECT_EQ(length_of(drive(), 0), 60s);
  EXPECT_EQ(length_of(drive(), 1), 30s);
  EXPECT_EQ(length_of(drive(), 2), 10s);
}

TEST(LinkTraceTest, WhatWasNotRecordedIsTheLinksOwn) {
  const LinkQuality usual{.latency = 10ms,
                          .jitter = 5ms,
                          .loss = {.num = 1, .den = 7},
                          .duplication = {.num = 1, .den = 9},
                          .reordering = {},
                          .bytes_per_second = 77};
  const LinkQuality first = quality_in(drive().steps[0], usual);
  EXPECT_EQ(first.latency, 35ms);
  EXPECT_EQ(first.jitter, 5ms);
  EXPECT_EQ(first.loss, (Ratio{.num = 10'000, .den = 1'000'000}));
  EXPECT_EQ(first.duplication, usual.duplication);
  EXPECT_EQ(first.bytes_per_second, 77U);
  const LinkQuality last = quality_in(drive().steps[2], usual);
  EXPECT_EQ(last.latency, 10ms);
  EXPECT_EQ(last.loss, usual.loss);
  EXPECT_EQ(last.bytes_per_second, 1'000U);
}

TEST(LinkTraceTest, AnUnsoundTraceIsKnown) {
  EXPECT_TRUE(is_sound(drive()));
  EXPECT_FALSE(is_sound(LinkTrace{}));
  LinkTrace late = drive();
  late.steps.front().at = 1s;
  EXPECT_FALSE(is_sound(late));
  LinkTrace disordered = drive();
  disordered.steps[2].at = 60s;
  EXPECT_FALSE(is_sound(disordered));
  LinkTrace cut_off = drive();
  cut_off.length = 90s;
  EXPECT_FALSE(is_sound(cut_off));
  LinkTrace down_with_figures = drive();
  down_with_figures.steps[1].latency = 1ms;
  EXPECT_FALSE(is_sound(down_with_figures));
  LinkTrace lossy = drive();
  lossy.steps[0].loss_ppm = 1'000'001;
  EXPECT_FALSE(is_sound(lossy));
}

}  // namespace
}  // namespace storm::sim
