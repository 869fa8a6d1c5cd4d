#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

#include "engine/env/bytes.h"

namespace storm::sim {

/// The bytes of a file, put aside: as large as what is in it, however far its end.
///
/// Imitates a sparse file: what no block covers reads as zeros. Two images are equal if they have
/// the same bytes and the same holes.
class FileImage final {
 public:
  FileImage() = default;
  /// Of a file without holes. Not explicit: such a file is its bytes.
  // NOLINTNEXTLINE(google-explicit-constructor)
  FileImage(const Bytes& bytes);
  bool operator==(const FileImage&) const = default;

  /// Requires: `bytes` is not empty; `offset` is the end so far or beyond it, which makes a hole.
  void add_block(std::uint64_t offset, BytesView bytes);
  /// Makes a hole at the end. Requires: the end so far is not beyond it.
  void set_size(std::uint64_t size);

  std::uint64_t size() const { return size_; }
  /// By their offsets, none of them empty, with a hole between each and the next.
  const std::map<std::uint64_t, Bytes>& blocks() const { return blocks_; }
  /// Returns the number of bytes read: fewer than asked for at the end.
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const;
  /// All of them, holes as zeros: for files that have a size.
  Bytes bytes() const;

 private:
  std::uint64_t size_ = 0;
  std::map<std::uint64_t, Bytes> blocks_;
};

}  // namespace storm::sim
