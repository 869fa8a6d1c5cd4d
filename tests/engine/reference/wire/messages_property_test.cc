#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <xxhash.h>

#include "engine/reference/wire/messages.h"
#include "tests/engine/reference/arbitrary_change.h"

namespace storm::engine::reference {
namespace {

HistoryPoint some_point() {
  HistoryPoint point;
  point.store = *rc::gen::arbitrary<std::uint64_t>();
  point.sequence = *rc::gen::arbitrary<std::uint64_t>();
  point.clock = HybridTime{*rc::gen::arbitrary<std::uint64_t>()};
  const auto terms = *rc::gen::inRange<std::size_t>(0, kTermsMax + 1);
  for (std::size_t i = 0; i < terms; ++i) {
    Term term;
    term.number = *rc::gen::arbitrary<std::uint64_t>();
    term.name = *rc::gen::arbitrary<std::uint64_t>();
    point.terms.push_back(term);
  }
  return point;
}

FeedPosition some_feed() {
  FeedPosition feed;
  feed.complete = *rc::gen::arbitrary<std::uint64_t>();
  feed.position = *rc::gen::arbitrary<std::uint64_t>();
  feed.horizon = *rc::gen::arbitrary<std::uint64_t>();
  return feed;
}

SyncRequest some_request() {
  SyncRequest request;
  request.known = some_point();
  request.store = *rc::gen::arbitrary<std::uint64_t>();
  request.feed = some_feed();
  request.page_limit = *rc::gen::arbitrary<std::uint64_t>();
  request.verify = *rc::gen::arbitrary<bool>();
  request.scopes = *rc::gen::arbitrary<std::vector<std::string>>();
  const int changes = *rc::gen::inRange(0, 4);
  for (int i = 0; i < changes; ++i) request.changes.push_back(some_change());
  return request;
}

Cell some_cell() {
  Cell cell;
  cell.kind = static_cast<CellKind>(*rc::gen::inRange(0, 2));
  cell.name = *rc::gen::arbitrary<std::string>();
  if (cell.kind == CellKind::Register) {
    cell.value = *rc::gen::arbitrary<std::string>();
  } else {
    cell.count = *rc::gen::arbitrary<std::int64_t>();
  }
  cell.operation = OperationId{*rc::gen::arbitrary<std::uint64_t>()};
  cell.sequence = *rc::gen::arbitrary<std::uint64_t>();
  return cell;
}

constexpr std::size_t kScopes = 3;

SyncResponse some_response() {
  SyncResponse response;
  response.now = some_point();
  const auto lost_after = *rc::gen::arbitrary<std::uint64_t>();
  if (*rc::gen::arbitrary<bool>()) response.lost_after = lost_after;
  response.restarted = *rc::gen::arbitrary<bool>();
  response.more = *rc::gen::arbitrary<bool>();
  response.feed = some_feed();
  const int results = *rc::gen::inRange(0, 4);
  for (int i = 0; i < results; ++i) {
    ChangeResult result;
    result.operation = OperationId{*rc::gen::arbitrary<std::uint64_t>()};
    result.verdict = static_cast<ChangeVerdict>(*rc::gen::inRange<std::uint64_t>(0, kVerdicts));
    result.sequence = *rc::gen::arbitrary<std::uint64_t>();
    result.time = HybridTime{*rc::gen::arbitrary<std::uint64_t>()};
    const auto loser = some_id();
    const auto bytes = *rc::gen::arbitrary<std::uint64_t>();
    const bool says_bytes = *rc::gen::arbitrary<bool>();
    const bool lost = result.verdict == ChangeVerdict::LostToConcurrentWrite ||
                      result.verdict == ChangeVerdict::LostToDelete;
    if (lost) result.lost_to = loser;
    if (result.verdict == ChangeVerdict::RefusedTooLong && says_bytes) result.bytes_max = bytes;
    response.results.push_back(result);
  }
  const int items = *rc::gen::inRange(0, 4);
  for (int i = 0; i < items; ++i) {
    FeedItem item;
    item.scope = *rc::gen::inRange<std::uint64_t>(0, kScopes);
    item.document = *rc::gen::arbitrary<std::string>();
    item.deleted = *rc::gen::arbitrary<bool>();
    item.created = *rc::gen::arbitrary<std::uint64_t>();
    item.epoch = some_id();
    const int cells = *rc::gen::inRange(0, 4);
    for (int cell = 0; cell < cells; ++cell) item.cells.push_back(some_cell());
    response.items.push_back(std::move(item));
  }
  const auto digest = *rc::gen::arbitrary<std::uint64_t>();
  if (*rc::gen::arbitrary<bool>()) response.digest = digest;
  return response;
}

RC_GTEST_PROP(MessagesProperty, RequestsComeBackAsTheyWent, ()) {
  const SyncRequest request = some_request();
  const auto decoded = decode_sync_request(encode(request));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == request);
}

RC_GTEST_PROP(MessagesProperty, ResponsesComeBackAsTheyWent, ()) {
  const SyncResponse response = some_response();
  const auto decoded = decode_sync_response(encode(response), kScopes);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == response);
}

RC_GTEST_PROP(MessagesProperty, OneFlippedBitIsNoticed, ()) {
  Bytes bytes = encode(some_response());
  const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
  bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  RC_ASSERT(!decode_sync_response(bytes, kScopes).has_value());
}

/// The checksum right and the payload not: what a hostile or broken peer would send.
RC_GTEST_PROP(MessagesProperty, AnyPayloadIsReadWithoutHarm, ()) {
  const auto payload = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  Writer writer;
  for (const std::uint8_t value : payload) writer.byte(value);
  const auto request = decode_sync_request(seal(FrameKind::SyncRequest, writer));
  const auto response = decode_sync_response(seal(FrameKind::SyncResponse, writer), kScopes);
  if (request.has_value()) RC_ASSERT(*decode_sync_request(encode(*request)) == *request);
  if (response.has_value()) {
    RC_ASSERT(*decode_sync_response(encode(*response), kScopes) == *response);
  }
}

RC_GTEST_PROP(MessagesProperty, NoPrefixIsAMessage, ()) {
  const Bytes bytes = encode(some_request());
  const auto size = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT(!decode_sync_request(BytesView(bytes).first(size)).has_value());
}

/// Not by error() alone: of what was decoded, that is Corrupt too.
template <class Decoded>
bool is_corrupt(const Decoded& decoded) {
  return !decoded.has_value() && decoded.error() == FrameError::Corrupt;
}

TEST(MessagesTest, AnUnknownVersionIsToldFromDamage) {
  Bytes bytes = encode(Hint{.head = 7});
  EXPECT_EQ(decode_hint(bytes)->head, 7U);
  bytes[0] = std::byte{kWireVersion + 1};
  EXPECT_TRUE(is_corrupt(decode_hint(bytes)));

  bytes.resize(bytes.size() - 4);
  const auto sum = static_cast<std::uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<std::byte>(sum >> shift));
  }
  EXPECT_EQ(decode_hint(bytes).error(), FrameError::UnknownVersion);
}

TEST(MessagesTest, AKindInPlaceOfAnotherIsRefused) {
  EXPECT_TRUE(is_corrupt(decode_hint(encode(ErrorMessage{}))));
}

TEST(MessagesTest, NumbersThatNeedMoreThan64BitsAreRefused) {
  Writer writer;
  for (int i = 0; i < 9; ++i) writer.byte(0xFF);
  writer.byte(0x02);
  EXPECT_FALSE(decode_hint(seal(FrameKind::Hint, writer)).has_value());
}

TEST(MessagesTest, FieldsComeInTheirOrderAndOnce) {
  SyncRequest request;
  request.changes.push_back({});
  request.changes[0].operation.fields = {{"a", "1"}, {"b", "2"}};
  const Bytes bytes = encode(request);
  EXPECT_TRUE(decode_sync_request(bytes).has_value());
  // The first field's name becomes the second's, and then one that belongs behind it.
  for (const char name : {'b', 'c'}) {
    Bytes other = bytes;
    std::ranges::replace(other, std::byte{'a'}, static_cast<std::byte>(name));
    other.resize(other.size() - 4);
    const auto sum = static_cast<std::uint32_t>(XXH3_64bits(other.data(), other.size()));
    for (unsigned shift = 0; shift < 32; shift += 8) {
      other.push_back(static_cast<std::byte>(sum >> shift));
    }
    EXPECT_TRUE(is_corrupt(decode_sync_request(other))) << name;
  }
}

TEST(MessagesTest, ScopesThatTheRequestDidNotNameAreRefused) {
  SyncResponse response;
  response.items.push_back(
      {.scope = 1, .document = "d", .deleted = false, .created = 0, .epoch = {}, .cells = {}});
  EXPECT_TRUE(decode_sync_response(encode(response), 2).has_value());
  EXPECT_FALSE(decode_sync_response(encode(response), 1).has_value());
}

}  // namespace
}  // namespace storm::engine::reference
