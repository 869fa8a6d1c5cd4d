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

}  // namespace storm::sim
