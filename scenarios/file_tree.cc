#include "scenarios/file_tree.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

// One translation unit has the library, and needs nothing of its binary.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Its assertions can be reached by malformed input; its error paths behind them are sound.
#ifndef TOML_ASSERT
#define TOML_ASSERT(x) static_cast<void>(0)
#endif
#include <toml++/toml.h>

namespace storm::scenarios {
namespace {

constexpr std::size_t kFileBytesMax = 4 << 20;
// Dotted keys nest one table per dot, and both the library and this file recurse into them.
constexpr std::size_t kLineBytesMax = 4096;
constexpr std::size_t kQuotedLengthMax = 60;

Place place_of(const toml::source_region& source) {
  return Place{.line = source.begin.line, .column = source.begin.column};
}

/// Decimals are read as integers once and for all: the same rounding on every machine.
std::int64_t to_millionths(const toml::node& node) {
  const auto value = node.as_floating_point()->get();
  constexpr std::int64_t kMagnitudeMax = 1'000'000'000'000;
  // Written so that what is not a number fails it too.
  if (!(value > -kMagnitudeMax && value < kMagnitudeMax)) return FileNode::kDecimalTooBig;
  const auto scaled = value * 1'000'000;
  return static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

std::int64_t to_unix_seconds(const toml::date_time& moment) {
  using namespace std::chrono;
  const sys_days day = year_month_day(year(moment.date.year), month(moment.date.month),
                                      std::chrono::day(moment.date.day));
  const std::int64_t seconds_of_day =
      moment.time.hour * 3600 + moment.time.minute * 60 + moment.time.second;
  return day.time_since_epoch().count() * std::int64_t{86'400} + seconds_of_day -
         moment.offset->minutes * 60;
}

FileNode convert(const toml::node& node) {
  FileNode result;
  result.place = place_of(node.source());
  if (const auto* table = node.as_table()) {
    result.kind = FileNode::Kind::Table;
    for (const auto& [key, value] : *table) {
      result.members.push_back({std::string(key.str()), place_of(key.source()), convert(value)});
    }
    // The library sorts by key; people read from the top.
    std::stable_sort(result.members.begin(), result.members.end(),
                     [](const FileNode::Member& left, const FileNode::Member& right) {
                       return std::pair(left.place.line, left.place.column) <
                              std::pair(right.place.line, right.place.column);
                     });
  } else if (const auto* array = node.as_array()) {
    result.kind = FileNode::Kind::Array;
    for (const auto& item : *array) result.items.push_back(convert(item));
  } else if (const auto* text = node.as_string()) {
    result.kind = FileNode::Kind::Text;
    result.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    result.kind = FileNode::Kind::Integer;
    result.number = integer->get();
  } else if (node.is_floating_point()) {
    result.kind = FileNode::Kind::Decimal;
    result.number = to_millionths(node);
  } else if (const auto* boolean = node.as_boolean()) {
    result.kind = FileNode::Kind::Boolean;
    result.number = boolean->get() ? 1 : 0;
  } else if (const auto* moment = node.as_date_time(); moment && moment->get().offset) {
    result.kind = FileNode::Kind::Moment;
    result.number = to_unix_seconds(moment->get());
  } else {
    result.kind = FileNode::Kind::LocalTime;
  }
  return result;
}

bool lines_are_short(std::string_view text, Diagnostics& diagnostics) {
  std::uint32_t line = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > kLineBytesMax) {
      diagnostics.add({.place = {.line = line, .column = 1},
                       .problem = "line too long",
                       .expected = fmt::format("at most {} bytes", kLineBytesMax),
                       .found = fmt::format("{}", end)});
      return false;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
  }
  return true;
}

}  // namespace

std::string describe(const FileNode& node) {
  switch (node.kind) {
    case FileNode::Kind::Text: {
      const std::string_view text = node.text;
      const bool is_long = text.size() > kQuotedLengthMax;
      return fmt::format("the text \"{}{}\"", text.substr(0, kQuotedLengthMax), is_long ? "…" : "");
    }
    case FileNode::Kind::Integer:
      return fmt::format("the number {}", node.number);
    case FileNode::Kind::Decimal:
      return "a number with decimals";
    case FileNode::Kind::Boolean:
      return node.number != 0 ? "true" : "false";
    case FileNode::Kind::Moment:
      return "a date and time";
    case FileNode::Kind::LocalTime:
      return "a date or time without an offset from UTC";
    case FileNode::Kind::Array:
      return fmt::format("an array of {}", node.items.size());
    case FileNode::Kind::Table:
      return "a table";
  }
  return {};
}

FileNode read_file_tree(std::string_view text, Diagnostics& diagnostics) {
  if (text.size() > kFileBytesMax) {
    diagnostics.add({.problem = "file too big",
                     .expected = fmt::format("at most {} bytes", kFileBytesMax),
                     .found = fmt::format("{}", text.size())});
    return {};
  }
  if (!lines_are_short(text, diagnostics)) return {};
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    diagnostics.add({.place = place_of(error.source()),
                     .problem = fmt::format("not TOML: {}", error.description())});
    return {};
  }
  return convert(parsed.table());
}

}  // namespace storm::scenarios
