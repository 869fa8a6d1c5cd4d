#include "scenarios/files/tearing_names.h"

#include <algorithm>
#include <array>
#include <string>

namespace storm::scenarios {
namespace {

/// In the order of sim::Tearing.
const std::array<std::string, 3> kNames{"never", "old_and_new", "garbage"};

}  // namespace

std::string_view tearing_name(sim::Tearing tearing) {
  return kNames[static_cast<std::size_t>(tearing)];
}

sim::Tearing read_tearing(TableReader& reader) {
  const auto name = reader.name_of("tearing", kNames, "way of tearing");
  if (!name) return sim::Tearing::OldAndNew;
  return static_cast<sim::Tearing>(std::ranges::find(kNames, *name) - kNames.begin());
}

}  // namespace storm::scenarios
