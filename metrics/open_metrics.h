#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "engine/env/time.h"

namespace storm::metrics {

/// What a family measures. A counter only grows, save that it begins again at zero when what counts
/// is restarted; an info is a constant 1 whose labels carry the information.
enum class MetricType : std::uint8_t { Gauge, Counter, Info };

/// One row of the catalogue of an exposition: what stands behind a metric name.
struct Family {
  /// Without the suffix that its samples carry: `_total` for a counter, `_info` for an info.
  std::string name;
  MetricType type = MetricType::Gauge;
  /// A base unit in the plural (seconds, bytes), and then the end of the name too; or empty.
  std::string unit;
  /// One sentence for people.
  std::string help;
  /// Values are appended in steps of ten to the minus this: 9 for nanoseconds shown as seconds.
  std::uint32_t decimals = 0;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

enum class FamilyId : std::uint32_t {};
enum class SeriesId : std::uint32_t {};

/// Collects samples in simulated time and writes them as OpenMetrics text, which
/// `promtool tsdb create-blocks-from openmetrics` turns into Prometheus blocks.
///
/// Imitates the exposition of a Prometheus client, with two differences: every sample carries its
/// time, and a whole run is written at once. Sixteen bytes a sample until then. Integer arithmetic
/// only, so the text is the same on every compiler.
/// Leaves out histograms, exemplars and `_created`.
/// Source: OpenMetrics 1.0, "Text format".
class OpenMetrics final {
 public:
  /// `start` is the wall time at which `Instant{}` is shown.
  explicit OpenMetrics(WallTime start);

  /// Requires: the name is a metric name, is new, and ends with the unit.
  FamilyId add_family(Family family);
  /// Requires: the label names are label names, and no series of the family has these labels.
  SeriesId add_series(FamilyId family, const Labels& labels);
  /// Requires: `at` is later than the last sample of the series. Prometheus keeps milliseconds:
  /// samples of a series that are closer than that overwrite each other there.
  void append(SeriesId series, Instant at, std::int64_t value);

  /// Writes everything collected so far, ending in `# EOF`. Families and their series stand in the
  /// order in which they were added, the samples of a series in the order of time. A family without
  /// samples is left out.
  void write(std::ostream& out) const;

  std::uint64_t sample_count() const { return sample_count_; }

 private:
  struct Sample {
    Instant at{};
    std::int64_t value = 0;
  };
  struct Series {
    /// Name and labels as they stand in front of each sample, with the space after them.
    std::string prefix;
    std::uint32_t decimals = 0;
    std::vector<Sample> samples;
  };
  struct FamilyRecord {
    Family family;
    std::vector<SeriesId> series;
  };

  void append_lines(std::string& text, const Series& series, std::ostream& out) const;

  WallTime start_;
  std::vector<FamilyRecord> families_;
  std::vector<Series> series_;
  std::uint64_t sample_count_ = 0;
};

/// Appends `value` times ten to the minus `decimals`, in its shortest decimal form.
/// Requires: decimals is at most 18.
void append_decimal(std::string& text, std::int64_t value, std::uint32_t decimals);

}  // namespace storm::metrics
