#pragma once

namespace storm {

/// Called when an assertion does not hold; must not return.
using AssertionHandler = void (*)(const char* condition, const char* file, int line);

/// Installs what runs before the process aborts, so that a program can name the seed and the event
/// that were running. Returns the handler that stood before.
/// The one process-wide variable of this code base: an assertion may fail below C frames that can
/// carry neither an exception nor a context.
AssertionHandler set_assertion_handler(AssertionHandler handler);

/// Runs the handler, prints the condition and its place on standard error, and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace storm

/// States an invariant that is ours to keep: false means a bug of this program. On in every build.
/// What a peer, a disk or a user sent is never asserted, only checked.
#define STORM_ASSERT(condition)                        \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::storm::assertion_failed(#condition, __FILE__, __LINE__))
