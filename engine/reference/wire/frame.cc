#include "engine/reference/wire/frame.h"

#include <xxhash.h>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

constexpr std::size_t kHeaderBytes = 2;
constexpr std::size_t kChecksumBytes = 4;

std::uint32_t checksum(BytesView bytes) {
  return static_cast<std::uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace

Bytes seal(FrameKind kind, const Writer& payload) {
  STORM_ASSERT(static_cast<std::uint64_t>(kind) < kFrameKinds);
  const BytesView body = payload.view();
  Bytes frame;
  frame.reserve(kHeaderBytes + body.size() + kChecksumBytes);
  frame.push_back(std::byte{kWireVersion});
  frame.push_back(static_cast<std::byte>(kind));
  frame.insert(frame.end(), body.begin(), body.end());
  Writer tail;
  tail.fixed32(checksum(frame));
  const BytesView sum = tail.view();
  frame.insert(frame.end(), sum.begin(), sum.end());
  STORM_ASSERT(frame.size() == kHeaderBytes + body.size() + kChecksumBytes);
  return frame;
}

Result<Frame, FrameError> open_frame(BytesView bytes) {
  if (bytes.size() < kHeaderBytes + kChecksumBytes) return FrameError::Corrupt;
  const BytesView covered = bytes.first(bytes.size() - kChecksumBytes);
  Reader tail(bytes.last(kChecksumBytes));
  if (tail.fixed32() != checksum(covered)) return FrameError::Corrupt;
  if (std::to_integer<std::uint8_t>(bytes[0]) != kWireVersion) return FrameError::UnknownVersion;
  const auto kind = std::to_integer<std::uint8_t>(bytes[1]);
  if (kind >= kFrameKinds) return FrameError::Corrupt;
  return Frame{.kind = static_cast<FrameKind>(kind), .payload = covered.subspan(kHeaderBytes)};
}

}  // namespace storm::engine::reference
