#include "sim/fingerprint.h"

#include <bit>
#include <fmt/format.h>
#include <xxhash.h>

namespace storm::sim {

static_assert(std::endian::native == std::endian::little, "records are hashed as they lie");

Fingerprint::Fingerprint() : state_(XXH3_createState()) { XXH3_128bits_reset(state_.get()); }

Fingerprint::~Fingerprint() = default;

void Fingerprint::StateDeleter::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

void Fingerprint::flush() {
  XXH3_128bits_update(state_.get(), buffer_.data(), buffered_ * sizeof(TraceRecord));
  buffered_ = 0;
}

std::string Fingerprint::to_text() {
  flush();
  const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace storm::sim
