#include "scenarios/recording/recording_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "scenarios/recording/recorded_text.h"

namespace storm::scenarios {

std::optional<Diagnostic> find_unplayable(const Recording& recording, std::string_view file_name) {
  RecordingReplay replay(recording);
  for (std::size_t index = 0; !replay.is_over(); ++index) {
    if (replay.step() != nullptr) continue;
    return Diagnostic{
        .file = std::string(file_name),
        .problem = fmt::format("transaction {} of the recording changes what is not there", index)};
  }
  replay.merge_all(0);
  const std::u32string end = replay.text().text(0);
  if (end == recording.end_content) return std::nullopt;
  const auto [ours, theirs] = std::ranges::mismatch(end, recording.end_content);
  return Diagnostic{
      .file = std::string(file_name),
      .problem = fmt::format("the recording does not end as it says: from character {} on the text "
                             "is another one than \"endContent\"",
                             ours - end.begin()),
      .expected = fmt::format("{} characters", recording.end_content.size()),
      .found =
          fmt::format("{}; or two writers inserted at one position at once, which this program "
                      "cannot put in order",
                      end.size())};
}

}  // namespace storm::scenarios
