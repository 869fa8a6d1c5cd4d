#include "engine/reference/wire/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>
#include <xxhash.h>

namespace storm::engine::reference {
namespace {

constexpr std::size_t kSumBytes = 4;

Writer payload_of(const std::string& text) {
  Writer writer;
  for (const char letter : text) writer.byte(static_cast<std::uint8_t>(letter));
  return writer;
}

/// The last four bytes of a frame: the low half of XXH3-64 over all others, lowest byte first.
void set_checksum(Bytes& frame) {
  const std::size_t covered = frame.size() - kSumBytes;
  const std::uint64_t hash = XXH3_64bits(frame.data(), covered);
  for (std::size_t i = 0; i < kSumBytes; ++i) {
    frame[covered + i] = static_cast<std::byte>((hash >> (8 * i)) & 0xFFU);
  }
}

/// A frame whose header is not what a frame of ours has, and whose checksum is right.
Bytes with_header(unsigned version, unsigned kind) {
  Bytes frame = seal(FrameKind::Hint, payload_of("x"));
  frame[0] = static_cast<std::byte>(version);
  frame[1] = static_cast<std::byte>(kind);
  set_checksum(frame);
  return frame;
}

/// Not by error() alone: of what was opened, that is Corrupt too.
testing::AssertionResult fails_with(FrameError error, BytesView bytes) {
  const auto opened = open_frame(bytes);
  if (opened.has_value()) return testing::AssertionFailure() << "it was opened";
  if (opened.error() != error) return testing::AssertionFailure() << "another error";
  return testing::AssertionSuccess();
}

TEST(FrameTest, IsVersionKindPayloadAndChecksum) {
  Bytes expected{std::byte{2}, std::byte{2}, std::byte{'h'}, std::byte{'i'},
                 std::byte{0}, std::byte{0}, std::byte{0},   std::byte{0}};
  set_checksum(expected);
  EXPECT_EQ(seal(FrameKind::Hint, payload_of("hi")), expected);
}

TEST(FrameTest, KindsKeepTheirNumbersForEver) {
  const std::vector<FrameKind> kinds{FrameKind::SyncRequest, FrameKind::SyncResponse,
                                     FrameKind::Hint, FrameKind::Error};
  ASSERT_EQ(kinds.size(), kFrameKinds);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const Bytes frame = seal(kinds[i], {});
    EXPECT_EQ(frame[1], static_cast<std::byte>(i));
    EXPECT_EQ(open_frame(frame)->kind, kinds[i]);
  }
}

TEST(FrameTest, OpensWithoutCopyingItsPayload) {
  const Bytes frame = seal(FrameKind::Error, payload_of("hi"));
  const auto opened = open_frame(frame);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->payload.data(), frame.data() + 2);
  EXPECT_EQ(text_of(opened->payload), "hi");
}

TEST(FrameTest, APayloadMayBeEmpty) {
  const Bytes frame = seal(FrameKind::Hint, {});
  EXPECT_EQ(frame.size(), 6U);
  const auto opened = open_frame(frame);
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->payload.empty());
}

TEST(FrameTest, WhatIsShorterThanAnEmptyFrameIsCorrupt) {
  for (std::size_t size = 0; size < 6; ++size) {
    Bytes zeros(size);
    if (size >= kSumBytes) set_checksum(zeros);
    EXPECT_TRUE(fails_with(FrameError::Corrupt, zeros)) << size << " bytes";
  }
}

TEST(FrameTest, EverySingleBitIsCovered) {
  const Bytes frame = seal(FrameKind::SyncRequest, payload_of("some payload"));
  for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
    Bytes damaged = frame;
    damaged[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_TRUE(fails_with(FrameError::Corrupt, damaged))
        << "bit " << bit << ": damage is no other version";
  }
}

TEST(FrameTest, AByteTooFewOrTooManyIsCorrupt) {
  Bytes frame = seal(FrameKind::SyncRequest, payload_of("some payload"));
  EXPECT_TRUE(fails_with(FrameError::Corrupt, BytesView(frame).first(frame.size() - 1)));
  frame.push_back(std::byte{});
  EXPECT_TRUE(fails_with(FrameError::Corrupt, frame));
}

TEST(FrameTest, AnotherVersionIsToldFromDamage) {
  EXPECT_TRUE(open_frame(with_header(kWireVersion, 2)).has_value());
  for (const unsigned version : {0U, kWireVersion + 1U, 255U}) {
    EXPECT_TRUE(fails_with(FrameError::UnknownVersion, with_header(version, 2))) << version;
  }
}

TEST(FrameTest, AKindThatNobodyKnowsIsCorruptUnlessTheVersionExplainsIt) {
  EXPECT_TRUE(open_frame(with_header(kWireVersion, kFrameKinds - 1)).has_value());
  EXPECT_TRUE(fails_with(FrameError::Corrupt, with_header(kWireVersion, kFrameKinds)));
  EXPECT_TRUE(fails_with(FrameError::Corrupt, with_header(kWireVersion, 255)));
  EXPECT_TRUE(fails_with(FrameError::UnknownVersion, with_header(kWireVersion + 1U, kFrameKinds)));
}

RC_GTEST_PROP(FrameProperty, WhatWasSealedIsOpened, (const std::string& text)) {
  const auto kind = static_cast<FrameKind>(*rc::gen::inRange<std::uint64_t>(0, kFrameKinds));
  const Bytes frame = seal(kind, payload_of(text));
  const auto opened = open_frame(frame);
  RC_ASSERT(opened.has_value());
  RC_ASSERT(opened->kind == kind);
  RC_ASSERT(text_of(opened->payload) == text);
}

RC_GTEST_PROP(FrameProperty, NoiseIsNoFrame, (const std::vector<std::uint8_t>& noise)) {
  Bytes bytes;
  for (const std::uint8_t value : noise) bytes.push_back(static_cast<std::byte>(value));
  RC_ASSERT(!open_frame(bytes).has_value());
}

}  // namespace
}  // namespace storm::engine::reference
