#pragma once

#include <string>
#include <string_view>

/// Hashes that tell whether a file is still the one that it was. They guard against mix-ups, not
/// against forgers.
namespace storm::ci {

/// XXH3 with 128 bits, as `xxh3-128:` and 32 hexadecimal digits: `xxhsum -H2` prints the same.
std::string hash_of(std::string_view bytes);

/// The hash of the program that runs; the same for the whole life of the process, even when the
/// file is replaced meanwhile. Empty when it cannot be read.
std::string executable_hash();

}  // namespace storm::ci
