#include "engine/naive/naive_server.h"

#include <algorithm>
#include <utility>

namespace storm::engine::naive {
namespace {

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS records(
  name TEXT PRIMARY KEY, scope TEXT NOT NULL, stamp INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_stamp ON records(stamp);
CREATE TABLE IF NOT EXISTS deletions(
  name TEXT PRIMARY KEY, scope TEXT NOT NULL, stamp INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deletions_by_stamp ON deletions(stamp);
)";

bool shares(const NaiveRequest& request, std::string_view scope) {
  return std::ranges::find(request.scopes, scope) != request.scopes.end();
}

}  // namespace

NaiveServer::NaiveServer(Device& device, Auditor& auditor) : device_(device), auditor_(auditor) {}

Task<Result<void, Refusal>> NaiveServer::boot() {
  Result<void, Refusal> result = database_.open(device_.storage(), "naive_server.db", kSchema);
  const auto prepare = [this, &result](NaiveStatement& statement, const char* sql) {
    if (result) result = database_.prepare(statement, sql);
  };
  prepare(find_, "SELECT body FROM records WHERE name = ?1 AND stamp > ?2");
  prepare(put_, "INSERT OR REPLACE INTO records VALUES(?1, ?2, ?3, ?4)");
  prepare(remove_, "DELETE FROM records WHERE name = ?1");
  prepare(announce_, "INSERT OR REPLACE INTO deletions VALUES(?1, ?2, ?3)");
  prepare(silence_, "DELETE FROM deletions WHERE name = ?1");
  prepare(changed_, "SELECT body, scope FROM records WHERE stamp > ?1 ORDER BY stamp, name");
  prepare(deleted_, "SELECT name, scope FROM deletions WHERE stamp > ?1 ORDER BY stamp, name");
  prepare(all_, "SELECT body FROM records ORDER BY name");
  prepare(forget_, "DELETE FROM deletions WHERE stamp < ?1");
  if (!result) co_return result;
  co_await device_.storage().settle();
  device_.transport().listen(
      [this](NodeId from, Bytes body) { return answer(from, std::move(body)); });
  co_return result;
}

Task<Response> NaiveServer::answer(NodeId /*from*/, Bytes body) {
  const auto request = decode_request(body);
  if (!request) co_return Response{.status = StatusCode::BadRequest, .body = {}};
  if (!request->changes.empty()) {
    const bool stored = store(*request).has_value();
    if (stored) tell_auditor(*request);
    if (stored) device_.reached(Boundary::ServerCommit);
    co_await device_.storage().settle();
    if (!stored) co_return Response{.status = StatusCode::InternalError, .body = {}};
  }
  co_return Response{.status = StatusCode::Ok, .body = encode(changes_since(*request))};
}

void NaiveServer::tell_auditor(const NaiveRequest& request) {
  for (const RecordChange& change : request.changes) {
    for (const OperationId operation : change.operations) auditor_.landed(operation);
  }
}

Result<void, Refusal> NaiveServer::store(const NaiveRequest& request) {
  Result<void, Refusal> result = database_.run("BEGIN");
  for (const RecordChange& change : request.changes) {
    if (result) result = store(change.record);
  }
  if (result) result = database_.run("COMMIT");
  // Fails when the error has ended the transaction already, which is as well.
  if (!result) static_cast<void>(database_.run("ROLLBACK").has_value());
  return result;
}

Result<void, Refusal> NaiveServer::store(const Record& record) {
  if (record.deleted) {
    Result<void, Refusal> result = NaiveDatabase::run(remove_, {record.name});
    if (!result) return result;
    return NaiveDatabase::run(announce_, {record.name, record.document.scope, record.stamp});
  }
  {
    Query newer(find_, {record.name, record.stamp});
    if (newer.step() == Step::Row) return {};
  }
  // Whatever was deleted under that name is back.
  Result<void, Refusal> result = NaiveDatabase::run(silence_, {record.name});
  if (!result) return result;
  const std::string body = encode(record);
  return NaiveDatabase::run(put_, {record.name, record.document.scope, record.stamp, body});
}

NaiveResponse NaiveServer::changes_since(const NaiveRequest& request) {
  NaiveResponse response;
  Query changed(changed_, {request.since});
  while (changed.step() == Step::Row) {
    if (!shares(request, changed.text(1))) continue;
    auto record = decode_record(changed.text(0));
    if (record) response.records.push_back(std::move(*record));
  }
  Query deleted(deleted_, {request.since});
  while (deleted.step() == Step::Row) {
    if (!shares(request, deleted.text(1))) continue;
    Record& record = response.records.emplace_back();
    record.name = deleted.text(0);
    record.document.scope = deleted.text(1);
    record.deleted = true;
  }
  return response;
}

Task<Result<Snapshot, ReadError>> NaiveServer::snapshot() {
  Snapshot snapshot;
  Query all(all_, {});
  Step step = all.step();
  for (; step == Step::Row; step = all.step()) {
    auto record = decode_record(all.text(0));
    if (!record) co_return ReadError::StoreUnavailable;
    snapshot.emplace(std::move(record->name), std::move(record->document));
  }
  if (step != Step::Done) co_return ReadError::StoreUnavailable;
  co_return snapshot;
}

Task<std::uint64_t> NaiveServer::collect_tombstones(Duration age) {
  const WallTime limit = device_.clock().wall() - age;
  const auto done = NaiveDatabase::run(forget_, {limit.time_since_epoch().count()});
  const std::uint64_t forgotten = done ? database_.changes() : 0;
  co_await device_.storage().settle();
  co_return forgotten;
}

}  // namespace storm::engine::naive
