#include "scenarios/files/link_trace_rows.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/unit_hint.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

using sim::LinkTrace;
using sim::LinkTraceStep;

constexpr std::array<std::string_view, 6> kColumnNames{"at",     "state", "latency",
                                                       "jitter", "loss",  "bytes_per_second"};
constexpr std::string_view kUp = "up";
constexpr std::string_view kDown = "down";
constexpr std::string_view kEnd = "end";
constexpr std::size_t kShownMax = 40;

std::vector<std::string> column_names() { return {kColumnNames.begin(), kColumnNames.end()}; }

/// Columns count code points.
std::uint32_t columns_in(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

/// Where the comma after the first cell is. Quotation marks keep one inside of it.
/// Source: RFC 4180, 2; leaves out: line breaks in a cell, as no cell of a trace has one.
std::size_t end_of_cell(std::string_view line) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') is_quoted = !is_quoted;
    if (line[i] == ',' && !is_quoted) return i;
  }
  return line.size();
}

/// The cell without the quotation marks around it.
std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? without_blanks(text.substr(1, text.size() - 2)) : text;
}

/// A cell for a terminal: a file may hold anything.
std::string shown(std::string_view text) {
  std::string result = "\"";
  for (const char byte : text.substr(0, kShownMax)) {
    result += byte >= ' ' && byte <= '~' ? byte : '?';
  }
  return result + (text.size() > kShownMax ? "…\"" : "\"");
}

std::optional<std::int64_t> parse_duration_count(std::string_view text) {
  const auto duration = parse_duration_down(text);
  return duration ? std::optional(duration->count()) : std::nullopt;
}

/// What may have been meant: a time without a unit is one of seconds as a rule.
std::string nearest_figure(std::string_view text, Unit unit) {
  const std::string seconds_text = std::string(text) + 's';
  if (unit == Unit::Duration && parse_duration_down(seconds_text)) return seconds_text;
  return nearest_quantity(text, unit);
}

/// What statistics programs write where nothing was measured.
bool is_missing(std::string_view text) { return text == "NA" || text == "NaN"; }

/// What a line that is no list of names of columns has between its cells instead of commas.
std::string_view other_separator(std::string_view line) {
  if (line.find(',') != std::string_view::npos) return {};
  if (line.find(';') != std::string_view::npos) return "semicolons";
  return line.find('\t') != std::string_view::npos ? "tabs" : "";
}

}  // namespace

/// A column that says what the link is like.
struct LinkTraceRows::Figure {
  Column column = Column::At;
  std::optional<std::int64_t> (*parse)(std::string_view text) = nullptr;
  Bounds bounds;
};

std::vector<LinkTraceRows::Cell> LinkTraceRows::cells_of(std::string_view line, Place place) {
  std::vector<Cell> cells;
  while (true) {
    const std::size_t end = std::min(end_of_cell(line), line.size());
    const std::string_view whole = line.substr(0, end);
    const std::string_view text = without_blanks(whole);
    const auto blanks = static_cast<std::size_t>(text.data() - whole.data());
    Place begins = place;
    if (!text.empty()) begins.column += static_cast<std::uint32_t>(blanks);
    cells.push_back({.text = unquoted(text), .place = begins});
    if (end == line.size()) return cells;
    place.column += columns_in(whole) + 1;
    line.remove_prefix(end + 1);
  }
}

void LinkTraceRows::report(const Cell& cell, std::string problem, std::string expected,
                           std::string nearest) {
  is_right_ = false;
  diagnostics_.add({.place = cell.place,
                    .problem = std::move(problem),
                    .expected = std::move(expected),
                    .found = cell.text.empty() ? "" : shown(cell.text),
                    .nearest = std::move(nearest)});
}

void LinkTraceRows::add_column(const Cell& cell) {
  const std::vector<std::string> names = column_names();
  const auto known = std::ranges::find(names, cell.text);
  if (known == names.end()) {
    report(cell, "a recorded trace has no such column", "one of " + join_names(names),
           nearest_name(cell.text, names));
    return;
  }
  const auto column = static_cast<Column>(known - names.begin());
  if (std::ranges::find(columns_, column) != columns_.end()) {
    report(cell, "the column is there twice", "each column once");
    return;
  }
  columns_.push_back(column);
}

bool LinkTraceRows::is_header(const std::vector<Cell>& cells) {
  const std::vector<std::string> names = column_names();
  const auto known = [&names](const Cell& cell) {
    return std::ranges::find(names, cell.text) != names.end();
  };
  return std::ranges::any_of(cells, known);
}

bool LinkTraceRows::read_columns(std::string_view line, Place place) {
  const std::vector<Cell> cells = cells_of(line, place);
  const Cell whole_line{.text = {}, .place = place};
  // What stands in a file that is none of ours is nobody's business.
  if (!is_header(cells)) {
    const std::string_view separator = other_separator(line);
    report(whole_line, "the file is no recorded trace: it begins with no names of columns",
           separator.empty() ? "at, state, latency, jitter, loss, bytes_per_second, with commas "
                               "between them"
                             : fmt::format("commas between the cells, and points in decimals, "
                                           "where this has {}",
                                           separator));
    return false;
  }
  // A file of another kind has as many wrong names as it has commas.
  constexpr std::size_t kCellsMax = 16;
  // Spreadsheets fill up with empty cells.
  std::size_t count = cells.size();
  while (cells[count - 1].text.empty()) --count;
  for (std::size_t i = 0; i < std::min(count, kCellsMax); ++i) {
    // Statistics programs number the rows in a column without a name.
    const bool is_row_number = i == 0 && cells[i].text.empty();
    if (is_row_number) {
      columns_.push_back(Column::RowNumber);
    } else {
      add_column(cells[i]);
    }
  }
  if (!is_right_) return false;
  const bool has_at = std::ranges::find(columns_, Column::At) != columns_.end();
  const std::size_t named = columns_.size() - (columns_[0] == Column::RowNumber ? 1 : 0);
  if (!has_at || named < 2) {
    report(whole_line, "a recorded trace needs more columns",
           "at, and one or more of state, latency, jitter, loss, bytes_per_second");
  }
  return is_right_;
}

LinkTraceRows::Cell LinkTraceRows::cell_of(const std::vector<Cell>& cells, Column column) const {
  for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    if (columns_[i] == column) return cells[i];
  }
  return {.text = {}, .place = cells.front().place};
}

std::optional<Duration> LinkTraceRows::read_at(const Cell& cell) {
  const auto at = parse_duration_down(cell.text);
  if (!at) {
    report(cell, "the time of a step cannot be read", unit_description(Unit::Duration),
           nearest_figure(cell.text, Unit::Duration));
    return std::nullopt;
  }
  const bool is_first = !has_begun_;
  has_begun_ = true;
  const Duration least = is_first ? Duration::zero() : last_at_ + kTraceStepMin;
  if (is_first && *at != Duration::zero()) {
    report(cell, "a recorded trace begins at its start", "\"0s\" for the first step");
    return std::nullopt;
  }
  if (*at < least || *at > kRunLengthMax) {
    report(cell, "the time of a step is out of range",
           fmt::format("{} to {}: later than the step before",
                       quantity_text(least.count(), Unit::Duration),
                       quantity_text(kRunLengthMax.count(), Unit::Duration)));
    return std::nullopt;
  }
  last_at_ = *at;
  return at;
}

std::optional<std::int64_t> LinkTraceRows::read_figure(const Cell& cell, const Figure& figure) {
  if (cell.text.empty() || is_missing(cell.text)) return std::nullopt;
  const std::string_view name = kColumnNames.at(static_cast<std::size_t>(figure.column));
  const auto value = figure.parse(cell.text);
  if (!value) {
    const bool is_state = cell.text == kUp || cell.text == kDown || cell.text == kEnd;
    report(cell, fmt::format("{} of a step cannot be read", name),
           is_state ? "a column state for that" : unit_description(figure.bounds.unit),
           nearest_figure(cell.text, figure.bounds.unit));
    return std::nullopt;
  }
  if (*value < figure.bounds.low || *value > figure.bounds.high) {
    report(cell, fmt::format("{} of a step is out of range", name),
           fmt::format("{} to {}", quantity_text(figure.bounds.low, figure.bounds.unit),
                       quantity_text(figure.bounds.high, figure.bounds.unit)));
    return std::nullopt;
  }
  return value;
}

void LinkTraceRows::read_figures(const std::vector<Cell>& cells, LinkTraceStep& step) {
  const Bounds delay = duration_bounds(Duration::zero(), kLatencyMax);
  const auto read = [&](Column column, auto parse, const Bounds& bounds) {
    return read_figure(cell_of(cells, column),
                       {.column = column, .parse = parse, .bounds = bounds});
  };
  if (const auto latency = read(Column::Latency, parse_duration_count, delay)) {
    step.latency = Duration{*latency};
  }
  if (const auto jitter = read(Column::Jitter, parse_duration_count, delay)) {
    step.jitter = Duration{*jitter};
  }
  if (const auto loss = read(Column::Loss, parse_probability_down, kProbabilityBounds)) {
    step.loss_ppm = static_cast<std::uint32_t>(*loss);
  }
  if (const auto rate = read(Column::BytesPerSecond, parse_bytes_down, kRateBounds)) {
    step.bytes_per_second = static_cast<std::uint64_t>(*rate);
  }
}

void LinkTraceRows::read_state(const Cell& cell, Duration at, const std::vector<Cell>& cells) {
  if (cell.text == kEnd) {
    if (trace_.steps.empty()) {
      report(cell, "a recorded trace ends before it begins", "a step before the end");
    }
    trace_.length = at;
    has_end_ = true;
    return;
  }
  LinkTraceStep step{.at = at};
  if (cell.text == kDown) {
    step.state = LinkTraceStep::State::Down;
  } else if (cell.text.empty() || cell.text == kUp) {
    read_figures(cells, step);
  } else {
    const std::vector<std::string> names{std::string(kUp), std::string(kDown), std::string(kEnd)};
    report(cell, "no state of a link has this name", "one of " + join_names(names),
           nearest_name(cell.text, names));
  }
  if (trace_.steps.size() == kTraceStepsMax) {
    if (is_right_) {
      report(cell, "a recorded trace has too many steps",
             fmt::format("at most {}", kTraceStepsMax));
    }
    return;
  }
  trace_.steps.push_back(step);
}

void LinkTraceRows::read_row(std::string_view line, Place place) {
  const std::vector<Cell> cells = cells_of(line, place);
  if (has_end_) {
    report(cells.front(), "a recorded trace goes on after its end", "nothing after the end");
    return;
  }
  const auto beyond = std::ranges::find_if(
      cells.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), columns_.size())),
      cells.end(), [](const Cell& cell) { return !cell.text.empty(); });
  if (beyond != cells.end()) {
    report(*beyond, "a step has more cells than there are columns",
           fmt::format("at most {}", columns_.size()));
    return;
  }
  const auto at = read_at(cell_of(cells, Column::At));
  if (at) read_state(cell_of(cells, Column::State), *at, cells);
}

std::optional<LinkTrace> LinkTraceRows::finish(Place end) {
  const std::size_t steps = trace_.steps.size();
  const Cell nothing{.text = {}, .place = end};
  if (is_right_ && steps == 0) {
    report(nothing, "a recorded trace has no steps", "a step that begins at \"0s\"");
  } else if (is_right_ && !has_end_ && steps == 1) {
    report(nothing, "nobody knows how long the recorded trace's only step lasts",
           "an end, such as a row with \"60s\" and, as its state, \"end\"");
  }
  if (!is_right_) return std::nullopt;
  // Recordings are sampled evenly as a rule: the last sample stands for as long as the one before.
  if (!has_end_) {
    const Duration last = trace_.steps[steps - 1].at;
    trace_.length = last + (last - trace_.steps[steps - 2].at);
  }
  return std::move(trace_);
}

std::string columns_text(const LinkTrace& trace) {
  std::string text = "at,state";
  const auto add_if = [&](auto member, std::string_view name) {
    const bool has = std::ranges::any_of(
        trace.steps, [member](const LinkTraceStep& step) { return (step.*member).has_value(); });
    if (has) text += fmt::format(",{}", name);
  };
  add_if(&LinkTraceStep::latency, kColumnNames[2]);
  add_if(&LinkTraceStep::jitter, kColumnNames[3]);
  add_if(&LinkTraceStep::loss_ppm, kColumnNames[4]);
  add_if(&LinkTraceStep::bytes_per_second, kColumnNames[5]);
  return text;
}

std::vector<std::string> row_texts(const LinkTrace& trace) {
  const std::string columns = columns_text(trace);
  const auto has = [&columns](std::size_t column) {
    return columns.find(kColumnNames.at(column)) != std::string::npos;
  };
  std::vector<std::string> rows;
  rows.reserve(trace.steps.size() + 1);
  for (const LinkTraceStep& step : trace.steps) {
    const bool is_up = step.state == LinkTraceStep::State::Up;
    std::string row = fmt::format("{},{}", duration_text(step.at), is_up ? kUp : kDown);
    if (has(2)) row += ',' + (step.latency ? duration_text(*step.latency) : "");
    if (has(3)) row += ',' + (step.jitter ? duration_text(*step.jitter) : "");
    if (has(4)) row += ',' + (step.loss_ppm ? percentage_text(*step.loss_ppm) : "");
    if (has(5)) {
      row += ',';
      if (step.bytes_per_second) {
        row += bytes_text(static_cast<std::int64_t>(*step.bytes_per_second));
      }
    }
    row.erase(row.find_last_not_of(',') + 1);
    rows.push_back(std::move(row));
  }
  rows.push_back(fmt::format("{},{}", duration_text(trace.length), kEnd));
  return rows;
}

}  // namespace storm::scenarios
