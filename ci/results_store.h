#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace storm::ci {

/// What one world of a campaign came to.
struct WorldRecord {
  /// What was run, without its seed: scenario, its text, engine, switches and program version.
  /// Equal subjects and seeds give equal runs.
  std::string subject;
  std::string scenario;
  std::uint64_t seed = 0;
  /// `pass`, `violated`, `inconclusive` or `crashed`.
  std::string verdict;
  std::string fingerprint;
  std::int64_t wall_microseconds = 0;
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
  /// Opens the file or makes it. Throws BadInput, and changes nothing, when the file is something
  /// else, is damaged, or was made by a newer version; MachineTrouble when it cannot be opened.
  explicit ResultsStore(const std::string& path);
  ResultsStore(const ResultsStore&) = delete;
  ResultsStore& operator=(const ResultsStore&) = delete;
  ~ResultsStore();

  /// Throws MachineTrouble when there is no room.
  void add(const WorldRecord& world, const std::vector<FailureRecord>& failures);
  bool has(const std::string& subject, std::uint64_t seed) const;

  /// Worlds of these subjects, and those among them with that verdict.
  std::uint64_t count(const std::vector<std::string>& subjects) const;
  std::uint64_t count(const std::vector<std::string>& subjects, const std::string& verdict) const;
  /// Distinct failures of these subjects, the most frequent first.
  std::vector<FailureSummary> failures(const std::vector<std::string>& subjects) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace storm::ci
