#pragma once

#include <cstdlib>
#include <string_view>

namespace storm::bench {

/// Whether the small size was asked for, which only shows that a benchmark still runs.
inline bool smoke() {
  const char* size = std::getenv("STORM_BENCH_SIZE");
  return size != nullptr && std::string_view(size) == "smoke";
}

}  // namespace storm::bench
