#pragma once

#include <array>
#include <csignal>

namespace storm::ci {

/// While it lives, Ctrl-C and SIGTERM ask to stop instead of ending the program at once: what has
/// been found is kept, and the exit code says to try again. Requires: no other one lives.
class StopOnSignal final {
 public:
  StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal();

  /// Whether one of the two has come.
  static bool asked();

 private:
  static constexpr std::array<int, 2> kSignals{SIGINT, SIGTERM};

  std::array<void (*)(int), 2> before_{};
};

}  // namespace storm::ci
