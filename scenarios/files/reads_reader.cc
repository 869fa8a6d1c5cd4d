#include "scenarios/files/reads_reader.h"

#include <fmt/format.h>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/toml_text.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {

namespace {

/// More often than once a minute nobody looks through everything for a month.
constexpr Duration kSnapshotsEveryMin = 1min;
constexpr std::int64_t kEveryMax = 1'000'000;

std::uint32_t every_nth(TableReader& reader, std::string_view key, std::uint32_t otherwise) {
  const auto number = reader.number(key, {.unit = Unit::Count, .low = 0, .high = kEveryMax});
  return number ? static_cast<std::uint32_t>(*number) : otherwise;
}

}  // namespace

ReadDensity read_reads(const FileNode& table, Diagnostics& diagnostics) {
  TableReader reader(table, "[reads]", diagnostics);
  ReadDensity reads;
  reads.after_operations = every_nth(reader, "after_operations", reads.after_operations);
  reads.after_exchanges = every_nth(reader, "after_exchanges", reads.after_exchanges);
  reads.snapshots_every = reader.duration("snapshots_every", kSnapshotsEveryMin, kRunLengthMax)
                              .value_or(reads.snapshots_every);
  reader.finish();
  return reads;
}

std::string reads_table(const ReadDensity& reads) {
  if (reads == ReadDensity{}) return {};
  return fmt::format(
      "\n[reads]\nafter_operations = {}\nafter_exchanges = {}\nsnapshots_every = {}\n",
      reads.after_operations, reads.after_exchanges,
      toml_text(duration_text(reads.snapshots_every)));
}

}  // namespace storm::scenarios
