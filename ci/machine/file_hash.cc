#include "ci/machine/file_hash.h"

#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <vector>
#include <xxhash.h>

namespace storm::ci {

namespace {

std::string text_of(const XXH128_hash_t& hash) {
  return fmt::format("xxh3-128:{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

std::string hash_of(std::string_view bytes) {
  return text_of(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string executable_hash() {
  // The link leads to the file that was started, even after another one has taken its name.
  std::ifstream in("/proc/self/exe", std::ios::binary);
  if (!in) return {};
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                              XXH3_freeState);
  XXH3_128bits_reset(state.get());
  // In big pieces: a build with sanitizers has hundreds of megabytes.
  std::vector<char> piece(std::size_t{1} << 20U);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    XXH3_128bits_update(state.get(), piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  return in.bad() ? std::string() : text_of(XXH3_128bits_digest(state.get()));
}

}  // namespace storm::ci
