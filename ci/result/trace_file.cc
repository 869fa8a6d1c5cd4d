#include "ci/result/trace_file.h"

#include <cerrno>
#include <fmt/format.h>
#include <system_error>

#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

[[noreturn]] void fail() {
  throw MachineTrouble(fmt::format("cannot keep the trace of the first run: {}",
                                   std::generic_category().message(errno)));
}

}  // namespace

TraceRecorder::TraceRecorder() : file_(std::tmpfile()) {
  if (!file_) fail();
}

void TraceRecorder::record(const sim::TraceRecord& record) {
  if (std::fwrite(&record, sizeof record, 1, file_.get()) != 1) fail();
  ++records_;
}

std::FILE* TraceRecorder::rewound() {
  if (std::fflush(file_.get()) != 0) fail();
  std::rewind(file_.get());
  return file_.get();
}

std::optional<sim::TraceRecord> TraceComparer::next() {
  sim::TraceRecord record;
  if (std::fread(&record, sizeof record, 1, file_) != 1) return std::nullopt;
  return record;
}

void TraceComparer::record(const sim::TraceRecord& record) {
  if (!difference_) {
    const std::optional<sim::TraceRecord> expected = next();
    if (expected != record) {
      difference_ = {.record = records_, .first = expected, .second = record};
    }
  }
  ++records_;
}

std::optional<TraceDifference> TraceComparer::finish() {
  STORM_ASSERT(!difference_ || difference_->first != difference_->second);
  if (!difference_) {
    if (const std::optional<sim::TraceRecord> left = next()) {
      difference_ = {.record = records_, .first = left, .second = std::nullopt};
    }
  }
  return difference_;
}

}  // namespace storm::ci
