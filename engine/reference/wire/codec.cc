#include "engine/reference/wire/codec.h"

#include "engine/env/assertion.h"

namespace storm::engine::reference {

void Writer::byte(std::uint8_t value) { bytes_.push_back(std::byte{value}); }

void Writer::natural(std::uint64_t value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(value | 0x80U));
    value >>= 7U;
  }
  byte(static_cast<std::uint8_t>(value));
}

void Writer::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  natural((bits << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void Writer::text(std::string_view value) {
  natural(value.size());
  const auto* data = reinterpret_cast<const std::byte*>(value.data());
  bytes_.insert(bytes_.end(), data, data + value.size());
}

void Writer::optional_natural(const std::optional<std::uint64_t>& value) {
  byte(value ? 1 : 0);
  if (value) natural(*value);
}

void Writer::fixed32(std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) byte(static_cast<std::uint8_t>(value >> shift));
}

std::uint8_t Reader::byte() {
  if (failed_ || at_ == bytes_.size()) {
    failed_ = true;
    return 0;
  }
  return static_cast<std::uint8_t>(bytes_[at_++]);
}

std::uint64_t Reader::natural() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint64_t next = byte();
    // The tenth byte has room for one bit only.
    if (shift == 63 && next > 1) break;
    // A Writer leaves leading zeros out.
    if (shift > 0 && next == 0) break;
    value |= (next & 0x7FU) << shift;
    if (next < 0x80) return failed_ ? 0 : value;
  }
  failed_ = true;
  return 0;
}

std::int64_t Reader::integer() {
  const std::uint64_t bits = natural();
  return static_cast<std::int64_t>((bits >> 1U) ^ (~(bits & 1U) + 1));
}

std::string Reader::text() {
  const std::uint64_t size = count();
  if (failed_) return {};
  const auto* data = reinterpret_cast<const char*>(bytes_.data() + at_);
  at_ += static_cast<std::size_t>(size);
  STORM_ASSERT(at_ <= bytes_.size());
  return {data, static_cast<std::size_t>(size)};
}

std::optional<std::uint64_t> Reader::optional_natural() {
  if (below(2) == 0) return std::nullopt;
  return natural();
}

std::uint32_t Reader::fixed32() {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) value |= std::uint32_t{byte()} << shift;
  return value;
}

std::uint64_t Reader::count() {
  const std::uint64_t value = natural();
  if (value > bytes_.size() - at_) failed_ = true;
  return failed_ ? 0 : value;
}

std::uint64_t Reader::below(std::uint64_t bound) {
  const std::uint64_t value = natural();
  if (value >= bound) failed_ = true;
  return failed_ ? 0 : value;
}

}  // namespace storm::engine::reference
