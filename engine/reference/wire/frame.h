#pragma once

#include <cstdint>

#include "engine/env/bytes.h"
#include "engine/env/result.h"
#include "engine/reference/wire/codec.h"

namespace storm::engine::reference {

/// The version of everything inside a frame.
constexpr std::uint8_t kWireVersion = 2;

enum class FrameKind : std::uint8_t { SyncRequest, SyncResponse, Hint, Error };
constexpr std::uint64_t kFrameKinds = 4;

enum class FrameError : std::uint8_t {
  /// Not ours, or damaged on the way.
  Corrupt,
  /// Whole, and of a version that this program does not speak.
  UnknownVersion,
};

struct Frame {
  FrameKind kind{};
  /// Points into the bytes that were opened.
  BytesView payload;
};

/// A frame: version, kind, payload, and four bytes of XXH3-64 over all before them. The place of
/// the version and of the checksum is the same in every version there will be.
Bytes seal(FrameKind kind, const Writer& payload);

/// Checks a frame that a peer sent. Errors: definite; nothing of it can be used.
Result<Frame, FrameError> open_frame(BytesView bytes);

}  // namespace storm::engine::reference
