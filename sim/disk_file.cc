#include "sim/disk_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

/// Above this, a file gives the memory of its undo log back: thousands of idle devices wait with
/// one each.
constexpr std::size_t kUndoBytesKept = 8192;

void fill_garbage(std::span<std::byte> bytes, Random& random) {
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(random.next() >> 56U);
  }
}

/// The room of a file of so many chunks. Each is whole but the one in which the file ends, if it
/// ends in a chunk and not in a hole.
std::uint64_t held_of(std::uint64_t chunks, std::uint64_t size, bool ends_in_chunk) {
  const std::uint64_t within = size % DiskFile::kChunkBytes;
  const std::uint64_t slack = ends_in_chunk && within != 0 ? DiskFile::kChunkBytes - within : 0;
  return chunks * DiskFile::kChunkBytes - slack;
}

}  // namespace

DiskFile::DiskFile(std::uint32_t sector_bytes) : sector_bytes_(sector_bytes) {
  STORM_ASSERT(std::has_single_bit(sector_bytes));
  STORM_ASSERT(sector_bytes <= kChunkBytes);
}

std::size_t DiskFile::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) {
    return 0;
  }
  const std::size_t total =
      static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  std::size_t done = 0;
  while (done < total) {
    const std::uint64_t at = offset + done;
    const std::size_t within = static_cast<std::size_t>(at % kChunkBytes);
    const std::size_t count = std::min<std::size_t>(kChunkBytes - within, total - done);
    const Chunk* chunk = find_chunk(at / kChunkBytes);
    if (chunk != nullptr) {
      std::memcpy(into.data() + done, chunk->data() + within, count);
    } else {
      std::memset(into.data() + done, 0, count);
    }
    done += count;
  }
  return total;
}

void DiskFile::write(std::uint64_t offset, BytesView bytes) {
  if (bytes.empty()) {
    return;
  }
  const std::uint64_t end = offset + bytes.size();
  remember(offset, end);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::uint64_t at = offset + done;
    const std::size_t within = static_cast<std::size_t>(at % kChunkBytes);
    const std::size_t count = std::min<std::size_t>(kChunkBytes - within, bytes.size() - done);
    Chunk& chunk = chunk_at(at / kChunkBytes);
    std::memcpy(chunk.data() + within, bytes.data() + done, count);
    done += count;
  }
  size_ = std::max(size_, end);
}

void DiskFile::truncate(std::uint64_t size) {
  if (size >= size_) {
    if (size > size_) {
      size_ = size;
      chunk_at((size - 1) / kChunkBytes);
    }
    return;
  }
  // What was not durable needs no way back.
  const std::uint64_t durable_end = std::min(size_, durable_size_);
  for (auto chunk = chunks_.next(size / kChunkBytes); chunk; chunk = chunks_.next(*chunk + 1)) {
    const std::uint64_t begin = std::max(size, *chunk * kChunkBytes);
    const std::uint64_t end = std::min(durable_end, (*chunk + 1) * kChunkBytes);
    // A hole is zeros, as the file is where nothing is put back.
    if (begin < end) {
      remember(begin, end);
    }
  }
  if (size < durable_size_) {
    shrunk_to_ = std::min(size, shrunk_to_.value_or(size));
  }
  keep_up_to(size);
}

void DiskFile::sync() {
  forget_undo();
  durable_size_ = size_;
}

void DiskFile::flip_bit(std::uint64_t place, unsigned bit) {
  STORM_ASSERT(place < held_bytes() && bit < 8);
  std::uint64_t index = place / kChunkBytes;
  if (held_bytes() != size_) {
    // All chunks but the last, which comes last here too, are whole.
    std::uint64_t before = index;
    index = *chunks_.next(0);
    for (; before != 0; --before) index = *chunks_.next(index + 1);
  }
  chunk_at(index)[static_cast<std::size_t>(place % kChunkBytes)] ^= std::byte{1} << bit;
}

void DiskFile::reset() {
  forget_undo();
  keep_up_to(0);
  durable_size_ = 0;
}

void DiskFile::assign(const FileImage& image) {
  reset();
  for (const auto& [offset, bytes] : image.blocks()) write(offset, bytes);
  size_ = image.size();
  sync();
}

FileImage DiskFile::image() const {
  FileImage image;
  for (auto index = chunks_.next(0); index; index = chunks_.next(*index + 1)) {
    const std::uint64_t start = *index * kChunkBytes;
    const auto count = std::min<std::uint64_t>(kChunkBytes, size_ - start);
    image.add_block(start, BytesView(*find_chunk(*index)).first(static_cast<std::size_t>(count)));
  }
  image.set_size(size_);
  return image;
}

std::uint64_t DiskFile::held_bytes() const {
  return held_of(present_, size_, size_ != 0 && find_chunk((size_ - 1) / kChunkBytes) != nullptr);
}

std::uint64_t DiskFile::growth(std::uint64_t offset, std::uint64_t count) const {
  STORM_ASSERT(count != 0);
  const std::uint64_t end = offset + count;
  std::uint64_t present = present_;
  for (std::uint64_t index = offset / kChunkBytes; index * kChunkBytes < end; ++index) {
    if (find_chunk(index) == nullptr) ++present;
  }
  const std::uint64_t size = std::max(size_, end);
  const std::uint64_t last = (size - 1) / kChunkBytes;
  const bool ends_in_chunk = find_chunk(last) != nullptr || last <= (end - 1) / kChunkBytes;
  return held_of(present, size, ends_in_chunk) - held_bytes();
}

void DiskFile::remember(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t first = begin / sector_bytes_;
  const std::uint64_t last = (end - 1) / sector_bytes_;
  for (std::uint64_t sector = first; sector <= last; ++sector) {
    std::uint64_t& word = touched_.at(sector / 64);
    const std::uint64_t bit = std::uint64_t{1} << (sector % 64);
    if ((word & bit) != 0) {
      continue;
    }
    word |= bit;
    Undo undo{.sector = sector, .image = kNoImage};
    const std::uint64_t start = sector * sector_bytes_;
    if (start < durable_size_) {
      undo.image = static_cast<std::uint32_t>(images_.size() / sector_bytes_);
      const Chunk* chunk = find_chunk(start / kChunkBytes);
      if (chunk != nullptr) {
        const std::byte* from = chunk->data() + start % kChunkBytes;
        images_.insert(images_.end(), from, from + sector_bytes_);
      } else {
        images_.resize(images_.size() + sector_bytes_);
      }
    }
    undo_.push_back(undo);
  }
}

void DiskFile::forget_undo() {
  for (const Undo& undo : undo_) {
    touched_.at(undo.sector / 64) = 0;
  }
  touched_.cut(SparseArray<std::uint64_t>::kLow);
  undo_.clear();
  images_.clear();
  if (images_.capacity() > kUndoBytesKept) {
    images_.shrink_to_fit();
  }
  shrunk_to_.reset();
}

void DiskFile::keep_up_to(std::uint64_t size) {
  const std::uint64_t kept = (size + kChunkBytes - 1) / kChunkBytes;
  for (auto index = chunks_.next(kept); index; index = chunks_.next(*index + 1)) --present_;
  chunks_.cut(kept);
  const std::size_t within = static_cast<std::size_t>(size % kChunkBytes);
  if (within != 0 && find_chunk(kept - 1) != nullptr) {
    std::memset(chunk_at(kept - 1).data() + within, 0, kChunkBytes - within);
  }
  size_ = size;
}

const DiskFile::Chunk* DiskFile::find_chunk(std::uint64_t index) const {
  const std::unique_ptr<Chunk>* chunk = chunks_.find(index);
  return chunk != nullptr ? chunk->get() : nullptr;
}

DiskFile::Chunk& DiskFile::chunk_at(std::uint64_t index) {
  std::unique_ptr<Chunk>& chunk = chunks_.at(index);
  if (!chunk) {
    chunk = std::make_unique<Chunk>();
    ++present_;
  }
  return *chunk;
}

void DiskFile::lose_unsynced(Tearing tearing, Unsynced unsynced, Random& random) {
  if (!has_unsynced()) {
    return;
  }
  const Aftermath aftermath = draw_aftermath(unsynced, random);
  for (const Undo& undo : undo_) {
    if (undo.sector * sector_bytes_ < aftermath.size) {
      settle_sector(undo, aftermath, tearing, random);
    }
  }
  keep_up_to(aftermath.size);
  sync();
}

DiskFile::Aftermath DiskFile::draw_aftermath(Unsynced unsynced, Random& random) const {
  Aftermath aftermath;
  if (unsynced == Unsynced::Torn) {
    aftermath.mood = Mood::TearAll;
    aftermath.size = size_;
    return aftermath;
  }
  const std::uint64_t mood = random.below(4);
  aftermath.mood = mood == 0 ? Mood::KeepAll : mood == 1 ? Mood::LoseAll : Mood::Mix;
  if (shrunk_to_ && aftermath.mood != Mood::LoseAll) {
    const bool survives = random.one_in(2);
    if (survives || aftermath.mood == Mood::KeepAll) {
      aftermath.cut_to = shrunk_to_;
    }
  }
  const std::uint64_t base = aftermath.cut_to.value_or(durable_size_);
  aftermath.size = base;
  if (size_ > base && aftermath.mood == Mood::KeepAll) {
    aftermath.size = size_;
  } else if (size_ > base && aftermath.mood == Mood::Mix) {
    const std::uint64_t sectors = (size_ - base + sector_bytes_ - 1) / sector_bytes_;
    const std::uint64_t grown = random.below(sectors + 1) * sector_bytes_;
    aftermath.size = std::min(base + grown, size_);
  }
  return aftermath;
}

void DiskFile::settle_sector(const Undo& undo, const Aftermath& aftermath, Tearing tearing,
                             Random& random) {
  if (aftermath.mood == Mood::KeepAll) {
    return;
  }
  const std::uint64_t start = undo.sector * sector_bytes_;
  const bool rewritten = start < size_;
  std::uint64_t fate = 1;
  if (aftermath.mood == Mood::TearAll && tearing != Tearing::Never) {
    fate = 2;
  } else if (aftermath.mood != Mood::LoseAll && rewritten) {
    fate = random.below(tearing == Tearing::Never ? 2 : 3);
  }
  if (fate == 0) {
    return;
  }
  Bytes old = old_sector(undo, aftermath, random);
  std::byte* sector = chunk_at(start / kChunkBytes).data() + start % kChunkBytes;
  if (fate == 1) {
    std::memcpy(sector, old.data(), sector_bytes_);
    return;
  }
  // Torn: the head is new. Which bytes of the tail differ is what the kind of tearing says.
  const auto torn_at = static_cast<std::size_t>(random.below(sector_bytes_));
  if (tearing == Tearing::Garbage) {
    fill_garbage(old, random);
  }
  std::memcpy(sector + torn_at, old.data() + torn_at, sector_bytes_ - torn_at);
}

Bytes DiskFile::old_sector(const Undo& undo, const Aftermath& aftermath, Random& random) const {
  Bytes old(sector_bytes_);
  const std::uint64_t start = undo.sector * sector_bytes_;
  const bool cut_away = aftermath.cut_to && start >= *aftermath.cut_to;
  if (undo.image == kNoImage || cut_away) {
    const bool garbage = random.one_in(2);
    if (garbage) {
      fill_garbage(old, random);
    }
    return old;
  }
  std::memcpy(old.data(), images_.data() + std::size_t{undo.image} * sector_bytes_, sector_bytes_);
  if (aftermath.cut_to && *aftermath.cut_to < start + sector_bytes_) {
    const auto left = static_cast<std::size_t>(*aftermath.cut_to - start);
    std::memset(old.data() + left, 0, sector_bytes_ - left);
  }
  return old;
}

}  // namespace storm::sim
