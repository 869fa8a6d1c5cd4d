#include "engine/reference/wire/messages.h"

#include "engine/env/assertion.h"
#include "engine/reference/wire/codec.h"

namespace storm::engine::reference {
namespace {

constexpr std::uint64_t kOperationKinds = 4;
constexpr std::uint64_t kCellKinds = 2;

// Numbers that travel and lie on disks.
static_assert(static_cast<std::uint64_t>(OperationKind::Delete) + 1 == kOperationKinds);
static_assert(static_cast<std::uint64_t>(CellKind::Counter) + 1 == kCellKinds);
static_assert(static_cast<std::uint64_t>(ChangeVerdict::RefusedName) + 1 == kVerdicts);
static_assert(static_cast<std::uint64_t>(FrameKind::Error) + 1 == kFrameKinds);

void write_id(Writer& writer, const std::optional<OperationId>& id) {
  writer.byte(id ? 1 : 0);
  if (id) writer.natural(static_cast<std::uint64_t>(*id));
}

std::optional<OperationId> read_id(Reader& reader) {
  const auto bits = reader.optional_natural();
  if (!bits) return std::nullopt;
  return OperationId{*bits};
}

void write_fields(Writer& writer, const std::map<std::string, std::string>& fields) {
  writer.natural(fields.size());
  for (const auto& [name, value] : fields) {
    writer.text(name);
    writer.text(value);
  }
}

std::map<std::string, std::string> read_fields(Reader& reader) {
  std::map<std::string, std::string> fields;
  const std::uint64_t count = reader.count();
  for (std::uint64_t i = 0; i < count && !reader.failed(); ++i) {
    std::string name = reader.text();
    std::string value = reader.text();
    // A map is written in its order.
    if (!fields.empty() && name <= fields.rbegin()->first) reader.fail();
    fields.emplace_hint(fields.end(), std::move(name), std::move(value));
  }
  return fields;
}

void write_feed(Writer& writer, const FeedPosition& feed) {
  writer.natural(feed.complete);
  writer.natural(feed.position);
  writer.natural(feed.horizon);
}

FeedPosition read_feed(Reader& reader) {
  FeedPosition feed;
  feed.complete = reader.natural();
  feed.position = reader.natural();
  feed.horizon = reader.natural();
  return feed;
}

void write_terms(Writer& writer, const std::vector<Term>& terms) {
  STORM_ASSERT(terms.size() <= kTermsMax);
  writer.natural(terms.size());
  for (const Term& term : terms) {
    writer.natural(term.number);
    writer.natural(term.name);
  }
}

std::vector<Term> read_terms(Reader& reader) {
  std::vector<Term> terms;
  const std::uint64_t count = reader.below(kTermsMax + 1);
  for (std::uint64_t i = 0; i < count && !reader.failed(); ++i) {
    Term term;
    term.number = reader.natural();
    term.name = reader.natural();
    terms.push_back(term);
  }
  return terms;
}

void write_point(Writer& writer, const HistoryPoint& point) {
  writer.natural(point.store);
  writer.natural(point.sequence);
  writer.natural(to_bits(point.clock));
  write_terms(writer, point.terms);
}

HistoryPoint read_point(Reader& reader) {
  HistoryPoint point;
  point.store = reader.natural();
  point.sequence = reader.natural();
  point.clock = HybridTime{reader.natural()};
  point.terms = read_terms(reader);
  return point;
}

void write_change(Writer& writer, const Change& change) {
  const Operation& operation = change.operation;
  writer.natural(static_cast<std::uint64_t>(operation.id));
  writer.byte(static_cast<std::uint8_t>(operation.kind));
  writer.text(operation.scope);
  writer.text(operation.document);
  writer.natural(to_bits(change.time));
  write_id(writer, change.epoch);
  writer.byte(change.orphan ? 1 : 0);
  switch (operation.kind) {
    case OperationKind::Create:
      write_fields(writer, operation.fields);
      break;
    case OperationKind::Set:
      writer.text(operation.field);
      writer.text(operation.value);
      write_id(writer, change.seen);
      break;
    case OperationKind::Increment:
      writer.text(operation.field);
      writer.integer(operation.delta);
      break;
    case OperationKind::Delete:
      writer.natural(change.seen_through);
      break;
  }
}

Change read_change(Reader& reader) {
  Change change;
  Operation& operation = change.operation;
  operation.id = OperationId{reader.natural()};
  operation.kind = static_cast<OperationKind>(reader.below(kOperationKinds));
  operation.scope = reader.text();
  operation.document = reader.text();
  change.time = HybridTime{reader.natural()};
  change.epoch = read_id(reader);
  change.orphan = reader.below(2) != 0;
  switch (operation.kind) {
    case OperationKind::Create:
      operation.fields = read_fields(reader);
      break;
    case OperationKind::Set:
      operation.field = reader.text();
      operation.value = reader.text();
      change.seen = read_id(reader);
      break;
    case OperationKind::Increment:
      operation.field = reader.text();
      operation.delta = reader.integer();
      break;
    case OperationKind::Delete:
      change.seen_through = reader.natural();
      break;
  }
  return change;
}

void write_cell(Writer& writer, const Cell& cell) {
  writer.byte(static_cast<std::uint8_t>(cell.kind));
  writer.text(cell.name);
  if (cell.kind == CellKind::Register) {
    writer.text(cell.value);
  } else {
    writer.integer(cell.count);
  }
  writer.natural(static_cast<std::uint64_t>(cell.operation));
  writer.natural(cell.sequence);
}

Cell read_cell(Reader& reader) {
  Cell cell;
  cell.kind = static_cast<CellKind>(reader.below(kCellKinds));
  cell.name = reader.text();
  if (cell.kind == CellKind::Register) {
    cell.value = reader.text();
  } else {
    cell.count = reader.integer();
  }
  cell.operation = OperationId{reader.natural()};
  cell.sequence = reader.natural();
  return cell;
}

void write_item(Writer& writer, const FeedItem& item) {
  writer.natural(item.scope);
  writer.text(item.document);
  writer.byte(item.deleted ? 1 : 0);
  writer.natural(item.created);
  write_id(writer, item.epoch);
  writer.natural(item.cells.size());
  for (const Cell& cell : item.cells) write_cell(writer, cell);
}

FeedItem read_item(Reader& reader, std::size_t scopes) {
  FeedItem item;
  item.scope = reader.below(scopes);
  item.document = reader.text();
  item.deleted = reader.below(2) != 0;
  item.created = reader.natural();
  item.epoch = read_id(reader);
  const std::uint64_t cells = reader.count();
  for (std::uint64_t i = 0; i < cells && !reader.failed(); ++i) {
    item.cells.push_back(read_cell(reader));
  }
  return item;
}

void write_result(Writer& writer, const ChangeResult& result) {
  writer.natural(static_cast<std::uint64_t>(result.operation));
  writer.byte(static_cast<std::uint8_t>(result.verdict));
  writer.natural(result.sequence);
  writer.natural(to_bits(result.time));
  if (result.verdict != ChangeVerdict::Applied) writer.optional_natural(detail_of(result));
}

ChangeResult read_result(Reader& reader) {
  ChangeResult result;
  result.operation = OperationId{reader.natural()};
  result.verdict = static_cast<ChangeVerdict>(reader.below(kVerdicts));
  result.sequence = reader.natural();
  result.time = HybridTime{reader.natural()};
  if (result.verdict == ChangeVerdict::Applied) return result;
  if (!set_detail(result, reader.optional_natural())) reader.fail();
  return result;
}

SyncResponse read_response(Reader& reader, std::size_t scopes) {
  SyncResponse response;
  response.now = read_point(reader);
  response.lost_after = reader.optional_natural();
  const std::uint64_t results = reader.count();
  for (std::uint64_t i = 0; i < results && !reader.failed(); ++i) {
    response.results.push_back(read_result(reader));
  }
  response.restarted = reader.below(2) != 0;
  response.more = reader.below(2) != 0;
  response.feed = read_feed(reader);
  const std::uint64_t items = reader.count();
  for (std::uint64_t i = 0; i < items && !reader.failed(); ++i) {
    response.items.push_back(read_item(reader, scopes));
  }
  response.digest = reader.optional_natural();
  return response;
}

SyncRequest read_request(Reader& reader) {
  SyncRequest request;
  request.known = read_point(reader);
  request.store = reader.natural();
  request.feed = read_feed(reader);
  request.page_limit = reader.natural();
  request.verify = reader.below(2) != 0;
  const std::uint64_t scopes = reader.count();
  for (std::uint64_t i = 0; i < scopes && !reader.failed(); ++i) {
    request.scopes.push_back(reader.text());
  }
  const std::uint64_t changes = reader.count();
  for (std::uint64_t i = 0; i < changes && !reader.failed(); ++i) {
    request.changes.push_back(read_change(reader));
  }
  return request;
}

/// Opens a frame of one kind and reads its payload to the last byte.
template <class Message, class Read>
Result<Message, FrameError> decode(BytesView bytes, FrameKind kind, Read read) {
  const auto frame = open_frame(bytes);
  if (!frame) return frame.error();
  if (frame->kind != kind) return FrameError::Corrupt;
  Reader reader(frame->payload);
  Message message = read(reader);
  if (!reader.finished()) return FrameError::Corrupt;
  return message;
}

}  // namespace

Bytes encode(const SyncRequest& request) {
  Writer writer;
  write_point(writer, request.known);
  writer.natural(request.store);
  write_feed(writer, request.feed);
  writer.natural(request.page_limit);
  writer.byte(request.verify ? 1 : 0);
  writer.natural(request.scopes.size());
  for (const std::string& scope : request.scopes) writer.text(scope);
  writer.natural(request.changes.size());
  for (const Change& change : request.changes) write_change(writer, change);
  return seal(FrameKind::SyncRequest, writer);
}

Bytes encode(const SyncResponse& response) {
  Writer writer;
  write_point(writer, response.now);
  writer.optional_natural(response.lost_after);
  writer.natural(response.results.size());
  for (const ChangeResult& result : response.results) write_result(writer, result);
  writer.byte(response.restarted ? 1 : 0);
  writer.byte(response.more ? 1 : 0);
  write_feed(writer, response.feed);
  writer.natural(response.items.size());
  for (const FeedItem& item : response.items) write_item(writer, item);
  writer.optional_natural(response.digest);
  return seal(FrameKind::SyncResponse, writer);
}

Bytes encode(const Hint& hint) {
  Writer writer;
  writer.natural(hint.head);
  return seal(FrameKind::Hint, writer);
}

Bytes encode(const ErrorMessage& message) {
  Writer writer;
  writer.byte(message.version);
  writer.byte(static_cast<std::uint8_t>(message.error));
  return seal(FrameKind::Error, writer);
}

Result<SyncRequest, FrameError> decode_sync_request(BytesView bytes) {
  return decode<SyncRequest>(bytes, FrameKind::SyncRequest, read_request);
}

Result<SyncResponse, FrameError> decode_sync_response(BytesView bytes, std::size_t scopes) {
  return decode<SyncResponse>(bytes, FrameKind::SyncResponse,
                              [scopes](Reader& reader) { return read_response(reader, scopes); });
}

Result<Hint, FrameError> decode_hint(BytesView bytes) {
  return decode<Hint>(bytes, FrameKind::Hint,
                      [](Reader& reader) { return Hint{.head = reader.natural()}; });
}

Result<ErrorMessage, FrameError> decode_error(BytesView bytes) {
  return decode<ErrorMessage>(bytes, FrameKind::Error, [](Reader& reader) {
    ErrorMessage message;
    message.version = reader.byte();
    message.error = static_cast<FrameError>(reader.below(2));
    return message;
  });
}

std::string pack_fields(const std::map<std::string, std::string>& fields) {
  Writer writer;
  write_fields(writer, fields);
  return text_of(writer.view());
}

std::map<std::string, std::string> unpack_fields(std::string_view packed) {
  Reader reader(std::as_bytes(std::span(packed)));
  return read_fields(reader);
}

std::string pack_terms(const std::vector<Term>& terms) {
  Writer writer;
  write_terms(writer, terms);
  return text_of(writer.view());
}

std::vector<Term> unpack_terms(std::string_view packed) {
  Reader reader(std::as_bytes(std::span(packed)));
  return read_terms(reader);
}

}  // namespace storm::engine::reference
