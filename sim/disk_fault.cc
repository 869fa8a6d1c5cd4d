#include "sim/disk_fault.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

bool is_mutation(DiskCall call) {
  switch (call) {
    case DiskCall::Write:
    case DiskCall::Sync:
    case DiskCall::Truncate:
    case DiskCall::Remove:
      return true;
    case DiskCall::Open:
    case DiskCall::Read:
    case DiskCall::Size:
    case DiskCall::Access:
    case DiskCall::Lock:
      return false;
  }
  return false;
}

bool is_question(DiskCall call) {
  return call == DiskCall::Size || call == DiskCall::Access || call == DiskCall::Lock;
}

DiskRule fail_call(std::vector<DiskCall> calls, std::uint64_t nth, Repeat repeat) {
  STORM_ASSERT(nth != 0);
  return [calls = std::move(calls), nth, repeat, seen = std::uint64_t{0}](
             DiskCall call, std::string_view /*file*/) mutable {
    if (std::find(calls.begin(), calls.end(), call) == calls.end()) {
      return DiskFault::None;
    }
    ++seen;
    const bool fires = repeat == Repeat::Once ? seen == nth : seen >= nth;
    return fires ? DiskFault::Io : DiskFault::None;
  };
}

DiskRule lie_on_sync() {
  return [](DiskCall call, std::string_view /*file*/) {
    return call == DiskCall::Sync ? DiskFault::LyingSync : DiskFault::None;
  };
}

namespace {

/// A super-journal is named after its database, "-mj" and nine hexadecimal digits.
/// Source: vdbeaux.c, vdbeCommit.
bool is_super_journal(std::string_view file) {
  constexpr std::size_t kDigits = 9;
  constexpr std::string_view kMark = "-mj";
  if (file.size() < kMark.size() + kDigits) return false;
  const std::string_view tail = file.substr(file.size() - kMark.size() - kDigits);
  return tail.starts_with(kMark) &&
         tail.find_first_not_of("0123456789ABCDEF", kMark.size()) == std::string_view::npos;
}

}  // namespace

bool is_of_kind(std::string_view file, FileKind kind) {
  const bool is_journal =
      file.ends_with("-journal") || file.ends_with("-wal") || is_super_journal(file);
  switch (kind) {
    case FileKind::Any:
      return true;
    case FileKind::Database:
      return !is_journal && !file.empty();
    case FileKind::Journal:
      return is_journal;
  }
  return false;
}

DiskRule only_on(FileKind kind, DiskRule rule) {
  return [kind, rule = std::move(rule)](DiskCall call, std::string_view file) mutable {
    return is_of_kind(file, kind) ? rule(call, file) : DiskFault::None;
  };
}

}  // namespace storm::sim
