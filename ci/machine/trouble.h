#pragma once

#include <stdexcept>
#include <string>

namespace storm::ci {

/// The user's input cannot be used. The text says what, where, and what to do about it.
class BadInput final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The machine cannot do its part: no room, no permission, no process. Trying again may help.
class MachineTrouble final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace storm::ci
