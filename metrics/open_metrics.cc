#include "metrics/open_metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ostream>
#include <string_view>

#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::metrics {
namespace {

constexpr std::size_t kBufferBytes = 1 << 16;
constexpr std::uint32_t kNanosecondDecimals = 9;
constexpr std::uint32_t kDecimalsMax = 18;
/// 2^63 has 19 digits.
constexpr std::size_t kDigitsMax = 20;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Colons are allowed in metric names but reserved for recording rules, so they are refused here.
bool is_name(std::string_view name) {
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c); });
}

std::string_view type_name(MetricType type) {
  switch (type) {
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Counter:
      return "counter";
    case MetricType::Info:
      return "info";
  }
  return "unknown";
}

std::string_view sample_suffix(MetricType type) {
  switch (type) {
    case MetricType::Gauge:
      return "";
    case MetricType::Counter:
      return "_total";
    case MetricType::Info:
      return "_info";
  }
  return "";
}

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : printable_lines(text)) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') result += '\\';
    result += c;
  }
  return result;
}

std::string sample_prefix(const Family& family, const Labels& labels) {
  std::string prefix = family.name;
  prefix += sample_suffix(family.type);
  if (!labels.empty()) {
    prefix += '{';
    for (const auto& [name, value] : labels) {
      STORM_ASSERT(is_name(name));
      if (prefix.back() != '{') prefix += ',';
      prefix += name;
      prefix += "=\"";
      prefix += escaped(value);
      prefix += '"';
    }
    prefix += '}';
  }
  prefix += ' ';
  return prefix;
}

void append_description(std::string& text, const Family& family) {
  text += "# TYPE " + family.name + ' ';
  text += type_name(family.type);
  text += '\n';
  if (!family.unit.empty()) text += "# UNIT " + family.name + ' ' + family.unit + '\n';
  text += "# HELP " + family.name + ' ' + escaped(family.help) + '\n';
}

void flush(std::string& text, std::ostream& out) {
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  text.clear();
}

}  // namespace

void append_decimal(std::string& text, std::int64_t value, std::uint32_t decimals) {
  STORM_ASSERT(decimals <= kDecimalsMax);
  // Negated as unsigned, because the least value has no positive counterpart.
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = value < 0 ? 0 - bits : bits;
  if (value < 0) text += '-';
  std::array<char, kDigitsMax> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), magnitude).ptr;
  const std::string_view all(digits.data(), static_cast<std::size_t>(end - digits.data()));
  if (all.size() > decimals) {
    text += all.substr(0, all.size() - decimals);
  } else {
    text += '0';
  }
  const std::size_t fraction_digits = std::min<std::size_t>(all.size(), decimals);
  std::string_view fraction = all.substr(all.size() - fraction_digits);
  const std::size_t zeros = decimals - fraction_digits;
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.empty()) return;
  text += '.';
  text.append(zeros, '0');
  text += fraction;
}

OpenMetrics::OpenMetrics(WallTime start) : start_(start) {}

FamilyId OpenMetrics::add_family(Family family) {
  STORM_ASSERT(is_name(family.name));
  STORM_ASSERT(family.unit.empty() || family.name.ends_with("_" + family.unit));
  STORM_ASSERT(!family.name.ends_with("_total"));
  STORM_ASSERT(std::ranges::none_of(
      families_, [&](const FamilyRecord& other) { return other.family.name == family.name; }));
  families_.push_back({.family = std::move(family), .series = {}});
  return static_cast<FamilyId>(families_.size() - 1);
}

SeriesId OpenMetrics::add_series(FamilyId family, const Labels& labels) {
  FamilyRecord& record = families_.at(static_cast<std::size_t>(family));
  std::string prefix = sample_prefix(record.family, labels);
  STORM_ASSERT(std::ranges::none_of(record.series, [&](SeriesId id) {
    return series_[static_cast<std::size_t>(id)].prefix == prefix;
  }));
  series_.push_back(
      {.prefix = std::move(prefix), .decimals = record.family.decimals, .samples = {}});
  const auto id = static_cast<SeriesId>(series_.size() - 1);
  record.series.push_back(id);
  return id;
}

void OpenMetrics::append(SeriesId series, Instant at, std::int64_t value) {
  std::vector<Sample>& samples = series_.at(static_cast<std::size_t>(series)).samples;
  STORM_ASSERT(samples.empty() || samples.back().at < at);
  samples.push_back({.at = at, .value = value});
  ++sample_count_;
}

void OpenMetrics::append_lines(std::string& text, const Series& series, std::ostream& out) const {
  for (const Sample& sample : series.samples) {
    text += series.prefix;
    append_decimal(text, sample.value, series.decimals);
    text += ' ';
    const WallTime shown = start_ + sample.at.time_since_epoch();
    append_decimal(text, shown.time_since_epoch().count(), kNanosecondDecimals);
    text += '\n';
    if (text.size() >= kBufferBytes) flush(text, out);
  }
}

void OpenMetrics::write(std::ostream& out) const {
  std::string text;
  text.reserve(2 * kBufferBytes);
  for (const FamilyRecord& record : families_) {
    const auto has_samples = [this](SeriesId id) {
      return !series_[static_cast<std::size_t>(id)].samples.empty();
    };
    if (std::ranges::none_of(record.series, has_samples)) continue;
    append_description(text, record.family);
    for (const SeriesId id : record.series) {
      append_lines(text, series_[static_cast<std::size_t>(id)], out);
    }
  }
  text += "# EOF\n";
  flush(text, out);
}

}  // namespace storm::metrics
