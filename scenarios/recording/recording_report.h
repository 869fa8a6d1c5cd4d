#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/operation.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/plan/plan.h"
#include "scenarios/recording/recorded_saves.h"

namespace storm::scenarios {

/// Some edits, and some characters.
struct EditCount {
  std::uint64_t edits = 0;
  std::uint64_t characters = 0;
};

/// What became of one writer's edits of notes, and of the characters that the writer typed: each is
/// counted once, wherever it is moved to. Line breaks are apart: between notes there are none.
struct WriterReport {
  std::uint32_t device = 0;
  /// All that the writer did: as many characters as the recording has, the sum of the others.
  EditCount written;
  /// Stands in the end, or was taken out by somebody who had it before the eyes.
  EditCount kept;
  /// Overwritten by somebody who had not seen it: what deciding by the last writer costs.
  EditCount overwritten_unseen;
  /// Gone with a document that was deleted by somebody who had not seen it.
  EditCount deleted;
  /// Never taken: refused, not to be tried, or without an answer.
  EditCount not_taken;
  /// Typed and erased before anything was saved.
  std::uint64_t characters_never_saved = 0;
  std::uint64_t line_breaks = 0;
};

/// How the notes stand against the recorded text in the end.
struct RecordedEnd {
  std::uint64_t paragraphs = 0;
  std::uint64_t as_recorded = 0;
  /// With something in them, and not in the recorded text.
  std::uint64_t other_notes = 0;
};

struct RecordingReport {
  /// In the order of the plan's devices; those that wrote nothing are left out.
  std::vector<WriterReport> writers;
  RecordedEnd end;
};

/// Follows each register of `final` back, from the value that stands there to the value that its
/// writer had before the eyes, and so on; likewise from what the user saw who deleted a document
/// that is gone. What is on these ways was kept, with all characters in it: those that are not in
/// the later values were taken out knowingly, or moved.
///
/// Leaves out: text that was overwritten unseen and that a later edit happens to bring back, as in
/// recordings it often does: it counts as kept, for it stands.
/// Requires: values are unique over the run, `final` is what everybody agrees on, and `saves`
/// belongs to the plan that was run.
RecordingReport report_recording(const Ledger& ledger, const engine::Snapshot& final,
                                 const RecordedSaves& saves);

/// The report for a person, a paragraph for each writer, with a final newline.
std::string to_text(const RecordingReport& report, const Plan& plan);

}  // namespace storm::scenarios
