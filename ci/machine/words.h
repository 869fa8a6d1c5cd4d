#pragma once

#include <cstdint>
#include <string>

#include "engine/env/time.h"

namespace storm::ci {

/// `31d 2h 5m`: a duration for people, to the millisecond. Requires: it is not negative.
std::string duration_words(Duration duration);
/// `12,345,678`
std::string grouped(std::uint64_t number);

}  // namespace storm::ci
