#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/env/clock.h"
#include "engine/env/node_id.h"
#include "engine/env/random.h"
#include "engine/env/storage.h"
#include "engine/env/task.h"
#include "engine/env/transport.h"

namespace storm {

/// Named points in an engine's work at which dying hurts: between two steps that have to go
/// together. An engine says when it passes one, so that a test can kill it there.
enum class Boundary : std::uint8_t {
  /// A replica has committed its user's operation and has not answered.
  LocalCommit,
  /// A replica has answered its user, and is about to send what waits.
  BeforeSend,
  /// A server has committed what a replica sent, and has not replied.
  ServerCommit,
  /// A replica has stored a page of changes, and not where the next one begins.
  PageStored,
  /// Either has carried out a part of a batch.
  MidBatch,
};
constexpr std::size_t kBoundaries = 5;

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
  /// The engine passes a boundary. Nothing happens on a real device. A simulated one may die here:
  /// the call returns, since the caller's frames cannot be destroyed under it, but from then on
  /// nothing reaches disk or network, and the next await never ends.
  virtual void reached(Boundary /*boundary*/) {}
};

}  // namespace storm
