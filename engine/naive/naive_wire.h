#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/bytes.h"
#include "engine/operation.h"

/// What the naive engine's replicas and server say to each other, and how they store a record.
///
/// Text: a sequence of tokens, each `<length>:<bytes>` (a netstring without its comma; Bernstein,
/// 1997), numbers in decimal, lists with their length first. No version and no checksum.
namespace storm::engine::naive {

/// A document as it travels and as it is stored: always whole, with one stamp for all of it.
struct Record {
  std::string name;
  Document document;
  /// The wall clock of the device that changed it last, in nanoseconds since 1970.
  std::int64_t stamp = 0;
  bool deleted = false;

  bool operator==(const Record&) const = default;
};

/// A record that has changed, and what its user did to it since it was last sent.
struct RecordChange {
  std::vector<OperationId> operations;
  Record record;

  bool operator==(const RecordChange&) const = default;
};

struct NaiveRequest {
  /// What the server has with a later stamp is asked for.
  std::int64_t since = 0;
  std::vector<std::string> scopes;
  std::vector<RecordChange> changes;

  bool operator==(const NaiveRequest&) const = default;
};

struct NaiveResponse {
  std::vector<Record> records;

  bool operator==(const NaiveResponse&) const = default;
};

std::string encode(const Record& record);
Bytes encode(const NaiveRequest& request);
Bytes encode(const NaiveResponse& response);

/// Nothing if the bytes are not exactly one such thing.
std::optional<Record> decode_record(std::string_view text);
std::optional<NaiveRequest> decode_request(BytesView bytes);
std::optional<NaiveResponse> decode_response(BytesView bytes);

}  // namespace storm::engine::naive
