#include "ci/results_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <sqlite3.h>
#include <tuple>
#include <utility>

#include "ci/failure.h"

namespace storm::ci {

namespace {

/// "strm" in ASCII: tells our files from other SQLite files (PRAGMA application_id).
constexpr int kApplicationId = 0x7374726D;
constexpr int kFormatVersion = 1;

constexpr const char* kSchema = R"sql(
CREATE TABLE world(
  subject TEXT NOT NULL, seed TEXT NOT NULL, scenario TEXT NOT NULL, verdict TEXT NOT NULL,
  fingerprint TEXT NOT NULL, wall_microseconds INTEGER NOT NULL,
  PRIMARY KEY(subject, seed)) WITHOUT ROWID;
CREATE TABLE failure(
  subject TEXT NOT NULL, seed TEXT NOT NULL, scenario TEXT NOT NULL, property TEXT NOT NULL,
  kind TEXT NOT NULL, explanation TEXT NOT NULL, repeat TEXT NOT NULL,
  PRIMARY KEY(subject, seed, property, kind)) WITHOUT ROWID;
)sql";

/// A prepared statement that is bound in order and read by column.
class Query final {
 public:
  Query(sqlite3* database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) fail();
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
    if (outcome != SQLITE_ROW && outcome != SQLITE_DONE) fail();
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
  [[noreturn]] void fail() const {
    throw MachineTrouble(
        fmt::format("the results cannot be read or written: {}", sqlite3_errmsg(database_)));
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

void execute(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw MachineTrouble(
        fmt::format("the results cannot be read or written: {}", sqlite3_errmsg(database)));
  }
}

std::int64_t pragma(sqlite3* database, const char* sql) {
  Query query(database, sql);
  return query.step() ? query.number(0) : 0;
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
        "{}: is damaged, or not a results file; it was left as it is. Name another with --out",
        path));
  }
  if (tables == 0 && application == 0) return;
  if (application != kApplicationId) {
    throw BadInput(fmt::format("{}: is a database of another program; it was left as it is", path));
  }
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  if (version > kFormatVersion) {
    throw BadInput(fmt::format(
        "{}: has format {} of a newer syncstorm; this one reads up to {}. It was left as it is",
        path, version, kFormatVersion));
  }
  Query integrity(database, "PRAGMA quick_check(1)");
  bool whole = false;
  try {
    whole = integrity.step() && integrity.text(0) == "ok";
  } catch (const MachineTrouble&) {
    whole = false;
  }
  if (!whole) {
    throw BadInput(fmt::format(
        "{}: is damaged; it was left as it is. What is readable: sqlite3 {} .recover", path, path));
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

void ResultsStore::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

ResultsStore::ResultsStore(const std::string& path) : path_(path) {
  sqlite3* opened = nullptr;
  const int outcome =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  database_.reset(opened);
  if (outcome != SQLITE_OK) {
    throw MachineTrouble(fmt::format("{}: cannot be opened: {}", path, sqlite3_errstr(outcome)));
  }
  sqlite3_busy_timeout(opened, 10'000);
  check_file(opened, path);
  execute(opened, "PRAGMA journal_mode=WAL");
  execute(opened, "PRAGMA synchronous=NORMAL");
  execute(opened, "BEGIN IMMEDIATE");
  if (pragma(opened, "SELECT count(*) FROM sqlite_schema") == 0) {
    execute(opened, kSchema);
    execute(opened, fmt::format("PRAGMA application_id={}", kApplicationId).c_str());
    execute(opened, fmt::format("PRAGMA user_version={}", kFormatVersion).c_str());
  }
  execute(opened, "COMMIT");
}

ResultsStore::~ResultsStore() = default;

void ResultsStore::add(const WorldRecord& world, const std::vector<FailureRecord>& failures) {
  execute(database_.get(), "BEGIN IMMEDIATE");
  Query(database_.get(), "INSERT OR REPLACE INTO world VALUES(?, ?, ?, ?, ?, ?)")
      .bind(world.subject)
      .bind(fmt::format("{}", world.seed))
      .bind(world.scenario)
      .bind(world.verdict)
      .bind(world.fingerprint)
      .bind(world.wall_microseconds)
      .step();
  for (const FailureRecord& failure : failures) {
    Query(database_.get(), "INSERT OR REPLACE INTO failure VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(world.subject)
        .bind(fmt::format("{}", world.seed))
        .bind(failure.scenario)
        .bind(failure.property)
        .bind(failure.kind)
        .bind(failure.explanation)
        .bind(failure.repeat)
        .step();
  }
  execute(database_.get(), "COMMIT");
}

bool ResultsStore::has(const std::string& subject, std::uint64_t seed) const {
  Query query(database_.get(), "SELECT 1 FROM world WHERE subject = ? AND seed = ?");
  return query.bind(subject).bind(fmt::format("{}", seed)).step();
}

std::uint64_t ResultsStore::count(const std::vector<std::string>& subjects) const {
  Query query(database_.get(), fmt::format("SELECT count(*) FROM world WHERE subject IN ({})",
                                           places(subjects.size()))
                                   .c_str());
  bind_all(query, subjects);
  query.step();
  return static_cast<std::uint64_t>(query.number(0));
}

std::uint64_t ResultsStore::count(const std::vector<std::string>& subjects,
                                  const std::string& verdict) const {
  Query query(database_.get(),
              fmt::format("SELECT count(*) FROM world WHERE subject IN ({}) AND verdict = ?",
                          places(subjects.size()))
                  .c_str());
  bind_all(query, subjects);
  query.bind(verdict).step();
  return static_cast<std::uint64_t>(query.number(0));
}

std::vector<FailureSummary> ResultsStore::failures(const std::vector<std::string>& subjects) const {
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
    FailureSummary& summary = distinct[{query.text(0), query.text(1), query.text(2)}];
    const auto seed = static_cast<std::uint64_t>(std::stoull(query.text(5)));
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
