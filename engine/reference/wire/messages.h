#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/bytes.h"
#include "engine/operation.h"
#include "engine/reference/values/cell.h"
#include "engine/reference/values/change.h"
#include "engine/reference/values/history_point.h"
#include "engine/reference/wire/frame.h"

namespace storm::engine::reference {

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
  HistoryPoint known;
  /// The server's store that `feed` counts in; zero for a replica that knows none.
  std::uint64_t store = 0;
  FeedPosition feed;
  std::uint64_t page_limit = 0;
  /// Asks for `SyncResponse::digest`.
  bool verify = false;
  std::vector<std::string> scopes;
  std::vector<Change> changes;

  bool operator==(const SyncRequest&) const = default;
};

/// A document's state in the feed: the cells that changed after `FeedPosition::complete`.
struct FeedItem {
  /// Index into the request's scopes.
  std::uint64_t scope = 0;
  std::string document;
  bool deleted = false;
  /// The change that made it.
  Sequence created = 0;
  /// The last deletion, if there was one.
  std::optional<OperationId> epoch;
  std::vector<Cell> cells;

  bool operator==(const FeedItem&) const = default;
};

struct SyncResponse {
  HistoryPoint now;
  /// The replica knows of changes that the server has lost: all that came after this place. Nothing
  /// of the request has been carried out, and the rest of the response is empty. The replica has
  /// to send again what it was told the server had.
  std::optional<Sequence> lost_after;
  /// One for each change of the request, in its order.
  std::vector<ChangeResult> results;
  /// The replica's position was of no use: this page is the first of a pass from nothing, at whose
  /// end the replica drops every document that the pass did not mention.
  bool restarted = false;
  bool more = false;
  /// Where the replica stands once it has applied this page.
  FeedPosition feed;
  std::vector<FeedItem> items;
  /// Of the living documents in the request's scopes (StateDigest), as the replica has to have them
  /// once it has applied this page. Only if asked for, and with a last page.
  std::optional<std::uint64_t> digest;

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
/// The terms of a HistoryPoint as one value, for a table. What is read may be damaged.
std::string pack_terms(const std::vector<Term>& terms);
std::vector<Term> unpack_terms(std::string_view packed);

}  // namespace storm::engine::reference
