#include "scenarios/files/table_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "scenarios/files/unit_hint.h"

namespace storm::scenarios {
namespace {

constexpr std::int64_t kThousandthsPerMillionth = 1'000;

/// The number that `node` writes in `unit`, if it writes one.
std::optional<std::int64_t> value_in(const FileNode& node, Unit unit) {
  const bool is_text = node.kind == FileNode::Kind::Text;
  const bool is_integer = node.kind == FileNode::Kind::Integer;
  const bool is_decimal =
      node.kind == FileNode::Kind::Decimal && node.number != FileNode::kDecimalTooBig;
  constexpr std::int64_t kIntegerMax = 1'000'000'000;
  const bool is_small = is_integer && node.number >= -kIntegerMax && node.number <= kIntegerMax;
  switch (unit) {
    case Unit::Duration: {
      if (!is_text) return std::nullopt;
      const auto duration = parse_duration(node.text);
      return duration ? std::optional(duration->count()) : std::nullopt;
    }
    case Unit::Count:
      return is_integer ? std::optional(node.number) : std::nullopt;
    case Unit::Bytes:
      if (is_text) return parse_bytes(node.text);
      return is_integer ? std::optional(node.number) : std::nullopt;
    case Unit::Probability:
      if (is_text) return parse_percentage(node.text);
      if (is_decimal) return node.number;
      return is_small ? std::optional(node.number * 1'000'000) : std::nullopt;
    case Unit::PartsPerBillion:
      if (is_decimal) return node.number / kThousandthsPerMillionth;
      return is_small ? std::optional(node.number * 1'000) : std::nullopt;
  }
  return std::nullopt;
}

std::string bounds_text(const Bounds& bounds) {
  const std::string low = quantity_text(bounds.low, bounds.unit);
  if (bounds.high == INT64_MAX) return "at least " + low;
  return fmt::format("{} to {}", low, quantity_text(bounds.high, bounds.unit));
}

}  // namespace

Bounds duration_bounds(Duration low, Duration high) {
  return Bounds{.unit = Unit::Duration, .low = low.count(), .high = high.count()};
}

Bounds count_bounds(std::int64_t low, std::int64_t high) {
  return Bounds{.unit = Unit::Count, .low = low, .high = high};
}

TableReader::TableReader(const FileNode& table, std::string name, Diagnostics& diagnostics)
    : table_(table), name_(std::move(name)), diagnostics_(diagnostics) {}

const FileNode* TableReader::find(std::string_view key) {
  if (std::find(known_keys_.begin(), known_keys_.end(), key) == known_keys_.end()) {
    known_keys_.emplace_back(key);
  }
  for (const FileNode::Member& member : table_.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const FileNode* TableReader::find(std::string_view key, FileNode::Kind kind,
                                  std::string_view expected) {
  const FileNode* node = find(key);
  if (node == nullptr || node->kind == kind) return node;
  report(key, {.problem = fmt::format("wrong type for {} in {}", key, name_),
               .expected = std::string(expected),
               .found = describe(*node)});
  return nullptr;
}

const FileNode* TableReader::table(std::string_view key) {
  const FileNode* node = find(key);
  // With one pair of brackets too many it is an array with one table in it.
  const bool is_doubled = node != nullptr && node->kind == FileNode::Kind::Array &&
                          !node->items.empty() && node->items.front().kind == FileNode::Kind::Table;
  return find(key, FileNode::Kind::Table,
              fmt::format("a table: [{}]{}", key,
                          is_doubled ? ", with one pair of brackets: there is only one" : ""));
}

std::vector<const FileNode*> TableReader::tables(std::string_view key) {
  std::string expected = fmt::format("tables that each begin with [[{}]]", key);
  if (const FileNode* node = find(key); node != nullptr && node->kind == FileNode::Kind::Table) {
    expected += ", with two pairs of brackets: there may be several";
  }
  const FileNode* array = find(key, FileNode::Kind::Array, expected);
  std::vector<const FileNode*> result;
  if (array == nullptr) return result;
  for (const FileNode& item : array->items) {
    if (item.kind == FileNode::Kind::Table) {
      result.push_back(&item);
    } else {
      diagnostics_.add({.place = item.place,
                        .problem = fmt::format("wrong type in {}", key),
                        .expected = expected,
                        .found = describe(item)});
    }
  }
  return result;
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const FileNode* node = find(key, FileNode::Kind::Text, "a text in quotation marks");
  if (node == nullptr) return std::nullopt;
  if (!node->text.empty()) return node->text;
  report(key, {.problem = fmt::format("{} in {} is empty", key, name_), .expected = "a text"});
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
  const FileNode* node = find(key, FileNode::Kind::Array, "an array of texts");
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> result;
  for (const FileNode& item : node->items) {
    if (item.kind == FileNode::Kind::Text) {
      result.push_back(item.text);
    } else {
      diagnostics_.add({.place = item.place,
                        .problem = fmt::format("wrong type for {} in {}", key, name_),
                        .expected = "a text in quotation marks",
                        .found = describe(item)});
    }
  }
  return result;
}

std::optional<std::string> TableReader::name_of(std::string_view key,
                                                std::span<const std::string> names,
                                                std::string_view what) {
  auto written = text(key);
  if (!written) return std::nullopt;
  if (std::find(names.begin(), names.end(), *written) != names.end()) return written;
  report(key, {.problem = fmt::format("no {} is called \"{}\"", what, *written),
               .expected = names.empty() ? fmt::format("a {}, but there is none", what)
                                         : "one of " + join_names(names),
               .nearest = nearest_name(*written, names)});
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::quantity(const FileNode& node, std::string_view key,
                                                  const Bounds& bounds) {
  const auto value = value_in(node, bounds.unit);
  if (!value) {
    const bool is_range = node.kind == FileNode::Kind::Array && node.items.size() == 2;
    diagnostics_.add({.place = node.place,
                      .problem = fmt::format("{} in {} cannot be read", key, name_),
                      .expected = unit_description(bounds.unit) +
                                  (is_range ? ", and one only: it cannot be a range" : ""),
                      .found = is_range ? "a range" : describe(node),
                      .nearest = node.kind == FileNode::Kind::Text
                                     ? nearest_quantity(node.text, bounds.unit)
                                     : std::string()});
    return std::nullopt;
  }
  if (*value < bounds.low || *value > bounds.high) {
    diagnostics_.add({.place = node.place,
                      .problem = fmt::format("{} in {} is out of range", key, name_),
                      .expected = bounds_text(bounds) +
                                  (bounds.why.empty() ? "" : fmt::format(" ({})", bounds.why)),
                      .found = quantity_text(*value, bounds.unit)});
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> TableReader::number(std::string_view key, const Bounds& bounds) {
  const FileNode* node = find(key);
  return node == nullptr ? std::nullopt : quantity(*node, key, bounds);
}

std::optional<CountRange> TableReader::range(std::string_view key, const Bounds& bounds) {
  const FileNode* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind != FileNode::Kind::Array) {
    const auto value = quantity(*node, key, bounds);
    if (!value) return std::nullopt;
    return CountRange{*value, *value};
  }
  if (node->items.size() != 2) {
    report(key, {.problem = fmt::format("{} in {} cannot be read", key, name_),
                 .expected = unit_description(bounds.unit) + ", or two in an array: [low, high]",
                 .found = describe(*node)});
    return std::nullopt;
  }
  const auto low = quantity(node->items[0], key, bounds);
  const auto high = quantity(node->items[1], key, bounds);
  if (!low || !high) return std::nullopt;
  if (*low <= *high) return CountRange{*low, *high};
  report(key, {.problem = fmt::format("the range of {} in {} is the wrong way round", key, name_),
               .expected = "[low, high]",
               .found = fmt::format("[{}, {}]", quantity_text(*low, bounds.unit),
                                    quantity_text(*high, bounds.unit))});
  return std::nullopt;
}

std::optional<Duration> TableReader::duration(std::string_view key, Duration low, Duration high) {
  const auto value = number(key, duration_bounds(low, high));
  return value ? std::optional(Duration{*value}) : std::nullopt;
}

std::optional<DurationRange> TableReader::duration_range(std::string_view key, Duration low,
                                                         Duration high) {
  const auto read = range(key, duration_bounds(low, high));
  if (!read) return std::nullopt;
  return DurationRange{Duration{read->low}, Duration{read->high}};
}

void TableReader::require(std::string_view key, std::string_view expected) {
  if (find(key) != nullptr) return;
  diagnostics_.add({.place = table_.place,
                    .problem = fmt::format("{} needs the key {}", name_, key),
                    .expected = std::string(expected)});
}

void TableReader::report(std::string_view key, Diagnostic diagnostic) {
  const FileNode* node = find(key);
  diagnostic.place = node == nullptr ? table_.place : node->place;
  diagnostics_.add(std::move(diagnostic));
}

void TableReader::finish() {
  for (const FileNode::Member& member : table_.members) {
    if (std::find(known_keys_.begin(), known_keys_.end(), member.key) != known_keys_.end()) {
      continue;
    }
    diagnostics_.add({.place = member.place,
                      .problem = fmt::format("unknown key \"{}\" in {}", member.key, name_),
                      .expected = "one of " + join_names(known_keys_),
                      .nearest = nearest_name(member.key, known_keys_)});
  }
}

}  // namespace storm::scenarios
