#include "ci/campaign/results_store.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <sqlite3.h>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>

#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "ci/result/run_record_json.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

/// "strm" in ASCII: tells our files from other SQLite files (PRAGMA application_id).
constexpr int kApplicationId = 0x7374726D;
/// 1 had no reports, and 1 and 2 no measures; nothing else is different.
constexpr std::int64_t kFormatVersion = 3;

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS world(
  subject TEXT NOT NULL, seed TEXT NOT NULL, scenario TEXT NOT NULL, verdict TEXT NOT NULL,
  fingerprint TEXT NOT NULL, wall_microseconds INTEGER NOT NULL,
  PRIMARY KEY(subject, seed)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failure(
  subject TEXT NOT NULL, seed TEXT NOT NULL, scenario TEXT NOT NULL, property TEXT NOT NULL,
  kind TEXT NOT NULL, explanation TEXT NOT NULL, repeat TEXT NOT NULL,
  PRIMARY KEY(subject, seed, property, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report(
  subject TEXT NOT NULL, seed TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY(subject, seed)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS measured_world(
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, seed TEXT NOT NULL, UNIQUE(subject, seed));
CREATE TABLE IF NOT EXISTS measured_thing(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE(name, unit));
CREATE TABLE IF NOT EXISTS measured_value(
  world INTEGER NOT NULL, thing INTEGER NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY(world, thing)) WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS measure(subject, seed, name, unit, value) AS
  SELECT subject, seed, name, unit, value FROM measured_value
  JOIN measured_world ON measured_world.id = world JOIN measured_thing ON measured_thing.id = thing;
)sql";

/// A subject is long and a world has many measures: these two and their world have it once.
constexpr const char* kForgetMeasures =
    "DELETE FROM measured_value WHERE world = "
    "(SELECT id FROM measured_world WHERE subject = ? AND seed = ?)";

constexpr const char* kBy = " by ";

[[noreturn]] void fail(sqlite3* database) {
  const char* name = sqlite3_db_filename(database, "main");
  throw MachineTrouble(fmt::format("{}: cannot be read or written: {}",
                                   name == nullptr || *name == '\0' ? "the results" : name,
                                   sqlite3_errmsg(database)));
}

/// A prepared statement that is bound in order and read by column.
class Query final {
 public:
  Query(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) {
      fail(database);
    }
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { sqlite3_finalize(statement_); }

  Query& bind(const std::string& text) {
    check(sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
    return *this;
  }
  Query& bind(std::int64_t number) {
    check(sqlite3_bind_int64(statement_, ++bound_, number));
    return *this;
  }
  /// Requires: every place of the statement is bound.
  bool step() {
    STORM_ASSERT(bound_ == sqlite3_bind_parameter_count(statement_));
    const int outcome = sqlite3_step(statement_);
    if (outcome != SQLITE_ROW && outcome != SQLITE_DONE) fail(database_);
    return outcome == SQLITE_ROW;
  }
  /// Of a statement that changes something: once more, with other values.
  void rewind() {
    check(sqlite3_reset(statement_));
    bound_ = 0;
  }
  std::string text(int column) const {
    STORM_ASSERT(column < sqlite3_column_count(statement_));
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr
               ? std::string()
               : std::string(bytes,
                             static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  std::int64_t number(int column) const {
    STORM_ASSERT(column < sqlite3_column_count(statement_));
    return sqlite3_column_int64(statement_, column);
  }

 private:
  void check(int outcome) const {
    if (outcome != SQLITE_OK) fail(database_);
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

void execute(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(database);
}

/// Undone when it is not committed, as when there is no room for all of it.
class Transaction final {
 public:
  explicit Transaction(sqlite3* database) : database_(database) {
    execute(database, "BEGIN IMMEDIATE");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (!committed_) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  }

  void commit() {
    execute(database_, "COMMIT");
    committed_ = true;
  }

 private:
  sqlite3* database_;
  bool committed_ = false;
};

std::int64_t pragma(sqlite3* database, const char* sql) {
  Query query(database, sql);
  return query.step() ? query.number(0) : 0;
}

/// SQLite takes what is missing of the last page for zeros.
bool is_long_enough(sqlite3* database, const std::string& path) {
  std::error_code error;
  // What a killed program left in the log need not be in the file yet.
  if (std::filesystem::file_size(path + "-wal", error) > 0 && !error) return true;
  const std::int64_t bytes =
      pragma(database, "PRAGMA page_count") * pragma(database, "PRAGMA page_size");
  const auto size = std::filesystem::file_size(path, error);
  return error || size >= static_cast<std::uint64_t>(bytes);
}

/// Throws BadInput unless the file is empty or one of ours, whole and not newer than we are.
void check_file(sqlite3* database, const std::string& path) {
  std::int64_t application = 0;
  std::int64_t tables = 0;
  try {
    application = pragma(database, "PRAGMA application_id");
    tables = pragma(database, "SELECT count(*) FROM sqlite_schema");
  } catch (const MachineTrouble&) {
    throw BadInput(fmt::format(
        "{}: error: is damaged, or not a results file of syncstorm; it was left as it is\n"
        "    move it away, or name another folder with --out",
        path));
  }
  if (tables == 0 && application == 0) return;
  if (application != kApplicationId) {
    throw BadInput(
        fmt::format("{}: error: is a database of another program; it was left as it is\n"
                    "    move it away, or name another folder with --out",
                    path));
  }
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  if (version > kFormatVersion) {
    throw BadInput(
        fmt::format("{}: error: has format {}, of a newer syncstorm; this one reads up to {}. It "
                    "was left as it "
                    "is\n    use that syncstorm, or name another folder with --out",
                    path, version, kFormatVersion));
  }
  bool whole = false;
  try {
    Query integrity(database, "PRAGMA quick_check(1)");
    whole = integrity.step() && integrity.text(0) == "ok" && is_long_enough(database, path);
  } catch (const MachineTrouble&) {
    whole = false;
  }
  if (!whole) {
    throw BadInput(
        fmt::format("{}: error: is damaged; it was left as it is\n"
                    "    move it away, or name another folder with --out; to see what can be read: "
                    "sqlite3 {} .recover",
                    path, shell_word(path)));
  }
}

/// `?, ?, ?`
std::string places(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

void bind_all(Query& query, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) query.bind(text);
}

}  // namespace

std::string subject_key(const std::string& what, const std::string& program) {
  return what + kBy + program;
}

void ResultsStore::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

ResultsStore::ResultsStore(const std::string& path) : path_(path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw BadInput(fmt::format("{}: error: is a folder; a results file is expected", path));
  }
  const bool has_log = std::filesystem::exists(path + "-wal", ignored);
  sqlite3* opened = nullptr;
  const int outcome =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  database_.reset(opened);
  if (outcome != SQLITE_OK) {
    throw MachineTrouble(fmt::format("{}: cannot be opened: {}", path, sqlite3_errstr(outcome)));
  }
  sqlite3_busy_timeout(opened, 10'000);
  // Closing would otherwise move what a killed program left in the log into a file that is refused.
  sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log ? 1 : 0, nullptr);
  check_file(opened, path);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  execute(opened, "PRAGMA journal_mode=WAL");
  execute(opened, "PRAGMA synchronous=NORMAL");
  if (pragma(opened, "PRAGMA user_version") == kFormatVersion) return;
  Transaction transaction(opened);
  execute(opened, kSchema);
  execute(opened, fmt::format("PRAGMA application_id={}", kApplicationId).c_str());
  execute(opened, fmt::format("PRAGMA user_version={}", kFormatVersion).c_str());
  transaction.commit();
}

ResultsStore::~ResultsStore() = default;

void ResultsStore::refuse_row(const std::string& why) const {
  throw BadInput(
      fmt::format("{}: error: holds what syncstorm did not write: {}; it was left as it is\n"
                  "    move it away, or name another folder with --out",
                  path_, why));
}

std::uint64_t ResultsStore::seed_in_row(const std::string& text) const {
  const std::optional<std::uint64_t> seed = parse_seed(text);
  if (!seed) refuse_row(fmt::format("a seed \"{}\"", text));
  return *seed;
}

void ResultsStore::forget_world(const std::string& subject, const std::string& seed) {
  // The values first: their world tells which they are.
  Query(database_.get(), kForgetMeasures).bind(subject).bind(seed).step();
  for (const char* table : {"world", "failure", "report", "measured_world"}) {
    Query(database_.get(),
          fmt::format("DELETE FROM {} WHERE subject = ? AND seed = ?", table).c_str())
        .bind(subject)
        .bind(seed)
        .step();
  }
}

void ResultsStore::add_failures(const std::string& subject, const RunRecord& record) {
  for (const RecordedFailure& failure : failures_of(record)) {
    Query(database_.get(), "INSERT INTO failure VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(subject)
        .bind(fmt::format("{}", record.seed))
        .bind(record.scenario)
        .bind(failure.mark.property)
        .bind(failure.mark.kind)
        .bind(failure.explanation)
        .bind(record.repeat)
        .step();
  }
}

void ResultsStore::add_measures(const std::string& subject, const RunRecord& record) {
  if (record.measures.empty()) return;
  Query(database_.get(), "INSERT INTO measured_world(subject, seed) VALUES(?, ?)")
      .bind(subject)
      .bind(fmt::format("{}", record.seed))
      .step();
  const std::int64_t world = sqlite3_last_insert_rowid(database_.get());
  Query thing(database_.get(), "INSERT OR IGNORE INTO measured_thing(name, unit) VALUES(?, ?)");
  Query value(database_.get(),
              "INSERT INTO measured_value "
              "SELECT ?, id, ? FROM measured_thing WHERE name = ? AND unit = ?");
  for (const Measure& measure : record.measures) {
    STORM_ASSERT(is_identifier(measure.name));
    thing.bind(measure.name).bind(measure.unit).step();
    thing.rewind();
    value.bind(world).bind(measure.value).bind(measure.name).bind(measure.unit).step();
    STORM_ASSERT(sqlite3_changes(database_.get()) == 1);
    value.rewind();
  }
}

void ResultsStore::add(const std::string& subject, const RunRecord& record, KeepRecord keep) {
  STORM_ASSERT(!subject.empty());
  STORM_ASSERT(!record.scenario.empty());
  STORM_ASSERT(flaw_of(record).empty());
  const std::string seed = fmt::format("{}", record.seed);
  Transaction transaction(database_.get());
  forget_world(subject, seed);
  Query(database_.get(), "INSERT INTO world VALUES(?, ?, ?, ?, ?, ?)")
      .bind(subject)
      .bind(seed)
      .bind(record.scenario)
      .bind(std::string(name_of(record.verdict)))
      .bind(record.fingerprint)
      .bind(measure_of(record, "wall_time").value_or(0))
      .step();
  add_failures(subject, record);
  add_measures(subject, record);
  if (keep == KeepRecord::Whole) {
    Query(database_.get(), "INSERT INTO report VALUES(?, ?, ?)")
        .bind(subject)
        .bind(seed)
        .bind(json_text(record))
        .step();
  }
  transaction.commit();
}

void ResultsStore::forget(const std::string& subject, const SeedRange& seeds) {
  STORM_ASSERT(seeds.first <= seeds.last);
  Transaction transaction(database_.get());
  for (const auto& [seed, verdict] : verdicts(subject, seeds)) {
    forget_world(subject, fmt::format("{}", seed));
  }
  transaction.commit();
}

std::map<std::uint64_t, RunVerdict> ResultsStore::verdicts(const std::string& subject,
                                                           const SeedRange& seeds) const {
  Query query(database_.get(), "SELECT seed, verdict FROM world WHERE subject = ?");
  query.bind(subject);
  std::map<std::uint64_t, RunVerdict> found;
  while (query.step()) {
    const std::uint64_t seed = seed_in_row(query.text(0));
    if (!seeds.contains(seed)) continue;
    const std::optional<RunVerdict> verdict = find_run_verdict(query.text(1));
    if (!verdict) refuse_row(fmt::format("a verdict \"{}\" of seed {}", query.text(1), seed));
    found.emplace(seed, *verdict);
  }
  return found;
}

std::optional<RunRecord> ResultsStore::record(const std::string& subject,
                                              std::uint64_t seed) const {
  Query query(database_.get(), "SELECT json FROM report WHERE subject = ? AND seed = ?");
  if (!query.bind(subject).bind(fmt::format("{}", seed)).step()) return std::nullopt;
  auto outcome = read_run_record(query.text(0));
  if (const auto* unreadable = std::get_if<UnreadableRecord>(&outcome)) {
    const bool is_newer = unreadable->why == UnreadableRecord::Why::Newer;
    throw BadInput(fmt::format(
        "{}: error: the result of seed {} cannot be read: {}; the file was left as it is\n"
        "    {}, or name another folder with --out",
        path_, seed, unreadable->reason,
        is_newer ? unreadable->remedy : "run it again with --anew"));
  }
  auto& record = std::get<RunRecord>(outcome);
  if (record.seed != seed) refuse_row(fmt::format("seed {} under seed {}", record.seed, seed));
  return std::move(record);
}

std::vector<Measure> ResultsStore::measures(const std::string& subject, std::uint64_t seed) const {
  Query query(database_.get(),
              "SELECT name, unit, value FROM measure WHERE subject = ? AND seed = ? ORDER BY name");
  query.bind(subject).bind(fmt::format("{}", seed));
  std::vector<Measure> measures;
  while (query.step()) {
    measures.push_back({.name = query.text(0), .unit = query.text(1), .value = query.number(2)});
  }
  return measures;
}

std::uint64_t ResultsStore::worlds_of_other_programs(const std::string& what,
                                                     const std::string& program) const {
  const std::string begins = what + kBy;
  Query query(
      database_.get(),
      "SELECT count(*) FROM world WHERE substr(subject, 1, length(?)) = ? AND subject <> ?");
  query.bind(begins).bind(begins).bind(subject_key(what, program)).step();
  return static_cast<std::uint64_t>(query.number(0));
}

std::vector<FailureSummary> ResultsStore::failures(const std::vector<std::string>& subjects,
                                                   const SeedRange& seeds) const {
  STORM_ASSERT(!subjects.empty());
  Query query(
      database_.get(),
      fmt::format("SELECT scenario, property, kind, explanation, repeat, seed, "
                  "wall_microseconds FROM failure JOIN world USING(subject, seed, scenario) "
                  "WHERE subject IN ({})",
                  places(subjects.size()))
          .c_str());
  bind_all(query, subjects);
  std::map<std::tuple<std::string, std::string, std::string>, FailureSummary> distinct;
  while (query.step()) {
    const std::uint64_t seed = seed_in_row(query.text(5));
    if (!seeds.contains(seed)) continue;
    FailureSummary& summary = distinct[{query.text(0), query.text(1), query.text(2)}];
    const std::int64_t wall = query.number(6);
    if (summary.worlds == 0 ||
        std::pair(wall, seed) < std::pair(summary.wall_microseconds, summary.seed)) {
      summary.scenario = query.text(0);
      summary.mark = {.property = query.text(1), .kind = query.text(2)};
      summary.explanation = query.text(3);
      summary.repeat = query.text(4);
      summary.seed = seed;
      summary.wall_microseconds = wall;
    }
    ++summary.worlds;
  }
  std::vector<FailureSummary> list;
  list.reserve(distinct.size());
  for (auto& [key, summary] : distinct) list.push_back(std::move(summary));
  std::ranges::stable_sort(list, std::ranges::greater{}, &FailureSummary::worlds);
  return list;
}

}  // namespace storm::ci
