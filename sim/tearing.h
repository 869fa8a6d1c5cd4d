#pragma once

#include <cstdint>

namespace storm::sim {

/// What a power cut may do to a sector whose write was under way.
enum class Tearing : std::uint8_t {
  /// Sectors are atomic: the old or the new content.
  Never,
  /// A part of the new content, the rest old. Bytes that the write did not change stay.
  OldAndNew,
  /// A part of the new content, the rest garbage: bytes beside those written can be lost.
  Garbage,
};

/// What becomes of the sectors that were not synced when power is lost.
enum class Unsynced : std::uint8_t {
  /// Each is kept, lost or torn, as chance will have it.
  Drawn,
  /// All were on their way, and each is torn; on a disk that never tears, kept or lost.
  Torn,
};

}  // namespace storm::sim
