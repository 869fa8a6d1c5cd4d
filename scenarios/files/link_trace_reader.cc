#include "scenarios/files/link_trace_reader.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/link_trace_rows.h"

namespace storm::scenarios {
namespace {

using sim::LinkTrace;
using sim::LinkTraceStep;

constexpr std::uint64_t kDeliveryBytes = 1504;
constexpr std::uint64_t kSlotMilliseconds = 1'000;
constexpr std::uint64_t kLengthMaxMilliseconds = kRunLengthMax / 1ms;

/// Takes the first line from the front of `text`, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<LinkTrace> read_csv(std::string_view text, Diagnostics& diagnostics) {
  // Spreadsheets put a byte order mark in front.
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    diagnostics.add({.problem = "the file is in UTF-16", .expected = "UTF-8"});
    return std::nullopt;
  }
  LinkTraceRows rows(diagnostics);
  bool has_columns = false;
  Place place;
  for (; !text.empty(); ++place.line) {
    const std::string_view line = take_line(text);
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    if (has_columns) {
      rows.read_row(line, place);
    } else if (rows.read_columns(line, place)) {
      has_columns = true;
    } else {
      return std::nullopt;
    }
  }
  return rows.finish(place);
}

/// Gathers delivery opportunities into steps.
class MahimahiReader final {
 public:
  explicit MahimahiReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  std::optional<LinkTrace> read(std::string_view text) {
    Place place;
    for (; !text.empty(); ++place.line) {
      const std::string_view line = take_line(text);
      const auto moment = read_moment(line, place);
      if (!moment) return std::nullopt;
      // One at the end of a slot belongs to it: the last one of all is the end of the recording.
      const std::uint64_t slot = *moment == 0 ? 0 : (*moment - 1) / kSlotMilliseconds;
      if (slot != slot_) close_slot((slot_ + 1) * kSlotMilliseconds);
      if (trace_.steps.size() > kTraceStepsMax) break;
      slot_ = slot;
      ++deliveries_;
      last_ = *moment;
    }
    if (trace_.steps.size() > kTraceStepsMax) {
      report(place, "the recording has too many different seconds",
             fmt::format("at most {}", kTraceStepsMax));
      return std::nullopt;
    }
    if (last_ == 0) {
      report(place, "the recording is over at its start", "a last line of more than 0");
      return std::nullopt;
    }
    close_slot(last_);
    trace_.length = milliseconds{last_};
    return std::move(trace_);
  }

 private:
  void report(Place place, std::string problem, std::string expected) {
    diagnostics_.add(
        {.place = place, .problem = std::move(problem), .expected = std::move(expected)});
  }

  std::optional<std::uint64_t> read_moment(std::string_view line, Place place) {
    std::uint64_t moment = 0;
    const auto [stopped, error] = std::from_chars(line.data(), line.data() + line.size(), moment);
    if (error != std::errc{} || stopped != line.data() + line.size()) {
      report(place, "the moment of a delivery cannot be read",
             "a whole number of milliseconds, and nothing else in the line");
      return std::nullopt;
    }
    if (moment < last_ || moment > kLengthMaxMilliseconds) {
      report(place, "the moment of a delivery is out of range",
             fmt::format("{} to {}: not before the one before", last_, kLengthMaxMilliseconds));
      return std::nullopt;
    }
    return moment;
  }

  /// Ends the slot that is under way: it lasts until `end`, in milliseconds.
  void close_slot(std::uint64_t end) {
    if (deliveries_ == 0) return;
    const std::uint64_t begin = slot_ * kSlotMilliseconds;
    if (begin > covered_) {
      LinkTraceStep gap{.at = milliseconds{covered_}};
      gap.state = LinkTraceStep::State::Down;
      trace_.steps.push_back(gap);
    }
    const std::uint64_t rate = deliveries_ * kDeliveryBytes * 1'000 / (end - begin);
    LinkTraceStep step{.at = milliseconds{begin}};
    // What is more than a plan may say is as good as that.
    step.bytes_per_second = std::min(rate, static_cast<std::uint64_t>(kRateBounds.high));
    const bool goes_on = begin == covered_ && !trace_.steps.empty() &&
                         trace_.steps.back().bytes_per_second == step.bytes_per_second;
    if (!goes_on) trace_.steps.push_back(step);
    covered_ = end;
    deliveries_ = 0;
  }

  Diagnostics& diagnostics_;
  LinkTrace trace_;
  std::uint64_t slot_ = 0;
  std::uint64_t deliveries_ = 0;
  /// Up to where steps have been made.
  std::uint64_t covered_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace

std::variant<LinkTrace, std::vector<Diagnostic>> read_link_trace(std::string_view text,
                                                                 std::string_view file_name,
                                                                 LinkTraceFormat format) {
  Diagnostics diagnostics(file_name);
  if (text.size() > kTraceBytesMax) {
    diagnostics.add({.problem = "file too big",
                     .expected = fmt::format("at most {} bytes", kTraceBytesMax),
                     .found = fmt::format("{}", text.size())});
    return diagnostics.in_file_order();
  }
  auto trace = format == LinkTraceFormat::Csv ? read_csv(text, diagnostics)
                                              : MahimahiReader(diagnostics).read(text);
  if (!trace) return diagnostics.in_file_order();
  return std::move(*trace);
}

}  // namespace storm::scenarios
