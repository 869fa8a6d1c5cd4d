#pragma once

#include <string>
#include <string_view>

#include "engine/env/clock.h"
#include "engine/env/node_id.h"
#include "engine/env/random.h"
#include "engine/env/storage.h"
#include "engine/env/task.h"
#include "engine/env/transport.h"

namespace storm {

/// All that an engine may know of the machine it runs on: the seam between the systems under test
/// and the simulator. A real event loop can stand behind it as well.
///
/// Everything handed out here lives as long as the process that the engine runs in. When the
/// process is killed, its suspended coroutines are destroyed without being resumed, after the disk
/// has stopped taking writes.
class Device {
 public:
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  virtual NodeId id() const = 0;
  virtual Clock& clock() = 0;
  /// The engine's own stream of random numbers.
  virtual Random& random() = 0;
  virtual Transport& transport() = 0;
  virtual Storage& storage() = 0;
  /// Starts a coroutine that the process owns: a crash destroys it, and an exception that leaves it
  /// fails the run. `name` stands in traces. Order: it starts after what is already due.
  virtual void spawn(std::string_view name, Task<void> task) = 0;
};

}  // namespace storm
