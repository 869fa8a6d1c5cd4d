#include "faults/fault_catalogue.h"

#include <algorithm>
#include <array>

#include "faults/clock_faults.h"
#include "faults/disk_faults.h"
#include "faults/gateway_faults.h"
#include "faults/link_faults.h"
#include "faults/load_faults.h"
#include "faults/power_faults.h"
#include "faults/server_faults.h"
#include "faults/site_faults.h"
#include "faults/store_faults.h"

namespace storm::faults {

std::span<const FaultKind> fault_kinds() {
  static const std::array kKinds{
      // Links.
      partition(),
      partial_partition(),
      group_partition(),
      internet_lost(),
      flapping(),
      link_quality(),
      link_trace(),
      // Gateways.
      captive_portal(),
      server_answers(),
      reply_lost(),
      connection_reset(),
      // Clocks.
      clock_step(),
      clock_drift(),
      clock_reset(),
      clock_far_future(),
      clock_frozen(),
      clock_coarse(),
      // Disks and stores.
      disk_full(),
      quota_shrunk(),
      disk_error(),
      disk_read_only(),
      disk_short_writes(),
      disk_lies(),
      disk_slow(),
      bit_rot(),
      stale_reads(),
      store_evicted(),
      image_restored(),
      image_cloned(),
      // Power.
      suspend(),
      crash(),
      crash_at(),
      torn_write(),
      restart(),
      // Servers.
      server_slow(),
      server_overloaded(),
      collect_tombstones(),
      retention_shortened(),
      server_restored(),
      database_recreated(),
  };
  return kKinds;
}

const FaultKind* find_fault_kind(std::string_view name) {
  const auto kinds = fault_kinds();
  const auto found = std::ranges::find(kinds, name, &FaultKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace storm::faults
