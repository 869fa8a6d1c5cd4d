#include "faults/fault.h"

#include <algorithm>
#include <array>

#include "faults/clock_faults.h"
#include "faults/disk_faults.h"
#include "faults/link_faults.h"
#include "faults/power_faults.h"
#include "faults/server_faults.h"

namespace storm::faults {

std::span<const FaultKind> fault_kinds() {
  static const std::array kKinds{
      partition(), link_quality(), clock_step(), clock_drift(),        disk_full(),
      suspend(),   crash(),        restart(),    collect_tombstones(),
  };
  return kKinds;
}

const FaultKind* find_fault_kind(std::string_view name) {
  const auto kinds = fault_kinds();
  const auto found = std::ranges::find(kinds, name, &FaultKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace storm::faults
