#include "engine/naive/naive_wire.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace storm::engine::naive {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return Bytes(data, data + text.size());
}

Record some_record() {
  return {.name = "note:1 ",
          .document = {.scope = "team",
                       .fields = {{"empty", ""}, {"title", "3:abc\n\x01"}},
                       .counters = {{"down", -7}, {"up", INT64_MAX}}},
          .stamp = -1,
          .deleted = false};
}

NaiveRequest some_request() {
  Record gone;
  gone.name = "gone";
  gone.deleted = true;
  return {.since = 1'700'000'000'000'000'000,
          .scopes = {"team", ""},
          .changes = {
              {.operations = {OperationId{1}, OperationId{UINT64_MAX}}, .record = some_record()},
              {.operations = {}, .record = gone}}};
}

TEST(NaiveWireTest, RecordsComeBackAsTheyWent) {
  EXPECT_EQ(decode_record(encode(some_record())), some_record());
}

TEST(NaiveWireTest, MessagesComeBackAsTheyWent) {
  EXPECT_EQ(decode_request(encode(some_request())), some_request());
  const NaiveResponse response{.records = {some_record(), Record{}}};
  EXPECT_EQ(decode_response(encode(response)), response);
  EXPECT_EQ(decode_response(encode(NaiveResponse{})), NaiveResponse{});
}

TEST(NaiveWireTest, NoPrefixOfARequestIsARequest) {
  const Bytes whole = encode(some_request());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_request(BytesView(whole).first(size))) << size;
  }
}

TEST(NaiveWireTest, BytesAfterTheEndAreRefused) {
  Bytes more = encode(some_request());
  more.push_back(std::byte{'0'});
  EXPECT_FALSE(decode_request(more));
}

TEST(NaiveWireTest, LyingLengthsAreRefused) {
  for (const std::string_view text :
       {"", ":", "1", "1:", "2:1", "-1:", "+1:0", "1:x", "18446744073709551615:0",
        "99999999999999999999:0", "20:18446744073709551615", "10:1000000000", "1:1"}) {
    EXPECT_FALSE(decode_response(bytes_of(text))) << text;
  }
}

TEST(NaiveWireTest, AnyByteMayChangeWithoutHarm) {
  const Bytes whole = encode(some_request());
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (const char byte : {'\0', '9', ':', '-', '\xff'}) {
      Bytes damaged = whole;
      damaged[place] = static_cast<std::byte>(byte);
      const auto request = decode_request(damaged);
      // There is no checksum, so it may be taken for another request; then it must be a whole one.
      if (request) {
        EXPECT_EQ(decode_request(encode(*request)), request);
      }
    }
  }
}

}  // namespace
}  // namespace storm::engine::naive
