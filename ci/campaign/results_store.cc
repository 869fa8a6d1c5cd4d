#include "ci/campaign/results_store.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <sqlite3.h>
#include <system_error>
#include <tuple>
#include <utility>

#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"

namespace storm::ci {

namespace {

/// "strm" in ASCII: tells our files from other SQLite files (PRAGMA application_id).
constexpr int kApplicationId = 0x7374726D;
/// 1 had no reports; nothing else is different.
constexpr std::int64_t kFormatVersion = 2;

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
)sql";

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
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
  }
  Query& bind(std::int64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
  }
  bool step() {
    const int outcome = sqlite3_step(statement_);
    if (outcome != SQLITE_ROW && outcome != SQLITE_DONE) fail(database_);
    return outcome == SQLITE_ROW;
  }
  std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr
               ? std::string()
               : std::string(bytes,
                             static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
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

std::uint64_t seed_in(const std::string& text) {
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
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

void ResultsStore::add(const WorldRecord& world, const std::vector<FailureRecord>& failures) {
  const std::string seed = fmt::format("{}", world.seed);
  Transaction transaction(database_.get());
  for (const char* table : {"world", "failure", "report"}) {
    Query(database_.get(),
          fmt::format("DELETE FROM {} WHERE subject = ? AND seed = ?", table).c_str())
        .bind(world.subject)
        .bind(seed)
        .step();
  }
  Query(database_.get(), "INSERT INTO world VALUES(?, ?, ?, ?, ?, ?)")
      .bind(world.subject)
      .bind(seed)
      .bind(world.scenario)
      .bind(world.verdict)
      .bind(world.fingerprint)
      .bind(world.wall_microseconds)
      .step();
  for (const FailureRecord& failure : failures) {
    Query(database_.get(), "INSERT OR REPLACE INTO failure VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(world.subject)
        .bind(seed)
        .bind(failure.scenario)
        .bind(failure.property)
        .bind(failure.kind)
        .bind(failure.explanation)
        .bind(failure.repeat)
        .step();
  }
  if (!world.report.empty()) {
    Query(database_.get(), "INSERT INTO report VALUES(?, ?, ?)")
        .bind(world.subject)
        .bind(seed)
        .bind(world.report)
        .step();
  }
  transaction.commit();
}

void ResultsStore::forget(const std::string& subject, const SeedRange& seeds) {
  Transaction transaction(database_.get());
  for (const auto& [seed, verdict] : verdicts(subject, seeds)) {
    for (const char* table : {"world", "failure", "report"}) {
      Query(database_.get(),
            fmt::format("DELETE FROM {} WHERE subject = ? AND seed = ?", table).c_str())
          .bind(subject)
          .bind(fmt::format("{}", seed))
          .step();
    }
  }
  transaction.commit();
}

std::map<std::uint64_t, std::string> ResultsStore::verdicts(const std::string& subject,
                                                            const SeedRange& seeds) const {
  Query query(database_.get(), "SELECT seed, verdict FROM world WHERE subject = ?");
  query.bind(subject);
  std::map<std::uint64_t, std::string> found;
  while (query.step()) {
    const std::uint64_t seed = seed_in(query.text(0));
    if (seeds.contains(seed)) found.emplace(seed, query.text(1));
  }
  return found;
}

std::string ResultsStore::report(const std::string& subject, std::uint64_t seed) const {
  Query query(database_.get(), "SELECT json FROM report WHERE subject = ? AND seed = ?");
  return query.bind(subject).bind(fmt::format("{}", seed)).step() ? query.text(0) : std::string();
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
    const std::uint64_t seed = seed_in(query.text(5));
    if (!seeds.contains(seed)) continue;
    FailureSummary& summary = distinct[{query.text(0), query.text(1), query.text(2)}];
    const std::int64_t wall = query.number(6);
    if (summary.worlds == 0 ||
        std::pair(wall, seed) < std::pair(summary.wall_microseconds, summary.seed)) {
      summary.best = {.scenario = query.text(0),
                      .property = query.text(1),
                      .kind = query.text(2),
                      .explanation = query.text(3),
                      .repeat = query.text(4)};
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
