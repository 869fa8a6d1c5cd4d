#include "engine/reference/wire/codec.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <optional>
#include <rapidcheck/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace storm::engine::reference {
namespace {

constexpr std::uint64_t kMostNatural = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t kLeastInteger = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMostInteger = std::numeric_limits<std::int64_t>::max();

Bytes bytes(std::initializer_list<unsigned> values) {
  Bytes result;
  for (const unsigned value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

/// Nine bytes that say "more to come", and a last one.
Bytes ten_bytes(unsigned last) {
  Bytes result(9, std::byte{0xFF});
  result.push_back(static_cast<std::byte>(last));
  return result;
}

Bytes written(const std::function<void(Writer&)>& write) {
  Writer writer;
  write(writer);
  return writer.take();
}

TEST(WriterTest, NaturalsHaveSevenBitsAByteTheLowestFirst) {
  const std::vector<std::pair<std::uint64_t, Bytes>> cases{{0, bytes({0x00})},
                                                           {1, bytes({0x01})},
                                                           {127, bytes({0x7F})},
                                                           {128, bytes({0x80, 0x01})},
                                                           {300, bytes({0xAC, 0x02})},
                                                           {16'383, bytes({0xFF, 0x7F})},
                                                           {16'384, bytes({0x80, 0x80, 0x01})},
                                                           {kMostNatural, ten_bytes(0x01)}};
  for (const auto& item : cases) {
    const std::uint64_t value = item.first;
    EXPECT_EQ(written([value](Writer& writer) { writer.natural(value); }), item.second) << value;
  }
}

TEST(WriterTest, SmallIntegersAreShortWhateverTheirSign) {
  const std::vector<std::pair<std::int64_t, Bytes>> cases{
      {0, bytes({0x00})},  {-1, bytes({0x01})},  {1, bytes({0x02})},       {-2, bytes({0x03})},
      {63, bytes({0x7E})}, {-64, bytes({0x7F})}, {64, bytes({0x80, 0x01})}};
  for (const auto& item : cases) {
    const std::int64_t value = item.first;
    EXPECT_EQ(written([value](Writer& writer) { writer.integer(value); }), item.second) << value;
  }
  EXPECT_EQ(written([](Writer& writer) { writer.integer(kLeastInteger); }), ten_bytes(0x01));
}

TEST(WriterTest, TextsHaveTheirLengthBeforeThem) {
  EXPECT_EQ(written([](Writer& writer) { writer.text(""); }), bytes({0x00}));
  EXPECT_EQ(written([](Writer& writer) { writer.text(std::string("a\0b", 3)); }),
            bytes({0x03, 'a', 0x00, 'b'}));
}

TEST(WriterTest, WhatMayBeAbsentHasAByteThatSaysWhether) {
  EXPECT_EQ(written([](Writer& writer) { writer.optional_natural(std::nullopt); }), bytes({0x00}));
  EXPECT_EQ(written([](Writer& writer) { writer.optional_natural(0); }), bytes({0x01, 0x00}));
  EXPECT_EQ(written([](Writer& writer) { writer.optional_natural(300); }),
            bytes({0x01, 0xAC, 0x02}));
}

TEST(WriterTest, FourBytesAreLittleEndianOnEveryMachine) {
  EXPECT_EQ(written([](Writer& writer) { writer.fixed32(0x01020304); }),
            bytes({0x04, 0x03, 0x02, 0x01}));
}

TEST(ReaderTest, TheEndsOfTheNumbersComeBack) {
  Writer writer;
  writer.natural(kMostNatural);
  writer.integer(kLeastInteger);
  writer.integer(kMostInteger);
  writer.integer(-1);
  writer.fixed32(0xFFFF'FFFF);
  writer.byte(0xFF);
  Reader reader(writer.view());
  EXPECT_EQ(reader.natural(), kMostNatural);
  EXPECT_EQ(reader.integer(), kLeastInteger);
  EXPECT_EQ(reader.integer(), kMostInteger);
  EXPECT_EQ(reader.integer(), -1);
  EXPECT_EQ(reader.fixed32(), 0xFFFF'FFFFU);
  EXPECT_EQ(reader.byte(), 0xFF);
  EXPECT_TRUE(reader.finished());
}

TEST(ReaderTest, IsFinishedAtTheLastByteAndNotBefore) {
  const Bytes two = bytes({0x01, 0x02});
  Reader reader(two);
  EXPECT_FALSE(reader.finished());
  reader.byte();
  EXPECT_FALSE(reader.finished());
  reader.byte();
  EXPECT_TRUE(reader.finished());
  EXPECT_TRUE(Reader({}).finished());
}

TEST(ReaderTest, AfterAFaultNothingIsReadAnyMore) {
  const Bytes five = bytes({0x05, 0x01, 0x01, 0x01, 0x01});
  Reader reader(five);
  EXPECT_EQ(reader.below(5), 0U);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.byte(), 0U);
  EXPECT_EQ(reader.natural(), 0U);
  EXPECT_EQ(reader.integer(), 0);
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.optional_natural(), std::nullopt);
  EXPECT_EQ(reader.fixed32(), 0U);
  EXPECT_EQ(reader.count(), 0U);
  EXPECT_FALSE(reader.finished());
}

TEST(ReaderTest, WhoeverReadsMayFindAFaultToo) {
  Reader reader({});
  reader.fail();
  EXPECT_FALSE(reader.finished());
}

TEST(ReaderTest, TheEndIsAFaultWhateverIsWanted) {
  const std::vector<std::function<void(Reader&)>> reads{
      [](Reader& reader) { reader.byte(); },  [](Reader& reader) { reader.natural(); },
      [](Reader& reader) { reader.text(); },  [](Reader& reader) { reader.fixed32(); },
      [](Reader& reader) { reader.count(); }, [](Reader& reader) { reader.optional_natural(); }};
  for (std::size_t i = 0; i < reads.size(); ++i) {
    Reader reader({});
    reads[i](reader);
    EXPECT_TRUE(reader.failed()) << "read " << i;
  }
  const Bytes three = bytes({0x01, 0x02, 0x03});
  Reader reader(three);
  reader.fixed32();
  EXPECT_TRUE(reader.failed()) << "three bytes are no four";
}

TEST(ReaderTest, ANumberThatDoesNotEndOrDoesNotFitIsAFault) {
  for (const Bytes& wrong :
       {bytes({0x80}), bytes({0xFF, 0xFF}), ten_bytes(0x02), ten_bytes(0x7F), ten_bytes(0xFF)}) {
    Reader reader(wrong);
    EXPECT_EQ(reader.natural(), 0U);
    EXPECT_TRUE(reader.failed()) << wrong.size() << " bytes";
  }
  const Bytes right = ten_bytes(0x01);
  Reader reader(right);
  EXPECT_EQ(reader.natural(), kMostNatural);
  EXPECT_TRUE(reader.finished());
}

TEST(ReaderTest, ANumberHasOneWayOfBeingWritten) {
  for (const Bytes& longer : {bytes({0x80, 0x00}), bytes({0xFF, 0x00}), ten_bytes(0x00)}) {
    Reader reader(longer);
    reader.natural();
    EXPECT_TRUE(reader.failed()) << longer.size() << " bytes, the last of them empty";
  }
}

TEST(ReaderTest, ACountIsAtMostTheBytesThatAreLeft) {
  const Bytes exact = bytes({0x02, 0x00, 0x00});
  Reader reader(exact);
  EXPECT_EQ(reader.count(), 2U);
  EXPECT_FALSE(reader.failed());

  const Bytes more = bytes({0x03, 0x00, 0x00});
  Reader other(more);
  EXPECT_EQ(other.count(), 0U);
  EXPECT_TRUE(other.failed());
}

TEST(ReaderTest, ATextMayFillTheRestButNotMore) {
  const Bytes exact = bytes({0x02, 'h', 'i'});
  Reader reader(exact);
  EXPECT_EQ(reader.text(), "hi");
  EXPECT_TRUE(reader.finished());

  const Bytes more = bytes({0x03, 'h', 'i'});
  Reader other(more);
  EXPECT_EQ(other.text(), "");
  EXPECT_TRUE(other.failed());
}

TEST(ReaderTest, ABoundIsTheFirstNumberThatIsTooMuch) {
  const Bytes two = bytes({0x02});
  Reader below_three(two);
  EXPECT_EQ(below_three.below(3), 2U);
  EXPECT_FALSE(below_three.failed());
  Reader below_two(two);
  EXPECT_EQ(below_two.below(2), 0U);
  EXPECT_TRUE(below_two.failed());
}

TEST(ReaderTest, AFlagIsZeroOrOne) {
  const Bytes two = bytes({0x02, 0x00});
  Reader reader(two);
  EXPECT_EQ(reader.optional_natural(), std::nullopt);
  EXPECT_TRUE(reader.failed());
}

/// One value of any kind that a Writer takes.
using Value =
    std::variant<std::uint8_t, std::uint64_t, std::int64_t, std::string, std::uint32_t, bool>;

std::vector<Value> some_values() {
  std::vector<Value> values;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        values.emplace_back(*rc::gen::arbitrary<std::uint8_t>());
        break;
      case 1:
        values.emplace_back(*rc::gen::arbitrary<std::uint64_t>());
        break;
      case 2:
        values.emplace_back(*rc::gen::arbitrary<std::int64_t>());
        break;
      case 3:
        values.emplace_back(*rc::gen::arbitrary<std::string>());
        break;
      case 4:
        values.emplace_back(*rc::gen::arbitrary<std::uint32_t>());
        break;
      default:
        values.emplace_back(*rc::gen::arbitrary<bool>());
    }
  }
  return values;
}

/// A bool stands for an optional number: absent, or seven.
struct Write {
  Writer& writer;
  void operator()(std::uint8_t value) { writer.byte(value); }
  void operator()(std::uint64_t value) { writer.natural(value); }
  void operator()(std::int64_t value) { writer.integer(value); }
  void operator()(const std::string& value) { writer.text(value); }
  void operator()(std::uint32_t value) { writer.fixed32(value); }
  void operator()(bool present) {
    writer.optional_natural(present ? std::optional<std::uint64_t>(7) : std::nullopt);
  }
};

/// Reads a value of the kind of the one that it is shown.
struct Read {
  Reader& reader;
  Value operator()(std::uint8_t) { return reader.byte(); }
  Value operator()(std::uint64_t) { return reader.natural(); }
  Value operator()(std::int64_t) { return reader.integer(); }
  Value operator()(const std::string&) { return reader.text(); }
  Value operator()(std::uint32_t) { return reader.fixed32(); }
  Value operator()(bool) { return reader.optional_natural() == 7U; }
};

RC_GTEST_PROP(CodecProperty, WhatWasWrittenIsReadInTheSameOrder, ()) {
  const std::vector<Value> values = some_values();
  Writer writer;
  for (const Value& value : values) std::visit(Write{writer}, value);
  Reader reader(writer.view());
  for (const Value& value : values) RC_ASSERT(std::visit(Read{reader}, value) == value);
  RC_ASSERT(reader.finished());
}

RC_GTEST_PROP(CodecProperty, NoPrefixIsReadToItsEndWithoutAFault, ()) {
  const std::vector<Value> values = some_values();
  Writer writer;
  for (const Value& value : values) std::visit(Write{writer}, value);
  RC_PRE(!writer.view().empty());
  const auto size = *rc::gen::inRange<std::size_t>(0, writer.view().size());
  Reader reader(writer.view().first(size));
  for (const Value& value : values) std::visit(Read{reader}, value);
  RC_ASSERT(reader.failed());
}

RC_GTEST_PROP(CodecProperty, AnyBytesAreReadWithoutHarmAndWrittenAgainTheSame,
              (const std::vector<std::uint8_t>& raw)) {
  Bytes given;
  for (const std::uint8_t value : raw) given.push_back(static_cast<std::byte>(value));
  Reader reader(given);
  Writer writer;
  while (!reader.failed() && !reader.finished()) {
    const std::uint64_t value = reader.natural();
    if (!reader.failed()) writer.natural(value);
  }
  const BytesView same = writer.view();
  RC_ASSERT(same.size() <= given.size());
  RC_ASSERT(std::equal(same.begin(), same.end(), given.begin()));
}

}  // namespace
}  // namespace storm::engine::reference
