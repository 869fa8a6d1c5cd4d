#pragma once

namespace storm::ci {

/// How the program ends: what a script or a scheduler may rely on.
enum class ExitCode : int {
  Pass = 0,
  /// A property was violated, or the engine under test crashed.
  Violated = 1,
  /// A file, an option or a name is wrong. Nothing was run and nothing was changed.
  BadInput = 2,
  /// The same seed gave two different runs.
  Nondeterminism = 3,
  /// Nothing ran, or nothing was there to be judged.
  Inconclusive = 4,
  /// A bug of this program (EX_SOFTWARE of sysexits.h).
  HarnessError = 70,
  /// The machine's fault, such as no room for the results: try again (EX_TEMPFAIL).
  TryAgain = 75,
};

constexpr int to_int(ExitCode code) { return static_cast<int>(code); }

}  // namespace storm::ci
