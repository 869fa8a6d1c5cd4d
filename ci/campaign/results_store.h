#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ci/result/run_record.h"
#include "scenarios/search/failure_mark.h"

struct sqlite3;

namespace storm::ci {

/// What decides a run, beside its seed: equal keys and seeds give equal runs. `what` is the
/// scenario, its text, the engine and its switches; `program` a hash of the program that runs it,
/// engines included.
std::string subject_key(const std::string& what, const std::string& program);

/// These two and all between.
struct SeedRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool contains(std::uint64_t seed) const { return seed >= first && seed <= last; }
};

/// A distinct failure over all worlds that failed so.
struct FailureSummary {
  std::string scenario;
  scenarios::FailureMark mark;
  std::uint64_t worlds = 0;
  /// The seed that fails fastest, the smallest of equals; what follows is from it.
  std::uint64_t seed = 0;
  std::int64_t wall_microseconds = 0;
  std::string explanation;
  /// The line that repeats the world.
  std::string repeat;
};

/// How much of a record is kept: its verdict, failures and measures, or all of it, for those who
/// want to be told again.
enum class KeepRecord : std::uint8_t { Rows, Whole };

/// The results of a campaign, in a SQLite file. Each world is one transaction, so a campaign that
/// is killed, kill -9 included, loses only the worlds that were running.
class ResultsStore final {
 public:
  /// Opens the file or makes it; ":memory:" is kept nowhere. Throws BadInput, and changes nothing,
  /// when the file is something else, is damaged, or was made by a newer version; MachineTrouble
  /// when it cannot be opened.
  explicit ResultsStore(const std::string& path);
  ResultsStore(const ResultsStore&) = delete;
  ResultsStore& operator=(const ResultsStore&) = delete;
  ~ResultsStore();

  /// Replaces what was known of this world. Throws MachineTrouble when there is no room.
  /// Requires: `subject` is not empty, and the record has no flaw.
  void add(const std::string& subject, const RunRecord& record, KeepRecord keep);
  /// Forgets all worlds of that subject with such a seed. Throws MachineTrouble.
  void forget(const std::string& subject, const SeedRange& seeds);

  // A row that somebody else has changed, so that it says nothing, is BadInput for these.

  /// The verdict of each seed that has run.
  std::map<std::uint64_t, RunVerdict> verdicts(const std::string& subject,
                                               const SeedRange& seeds) const;
  /// Nothing when the world has not run, or when only its rows were kept.
  std::optional<RunRecord> record(const std::string& subject, std::uint64_t seed) const;
  /// By name; none when the world has not run, died, or was run by syncstorm 0.1.
  std::vector<Measure> measures(const std::string& subject, std::uint64_t seed) const;
  /// How many worlds another program has run of the same.
  std::uint64_t worlds_of_other_programs(const std::string& what, const std::string& program) const;
  /// Distinct failures of these subjects and seeds, the most frequent first.
  std::vector<FailureSummary> failures(const std::vector<std::string>& subjects,
                                       const SeedRange& seeds) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  [[noreturn]] void refuse_row(const std::string& why) const;
  std::uint64_t seed_in_row(const std::string& text) const;
  void forget_world(const std::string& subject, const std::string& seed);
  void add_failures(const std::string& subject, const RunRecord& record);
  void add_measures(const std::string& subject, const RunRecord& record);

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace storm::ci
