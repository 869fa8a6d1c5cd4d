#include "ci/file_hash.h"

#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <xxhash.h>

namespace storm::ci {

std::string hash_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("xxh3-128:{:016x}{:016x}", hash.high64, hash.low64);
}

std::string executable_hash() {
  // The link leads to the file that was started, even after another one has taken its name.
  std::ifstream in("/proc/self/exe", std::ios::binary);
  if (!in) return {};
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  return in.bad() ? std::string() : hash_of(bytes);
}

}  // namespace storm::ci
