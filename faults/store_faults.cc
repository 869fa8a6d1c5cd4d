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

}  // namespace storm::faults
