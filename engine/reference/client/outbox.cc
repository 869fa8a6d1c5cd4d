#include "engine/reference/client/outbox.h"

#include <algorithm>
#include <xxhash.h>

#include "engine/env/assertion.h"
#include "engine/reference/wire/codec.h"

namespace storm::engine::reference {
namespace {

/// Columns of a row, in the order of the SELECTs below.
enum Column : int {
  kId,
  kOperation,
  kKind,
  kField,
  kValue,
  kTime,
  kSeen,
  kEpoch,
  kSeenThrough,
  kName,
  kScope,
  kOrphan,
  kSending,
  kSum
};

std::optional<OperationId> operation_id(const Rows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return OperationId{row.natural(column)};
}

/// What must not change between append() and the server, the document's name and scope included: a
/// checksum over it stands in the row.
/// Stamps are not in it, since the server may give others; nor is what comes of the operation.
class RowSum final {
 public:
  RowSum(std::uint64_t operation, std::uint64_t kind, std::string_view document,
         std::string_view scope) {
    writer_.natural(operation);
    writer_.natural(kind);
    writer_.text(document);
    writer_.text(scope);
  }
  RowSum& field(std::string_view name) {
    writer_.text(name);
    return *this;
  }
  RowSum& value(std::string_view text) {
    writer_.text(text);
    return *this;
  }
  RowSum& value(std::int64_t number) {
    writer_.integer(number);
    return *this;
  }
  std::int64_t known(const std::optional<OperationId>& seen,
                     const std::optional<OperationId>& epoch, std::uint64_t seen_through) {
    for (const auto& id : {seen, epoch}) {
      writer_.optional_natural(id ? std::optional(static_cast<std::uint64_t>(*id)) : std::nullopt);
    }
    writer_.natural(seen_through);
    const BytesView bytes = writer_.view();
    return static_cast<std::int64_t>(XXH3_64bits(bytes.data(), bytes.size()));
  }

 private:
  Writer writer_;
};

bool is_sound(const Rows& row) {
  RowSum sum(row.natural(kOperation), row.natural(kKind), row.text(kName), row.text(kScope));
  sum.field(row.text(kField));
  if (row.is_integer(kValue)) {
    sum.value(row.integer(kValue));
  } else {
    sum.value(row.text(kValue));
  }
  const std::int64_t expected =
      sum.known(operation_id(row, kSeen), operation_id(row, kEpoch), row.natural(kSeenThrough));
  return expected == row.integer(kSum);
}

Operation operation_of(const Rows& row) {
  Operation operation;
  operation.id = OperationId{row.natural(kOperation)};
  operation.kind = static_cast<OperationKind>(row.integer(kKind));
  switch (operation.kind) {
    case OperationKind::Create:
      operation.fields = unpack_fields(row.text(kValue));
      break;
    case OperationKind::Set:
      operation.field = row.text(kField);
      operation.value = row.text(kValue);
      break;
    case OperationKind::Increment:
      operation.field = row.text(kField);
      operation.delta = row.integer(kValue);
      break;
    case OperationKind::Delete:
      break;
  }
  return operation;
}

}  // namespace

Outbox::Outbox(Database& database, std::uint64_t kept_max)
    : database_(database),
      kept_max_(kept_max),
      append_(database,
              "INSERT INTO outbox(id,operation,kind,document,field,value,time,seen,epoch,"
              "seen_through,sum) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)"),
      find_(database,
            "SELECT 1 FROM outbox WHERE operation=?1 UNION ALL "
            "SELECT 1 FROM kept WHERE operation=?1"),
      disown_(database, "DELETE FROM outbox WHERE operation=?1 AND verdict IS NULL"),
      waiting_(database,
               "SELECT o.id, o.operation, o.kind, o.field, o.value, o.time, o.seen, o.epoch, "
               "o.seen_through, d.name, d.scope, o.orphan, o.sending, o.sum "
               "FROM outbox o JOIN documents d ON d.id=o.document "
               "WHERE o.verdict IS NULL ORDER BY o.id LIMIT ?1"),
      decide_(database,
              "UPDATE outbox SET verdict=?2, sequence=?3, time=coalesce(nullif(?4,0),time) "
              "WHERE id=?1 AND verdict IS NULL"),
      keep_decided_(database,
                    "INSERT INTO kept SELECT id, operation, kind, document, field, value, time, "
                    "seen, epoch, seen_through, sum, sequence FROM outbox WHERE verdict=0"),
      remove_decided_(database, "DELETE FROM outbox WHERE verdict IS NOT NULL"),
      keep_decided_of_(database,
                       "INSERT INTO kept SELECT id, operation, kind, document, field, value, "
                       "time, seen, epoch, seen_through, sum, sequence FROM outbox "
                       "WHERE document=?1 AND verdict=0"),
      remove_decided_of_(database, "DELETE FROM outbox WHERE document=?1 AND verdict IS NOT NULL"),
      forget_kept_(database, "DELETE FROM kept WHERE id<?1"),
      oldest_(database, "SELECT min(id) FROM outbox WHERE verdict IS NULL"),
      of_document_(database,
                   "SELECT id, operation, kind, field, value FROM outbox WHERE document=?1 "
                   "AND shown ORDER BY id"),
      all_(database,
           "SELECT o.id, o.operation, o.kind, o.field, o.value, o.time, o.seen, o.epoch, "
           "o.seen_through, d.name, d.scope FROM outbox o JOIN documents d ON d.id=o.document "
           "WHERE o.shown ORDER BY o.id"),
      add_notice_(database, "REPLACE INTO notices(operation,verdict,detail) VALUES(?1,?2,?3)"),
      notices_(database, "SELECT operation, verdict, detail FROM notices"),
      remove_notices_(database, "DELETE FROM notices"),
      count_(database,
             "SELECT max(coalesce(max(id),0), coalesce((SELECT max(id) FROM kept),0)), "
             "coalesce(max(time),0), count(*), count(verdict) FROM outbox") {}

void Outbox::load() {
  Rows row = count_.query();
  if (!row.next()) return;
  next_id_ = row.integer(0) + 1;
  newest_time_ = HybridTime{row.natural(1)};
  decided_count_ = row.natural(3);
  STORM_ASSERT(decided_count_ <= row.natural(2));
  waiting_count_ = row.natural(2) - decided_count_;
}

void Outbox::append(std::int64_t document, const Change& change) {
  STORM_ASSERT(database_.writes_together());
  const Operation& operation = change.operation;
  const auto put = [&](const auto& value) {
    RowSum sum(static_cast<std::uint64_t>(operation.id), static_cast<std::uint64_t>(operation.kind),
               operation.document, operation.scope);
    sum.field(operation.field).value(value);
    append_.execute(next_id_, operation.id, operation.kind, document, operation.field, value,
                    change.time, change.seen, change.epoch, change.seen_through,
                    sum.known(change.seen, change.epoch, change.seen_through));
  };
  switch (operation.kind) {
    case OperationKind::Create:
      put(pack_fields(operation.fields));
      break;
    case OperationKind::Increment:
      put(operation.delta);
      break;
    case OperationKind::Set:
    case OperationKind::Delete:
      put(operation.value);
      break;
  }
}

void Outbox::accepted() {
  STORM_ASSERT(!database_.in_transaction());
  ++next_id_;
  ++waiting_count_;
}

void Outbox::drop_damaged() {
  for (const std::string table : {"outbox", "kept"}) {
    std::vector<std::int64_t> damaged;
    {
      // In the order of Column.
      const std::string select =
          "SELECT o.id, o.operation, o.kind, o.field, o.value, o.time, o.seen, o.epoch, "
          "o.seen_through, d.name, d.scope, 0, 0, o.sum FROM " +
          table + " o JOIN documents d ON d.id=o.document";
      Statement rows_of_table(database_, select.c_str());
      Rows rows = rows_of_table.query();
      while (rows.next()) {
        if (!is_sound(rows)) damaged.push_back(rows.integer(kId));
      }
    }
    const std::string remove = "DELETE FROM " + table + " WHERE id=?1";
    Statement remove_row(database_, remove.c_str());
    for (const std::int64_t id : damaged) remove_row.execute(id);
    database_.execute(
        ("DELETE FROM " + table + " WHERE document NOT IN (SELECT id FROM documents)").c_str());
  }
  database_.execute(
      "DELETE FROM documents WHERE id NOT IN (SELECT document FROM outbox) AND "
      "id NOT IN (SELECT document FROM kept)");
}

bool Outbox::contains(OperationId operation) {
  Rows row = find_.query(operation);
  return row.next();
}

void Outbox::disown(OperationId operation) { disown_.execute(operation); }

std::vector<OutboxRow> Outbox::waiting(std::uint64_t limit) {
  std::vector<OutboxRow> waiting;
  if (waiting_count_ == 0) return waiting;
  Rows rows = waiting_.query(limit);
  while (rows.next()) {
    if (!is_sound(rows)) {
      database_.note(SQLITE_CORRUPT);
      break;
    }
    OutboxRow row;
    row.id = rows.integer(kId);
    row.change.operation = operation_of(rows);
    row.change.operation.document = rows.text(kName);
    row.change.operation.scope = rows.text(kScope);
    row.change.time = HybridTime{rows.natural(kTime)};
    row.change.seen = operation_id(rows, kSeen);
    row.change.epoch = operation_id(rows, kEpoch);
    row.change.seen_through = rows.natural(kSeenThrough);
    row.change.orphan = rows.integer(kOrphan) != 0;
    row.sending = static_cast<Sending>(rows.integer(kSending));
    waiting.push_back(std::move(row));
  }
  // An operation whose document is gone could neither be sent nor be forgotten; one that was
  // decided does not begin to wait by itself.
  if (waiting.size() != std::min(limit, waiting_count_)) database_.note(SQLITE_CORRUPT);
  return waiting;
}

void Outbox::decide(std::int64_t id, const ChangeResult& result) {
  STORM_ASSERT(static_cast<std::uint64_t>(result.verdict) < kVerdicts);
  decide_.execute(id, result.verdict, result.sequence, result.time);
}

void Outbox::remove_decided() {
  keep_decided_.execute();
  remove_decided_.execute();
  forget_kept_.execute(oldest_waiting_id() - static_cast<std::int64_t>(kept_max_));
}

std::int64_t Outbox::oldest_waiting_id() {
  // As long as so few were ever accepted, none is too old to be kept, whatever waits.
  if (next_id_ <= static_cast<std::int64_t>(kept_max_)) return next_id_;
  Rows row = oldest_.query();
  return row.next() && !row.is_null(0) ? row.integer(0) : next_id_;
}

void Outbox::remove_decided_of(std::int64_t document) {
  keep_decided_of_.execute(document);
  remove_decided_of_.execute(document);
}

void Outbox::send_again(Sequence place) {
  Statement(database_, "UPDATE outbox SET verdict=NULL, sending=1 WHERE verdict=0 AND sequence>?1")
      .execute(place);
  // What was kept stands in the server's state as it was read. It is seen there until that is read
  // anew, which is not before the server has all of this.
  Statement(database_,
            "INSERT INTO outbox(id,operation,kind,document,field,value,time,seen,epoch,"
            "seen_through,sum,shown,sending) SELECT id, operation, kind, document, field, value, "
            "time, seen, epoch, seen_through, sum, 0, 1 FROM kept WHERE sequence>?1")
      .execute(place);
  Statement(database_, "DELETE FROM kept WHERE sequence>?1").execute(place);
  Statement(database_,
            "UPDATE outbox SET orphan=1 WHERE verdict IS NULL AND document IN "
            "(SELECT id FROM documents WHERE created IS NULL OR created>?1)")
      .execute(place);
}

void Outbox::visit(std::int64_t document, const std::function<void(const Operation&)>& visitor) {
  if (waiting_count_ + decided_count_ == 0) return;
  Rows rows = of_document_.query(document);
  while (rows.next()) visitor(operation_of(rows));
}

void Outbox::visit_all(
    const std::function<void(const Operation&, const std::string& scope)>& visitor) {
  Rows rows = all_.query();
  while (rows.next()) {
    Operation operation = operation_of(rows);
    operation.document = rows.text(kName);
    visitor(operation, std::string(rows.text(kScope)));
  }
}

void Outbox::add_notice(const ChangeResult& result) {
  STORM_ASSERT(result.verdict != ChangeVerdict::Applied);
  add_notice_.execute(result.operation, result.verdict, detail_of(result));
}

std::vector<ChangeResult> Outbox::notices() {
  std::vector<ChangeResult> notices;
  Rows rows = notices_.query();
  while (rows.next()) {
    ChangeResult result{.operation = OperationId{rows.natural(0)},
                        .verdict = static_cast<ChangeVerdict>(rows.integer(1))};
    set_detail(result, rows.optional_natural(2));
    notices.push_back(result);
  }
  return notices;
}

void Outbox::remove_notices() { remove_notices_.execute(); }

}  // namespace storm::engine::reference
