#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/env/bytes.h"

namespace storm::engine::reference {

/// Appends values to bytes: little-endian base-128 numbers, and strings with their length.
class Writer final {
 public:
  void byte(std::uint8_t value);
  void natural(std::uint64_t value);
  /// Zigzag, so that small negative numbers are short too.
  void integer(std::int64_t value);
  void text(std::string_view value);
  void optional_natural(const std::optional<std::uint64_t>& value);
  /// Four bytes, little-endian.
  void fixed32(std::uint32_t value);

  BytesView view() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Bytes as a text, for a table.
inline std::string text_of(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads what a Writer wrote, from a peer that cannot be trusted: never past the end, never more
/// elements than there are bytes. After the first fault it returns zeros and empty strings, and
/// finished() is false.
class Reader final {
 public:
  explicit Reader(BytesView bytes) : bytes_(bytes) {}

  std::uint8_t byte();
  std::uint64_t natural();
  std::int64_t integer();
  std::string text();
  std::optional<std::uint64_t> optional_natural();
  std::uint32_t fixed32();
  /// How many elements follow. A count that the rest cannot hold is a fault.
  std::uint64_t count();
  /// A number below `bound`; anything else is a fault.
  std::uint64_t below(std::uint64_t bound);

  void fail() { failed_ = true; }
  bool failed() const { return failed_; }
  /// Whether everything was read and nothing was wrong.
  bool finished() const { return !failed_ && at_ == bytes_.size(); }

 private:
  BytesView bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace storm::engine::reference
