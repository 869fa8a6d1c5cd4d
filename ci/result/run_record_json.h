#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "ci/result/json_fields.h"
#include "ci/result/run_record.h"

namespace storm::ci {

/// The record as an object: what `--json` prints, `report.json` and `failure.json` hold, a worker
/// hands to its parent, and a results file keeps. ci/README.md lists its members.
/// Requires: the record has no flaw.
Json to_json(const RunRecord& record);
/// The same as text.
std::string json_text(const RunRecord& record, int indent = -1);

/// A text that is no record of a run, for this program.
struct UnreadableRecord {
  enum class Why : std::uint8_t {
    /// It is no JSON, or something in it is missing, of another type, or contradicts the rest.
    Damaged,
    /// A later version wrote it, and it would be misread.
    Newer,
    /// It is a result, but no failure, of the version that had no number yet.
    Older,
  };
  Why why{};
  /// `was recorded by a newer version of syncstorm (2.0): ...`
  std::string reason;
  /// What to do about it.
  std::string remedy;
};

/// The record in the text: of this format, or of format 1, which had no policies and no measures.
/// Members that it does not know are passed over.
std::variant<RunRecord, UnreadableRecord> read_run_record(const std::string& text);

}  // namespace storm::ci
