#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace storm::ci {

/// What one world of a campaign came to.
struct WorldRecord {
  /// What was run, without its seed, as subject_key() has it.
  std::string subject;
  std::string scenario;
  std::uint64_t seed = 0;
  /// `pass`, `violated`, `inconclusive` or `crashed`.
  std::string verdict;
  std::string fingerprint;
  std::int64_t wall_microseconds = 0;
  /// The result as JSON, for those who want it again; may be empty.
  std::string report;
};

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

/// One way in which a world failed.
struct FailureRecord {
  std::string scenario;
  std::string property;
  std::string kind;
  std::string explanation;
  /// The line that repeats the world.
  std::string repeat;
};

/// A distinct failure over all worlds that failed so.
struct FailureSummary {
  FailureRecord best;
  std::uint64_t worlds = 0;
  /// The seed that fails fastest, the smallest of equals; `best` is from it.
  std::uint64_t seed = 0;
  std::int64_t wall_microseconds = 0;
};

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
  void add(const WorldRecord& world, const std::vector<FailureRecord>& failures);
  /// Forgets all worlds of that subject with such a seed. Throws MachineTrouble.
  void forget(const std::string& subject, const SeedRange& seeds);

  /// The verdict of each seed that has run.
  std::map<std::uint64_t, std::string> verdicts(const std::string& subject,
                                                const SeedRange& seeds) const;
  /// Empty when there is none.
  std::string report(const std::string& subject, std::uint64_t seed) const;
  /// How many worlds another program has run of the same.
  std::uint64_t worlds_of_other_programs(const std::string& what, const std::string& program) const;
  /// Distinct failures of these subjects and seeds, the most frequent first.
  std::vector<FailureSummary> failures(const std::vector<std::string>& subjects,
                                       const SeedRange& seeds) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace storm::ci
