#include "faults/store_faults.h"

#include "sim/machine.h"

namespace storm::faults {

namespace {

void evict(Port& port, const Parameters& /*parameters*/) { port.machine.lose_all_files(); }

void take_image(Port& port, const Parameters& /*parameters*/) {
  port.state = port.machine.take_image();
}

void restore_image(Port& port, const Parameters& /*parameters*/) {
  port.machine.restore_image(port.state);
}

void clone_sibling(Port& port, const Parameters& /*parameters*/) {
  if (port.sibling == nullptr) return;
  port.machine.boot_from(port.sibling->disk().image());
}

}  // namespace

FaultKind store_evicted() {
  return {.name = "store_evicted",
          .says = "every file is gone, and the application starts anew",
          .imitates = "Safari's seven days; storage pressure in a browser; \"clear data\"",
          .leaves_out = "a part of the files that stays",
          .target = Target::Device,
          .extent = Extent::Instant,
          .parameters = {},
          .begin = evict,
          .end = nullptr,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

FaultKind image_restored() {
  return {.name = "image_restored",
          .says = "at the end of the fault the disk is as it was at its begin",
          .imitates = "a phone set up from last night's backup; a virtual machine rolled back",
          .leaves_out = "an image that was taken while a write was under way",
          .target = Target::Device,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = take_image,
          .end = restore_image,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

FaultKind image_cloned() {
  return {.name = "image_cloned",
          .says = "the disk becomes a copy of another device's, and both go on from there",
          .imitates =
              "a new phone set up from the old one's backup while the old one stays in use; "
              "a virtual machine that is cloned",
          .leaves_out =
              "a copy that is older than the moment; an address or a name that is "
              "copied along",
          .target = Target::Device,
          .extent = Extent::Instant,
          .parameters = {},
          .begin = clone_sibling,
          .end = nullptr,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

FaultKind server_restored() {
  return {.name = "server_restored",
          .says = "at the end of the fault the server's disk is as it was at its begin",
          .imitates =
              "a server restored from last night's backup after an operator's mistake; a "
              "failover to a replica that lagged; a snapshot rolled back",
          .leaves_out = "an operator who tells the engine about it",
          .target = Target::Server,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = take_image,
          .end = restore_image};
}

FaultKind database_recreated() {
  return {.name = "database_recreated",
          .says = "every file of the server is gone, and it starts anew at the same address",
          .imitates =
              "a staging database that is dropped and made again; a volume that was not "
              "mounted; disaster recovery without a backup",
          .leaves_out = "a part of the tables that stays",
          .target = Target::Server,
          .extent = Extent::Instant,
          .parameters = {},
          .begin = evict,
          .end = nullptr,
          .step = nullptr,
          .damage = Damage::AcknowledgedWork};
}

}  // namespace storm::faults
