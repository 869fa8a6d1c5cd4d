#include "sim/file_image.h"

#include <algorithm>
#include <cstring>

#include "engine/env/assertion.h"

namespace storm::sim {

FileImage::FileImage(const Bytes& bytes) {
  if (!bytes.empty()) {
    add_block(0, bytes);
  }
}

void FileImage::add_block(std::uint64_t offset, BytesView bytes) {
  STORM_ASSERT(!bytes.empty());
  STORM_ASSERT(blocks_.empty() || size_ <= offset);
  const bool adjoins = !blocks_.empty() && size_ == offset;
  Bytes& block = adjoins ? blocks_.rbegin()->second : blocks_[offset];
  block.insert(block.end(), bytes.begin(), bytes.end());
  size_ = offset + bytes.size();
}

void FileImage::set_size(std::uint64_t size) {
  STORM_ASSERT(size >= size_);
  size_ = size;
}

std::size_t FileImage::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) {
    return 0;
  }
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  std::fill_n(into.begin(), count, std::byte{});
  const std::uint64_t end = offset + count;
  auto place = blocks_.upper_bound(offset);
  if (place != blocks_.begin()) {
    --place;
  }
  for (; place != blocks_.end() && place->first < end; ++place) {
    const std::uint64_t first = std::max(offset, place->first);
    const std::uint64_t last = std::min(end, place->first + place->second.size());
    if (first < last) {
      std::memcpy(into.data() + (first - offset), place->second.data() + (first - place->first),
                  static_cast<std::size_t>(last - first));
    }
  }
  return count;
}

Bytes FileImage::bytes() const {
  Bytes all(static_cast<std::size_t>(size_));
  read(0, all);
  return all;
}

}  // namespace storm::sim
