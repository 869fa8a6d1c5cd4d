#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "sim/fingerprint.h"

namespace storm::ci {

/// Writes a run's trace into an unnamed temporary file, to be compared with the next run's.
class TraceRecorder final : public sim::TraceSink {
 public:
  /// Throws MachineTrouble when there is no room for it; so does record().
  TraceRecorder();

  void record(const sim::TraceRecord& record) override;
  /// The file, to be read from its beginning.
  std::FILE* rewound();
  std::uint64_t records() const { return records_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t records_ = 0;
};

/// Where two runs part: the number of the record, and what each run has there (nothing: it ended).
struct TraceDifference {
  std::uint64_t record = 0;
  std::optional<sim::TraceRecord> first;
  std::optional<sim::TraceRecord> second;
};

/// Compares a run with a recorded one while it runs.
class TraceComparer final : public sim::TraceSink {
 public:
  explicit TraceComparer(TraceRecorder& recorded) : file_(recorded.rewound()) {}

  void record(const sim::TraceRecord& record) override;
  /// To be called after the second run: the first difference, if there is one.
  std::optional<TraceDifference> finish();

 private:
  std::optional<sim::TraceRecord> next();

  std::FILE* file_;
  std::uint64_t records_ = 0;
  std::optional<TraceDifference> difference_;
};

}  // namespace storm::ci
