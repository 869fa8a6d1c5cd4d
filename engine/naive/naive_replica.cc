#include "engine/naive/naive_replica.h"

#include <map>
#include <utility>

namespace storm::engine::naive {
namespace {

constexpr Duration kRequestTimeout = 30s;

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS records(name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
)";

}  // namespace

NaiveReplica::NaiveReplica(Device& device, const Identity& identity, Duration sync_every,
                           User& user)
    : device_(device),
      identity_(identity),
      sync_every_(sync_every),
      user_(user),
      wake_(device.clock()) {}

Task<Result<void, Refusal>> NaiveReplica::boot() {
  Result<void, Refusal> result = database_.open(device_.storage(), "naive_replica.db", kSchema);
  const auto prepare = [this, &result](NaiveStatement& statement, const char* sql) {
    if (result) result = database_.prepare(statement, sql);
  };
  prepare(find_, "SELECT body FROM records WHERE name = ?1");
  prepare(put_, "INSERT OR REPLACE INTO records VALUES(?1, ?2)");
  prepare(all_, "SELECT body FROM records ORDER BY name");
  if (!result) co_return result;
  co_await device_.storage().settle();
  device_.spawn("naive sync", sync_for_ever());
  co_return result;
}

Task<Result<void, Refusal>> NaiveReplica::submit(Operation operation) {
  const auto found = find(operation.document);
  if (!found) co_return Refusal::StoreUnavailable;
  std::optional<Record> record = *found;
  const auto refusal = apply(operation, record);
  if (refusal) co_return *refusal;
  record->stamp = device_.clock().wall().time_since_epoch().count();
  const Result<void, Refusal> stored = store(*record);
  if (stored) device_.reached(Boundary::LocalCommit);
  co_await device_.storage().settle();
  if (!stored) co_return stored;
  queue_.push_back({.operation = operation.id, .document = operation.document});
  wake_.notify();
  co_return stored;
}

std::optional<Refusal> NaiveReplica::apply(const Operation& operation,
                                           std::optional<Record>& record) const {
  const bool there = record && !record->deleted;
  if (operation.kind == OperationKind::Create) {
    if (there) return Refusal::AlreadyExists;
    record =
        Record{.name = operation.document,
               .document = {.scope = operation.scope, .fields = operation.fields, .counters = {}},
               .stamp = 0,
               .deleted = false};
    return std::nullopt;
  }
  if (!there) return Refusal::NoSuchDocument;
  if (operation.kind == OperationKind::Set) {
    record->document.fields[operation.field] = operation.value;
  } else if (operation.kind == OperationKind::Increment) {
    record->document.counters[operation.field] += operation.delta;
  } else {
    record->deleted = true;
  }
  return std::nullopt;
}

Result<std::optional<Record>, ReadError> NaiveReplica::find(std::string_view name) {
  Query query(find_, {name});
  const Step step = query.step();
  if (step == Step::Done) return std::optional<Record>();
  if (step != Step::Row) return ReadError::StoreUnavailable;
  auto record = decode_record(query.text(0));
  if (!record) return ReadError::StoreUnavailable;
  return record;
}

Result<void, Refusal> NaiveReplica::store(const Record& record) {
  const std::string body = encode(record);
  return NaiveDatabase::run(put_, {record.name, body});
}

Task<Result<std::optional<Document>, ReadError>> NaiveReplica::read(std::string document) {
  auto record = find(document);
  if (!record) co_return record.error();
  if (!*record || (*record)->deleted) co_return std::optional<Document>();
  co_return std::optional(std::move((*record)->document));
}

Task<Result<Snapshot, ReadError>> NaiveReplica::snapshot() {
  Snapshot snapshot;
  Query all(all_, {});
  Step step = all.step();
  for (; step == Step::Row; step = all.step()) {
    auto record = decode_record(all.text(0));
    if (!record) co_return ReadError::StoreUnavailable;
    if (!record->deleted) snapshot.emplace(std::move(record->name), std::move(record->document));
  }
  if (step != Step::Done) co_return ReadError::StoreUnavailable;
  co_return snapshot;
}

Status NaiveReplica::status() {
  Status status = status_;
  status.pending = queue_.size();
  return status;
}

Task<void> NaiveReplica::sync_for_ever() {
  for (;;) {
    if (device_.transport().link_is_up()) co_await sync_once();
    // Not all devices at the same moment.
    const Duration jitter = device_.random().between(Duration::zero(), sync_every_ / 10);
    co_await wake_.wait_for(sync_every_ + jitter);
  }
}

Task<void> NaiveReplica::sync_once() {
  const WallTime now = device_.clock().wall();
  status_.connectivity = Connectivity::Syncing;
  status_.last_attempt = LastTime{now};
  status_.last_success = LastTime{now};
  std::deque<Pending> sent = std::exchange(queue_, {});
  if (!sent.empty()) device_.reached(Boundary::BeforeSend);
  const NaiveRequest question{
      .since = since_, .scopes = identity_.scopes, .changes = changes_of(sent)};
  const RequestOutcome outcome =
      co_await request(device_.transport(), identity_.server, encode(question), kRequestTimeout);
  if (!outcome) {
    status_.connectivity = Connectivity::Offline;
    ++*status_.retries;
    // What was done meanwhile goes first: it is fresher.
    queue_.insert(queue_.end(), sent.begin(), sent.end());
    co_return;
  }
  status_.connectivity = Connectivity::Online;
  since_ = now.time_since_epoch().count();
  for (const Pending& pending : sent) {
    user_.told({.operation = pending.operation, .fate = Fate::Synced});
  }
  const auto response = decode_response(outcome->body);
  if (response) take_in(*response);
  co_await device_.storage().settle();
}

std::vector<RecordChange> NaiveReplica::changes_of(const std::deque<Pending>& sent) {
  std::map<std::string, std::vector<OperationId>> by_document;
  for (const Pending& pending : sent) by_document[pending.document].push_back(pending.operation);
  std::vector<RecordChange> changes;
  for (auto& [document, operations] : by_document) {
    auto record = find(document);
    if (!record || !*record) continue;
    changes.push_back({.operations = std::move(operations), .record = std::move(**record)});
  }
  return changes;
}

void NaiveReplica::take_in(const NaiveResponse& response) {
  if (response.records.empty() || !database_.run("BEGIN")) return;
  for (const Record& record : response.records) {
    const auto mine = find(record.name);
    if (!mine) break;
    // An announced deletion carries no stamp: it always counts.
    if (*mine && !record.deleted && (*mine)->stamp >= record.stamp) continue;
    if (!store(record)) break;
  }
  // A page that the disk does not take is gone: the next question asks for what comes after it.
  if (!database_.run("COMMIT")) static_cast<void>(database_.run("ROLLBACK").has_value());
}

}  // namespace storm::engine::naive
