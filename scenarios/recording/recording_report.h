#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/operation.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/plan/plan.h"

namespace storm::scenarios {

/// Some edits, and how many characters they brought into the text.
struct EditCount {
  std::uint64_t edits = 0;
  std::uint64_t characters = 0;
};

/// What became of one writer's edits of registers.
struct WriterReport {
  std::uint32_t device = 0;
  /// All that the writer did: the sum of the others.
  EditCount written;
  /// Stands in the end, or was replaced by somebody who had it before the eyes.
  EditCount kept;
  /// Overwritten by somebody who had not seen it: what deciding by the last writer costs.
  EditCount overwritten_unseen;
  /// Gone with its document, which somebody deleted.
  EditCount deleted;
  /// Never taken: refused, not to be tried, or without an answer.
  EditCount not_taken;
};

struct RecordingReport {
  /// In the order of the plan's devices; those that wrote nothing are left out.
  std::vector<WriterReport> writers;
};

/// Follows each register of `final` back, from the value that stands there to the value that its
/// writer had before the eyes, and so on: what is on that way was kept. An edit's characters are
/// those that are in its value and not in the value that its writer had before the eyes (the
/// shortest difference; the mark of the value does not count).
///
/// Leaves out: text that was overwritten and that a later edit happens to bring back, as in
/// recordings it often does: it counts as overwritten all the same, for its writer saw it go.
/// Requires: values are unique over the run, and `final` is what everybody agrees on.
RecordingReport report_recording(const Ledger& ledger, const engine::Snapshot& final);

/// The report for a person, a paragraph for each writer, with a final newline.
std::string to_text(const RecordingReport& report, const Plan& plan);

/// How many code points of `after` are not in `before`, by the shortest difference of the two.
/// Very long differences are counted as if nothing in the middle of them were the same.
std::uint64_t characters_added(std::string_view before, std::string_view after);

}  // namespace storm::scenarios
