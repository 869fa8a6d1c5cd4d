#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/bytes.h"
#include "engine/operation.h"
#include "engine/reference/merge/hybrid_clock.h"
#include "engine/reference/wire/frame.h"

namespace storm::engine::reference {

/// A place in the server's order of changes. Zero is before the first.
using Sequence = std::uint64_t;

/// An operation on its way to the server, with what its writer knew.
struct Change {
  Operation operation;
  HybridTime time{};
  /// Set: the write whose value stood in the field before.
  std::optional<OperationId> seen;
  /// The deletion after which the document was made anew, as far as its writer knew. An operation
  /// counts only in the life of the document that it was meant for.
  std::optional<OperationId> epoch;
  /// Delete: the newest change of the document that its writer had seen.
  Sequence seen_through = 0;

  bool operator==(const Change&) const = default;
};

/// What the server decided on an operation. Stored in the server's table: values stay as they are.
enum class Verdict : std::uint8_t {
  Applied = 0,
  /// A concurrent write with a greater stamp stays.
  LostToConcurrentWrite = 1,
  /// The document has been deleted, perhaps so long ago that nothing is left of it.
  LostToDelete = 2,
  /// The document belongs to another scope.
  RefusedScope = 3,
  /// The operation makes no sense.
  RefusedMalformed = 4,
  /// A value is longer than the server takes.
  RefusedTooLong = 5,
};
constexpr std::uint64_t kVerdicts = 6;

/// The operation had no effect and never will.
constexpr bool is_refusal(Verdict verdict) { return verdict >= Verdict::RefusedScope; }

struct ChangeResult {
  OperationId operation{};
  Verdict verdict{};

  bool operator==(const ChangeResult&) const = default;
};

/// How far a replica has come in the server's changes.
struct FeedPosition {
  /// Everything up to here is in the replica.
  Sequence complete = 0;
  /// In the pass under way, documents that last changed up to here have been delivered.
  Sequence position = 0;
  /// In a pass that began from nothing: the newest change when it began. Zero in any other.
  Sequence horizon = 0;

  bool operator==(const FeedPosition&) const = default;
};

/// The only request: operations to carry out, perhaps none, and where to go on reading.
struct SyncRequest {
  /// The server's store that `feed` counts in; zero for a replica that knows none.
  std::uint64_t store = 0;
  FeedPosition feed;
  std::uint64_t page_limit = 0;
  std::vector<std::string> scopes;
  std::vector<Change> changes;

  bool operator==(const SyncRequest&) const = default;
};

enum class CellKind : std::uint8_t { Register = 0, Counter = 1 };

/// One field of one document.
struct Cell {
  CellKind kind{};
  std::string name;
  /// Register.
  std::string value;
  /// Counter.
  std::int64_t count = 0;
  /// The operation that wrote it last.
  OperationId operation{};
  Sequence sequence = 0;

  bool operator==(const Cell&) const = default;
};

/// A document's state in the feed: the cells that changed after `FeedPosition::complete`.
struct FeedItem {
  /// Index into the request's scopes.
  std::uint64_t scope = 0;
  std::string document;
  bool deleted = false;
  /// The last deletion, if there was one.
  std::optional<OperationId> epoch;
  std::vector<Cell> cells;

  bool operator==(const FeedItem&) const = default;
};

struct SyncResponse {
  std::uint64_t store = 0;
  /// The server's hybrid clock.
  HybridTime clock{};
  /// One for each change of the request, in its order.
  std::vector<ChangeResult> results;
  /// The replica's position was of no use: this page is the first of a pass from nothing, at whose
  /// end the replica drops every document that the pass did not mention.
  bool restarted = false;
  bool more = false;
  /// Where the replica stands once it has applied this page.
  FeedPosition feed;
  std::vector<FeedItem> items;

  bool operator==(const SyncResponse&) const = default;
};

/// Pushed by the server: something changed in a scope of the receiver's.
struct Hint {
  Sequence head = 0;

  bool operator==(const Hint&) const = default;
};

/// Answers a request that could not be read.
struct ErrorMessage {
  /// What the answering side speaks.
  std::uint8_t version = kWireVersion;
  FrameError error{};

  bool operator==(const ErrorMessage&) const = default;
};

Bytes encode(const SyncRequest& request);
Bytes encode(const SyncResponse& response);
Bytes encode(const Hint& hint);
Bytes encode(const ErrorMessage& message);

/// Decoders of what a peer sent. Errors: anything that an encoder would not have written.
Result<SyncRequest, FrameError> decode_sync_request(BytesView bytes);
/// `scopes` is how many scopes the request named.
Result<SyncResponse, FrameError> decode_sync_response(BytesView bytes, std::size_t scopes);
Result<Hint, FrameError> decode_hint(BytesView bytes);
Result<ErrorMessage, FrameError> decode_error(BytesView bytes);

/// The first fields of a Create as one value, for a table.
std::string pack_fields(const std::map<std::string, std::string>& fields);
std::map<std::string, std::string> unpack_fields(std::string_view packed);

}  // namespace storm::engine::reference
