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
    const auto& chunk = chunks_[static_cast<std::size_t>(at / kChunkBytes)];
    if (chunk) {
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
    Chunk& chunk = chunk_at(static_cast<std::size_t>(at / kChunkBytes));
    std::memcpy(chunk.data() + within, bytes.data() + done, count);
    done += count;
  }
  size_ = std::max(size_, end);
}

void DiskFile::truncate(std::uint64_t size) {
  if (size >= size_) {
    if (size > size_) {
      size_ = size;
      chunks_.resize(static_cast<std::size_t>((size + kChunkBytes - 1) / kChunkBytes));
    }
    return;
  }
  // What was not durable needs no way back.
  const std::uint64_t durable_end = std::min(size_, durable_size_);
  if (size < durable_end) {
    remember(size, durable_end);
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

void DiskFile::flip_bit(std::uint64_t offset, unsigned bit) {
  STORM_ASSERT(offset < size_ && bit < 8);
  Chunk& chunk = chunk_at(static_cast<std::size_t>(offset / kChunkBytes));
  chunk[static_cast<std::size_t>(offset % kChunkBytes)] ^= std::byte{1} << bit;
}

void DiskFile::reset() {
  forget_undo();
  chunks_.clear();
  size_ = 0;
  durable_size_ = 0;
}

Bytes DiskFile::contents() const {
  Bytes all(static_cast<std::size_t>(size_));
  read(0, all);
  return all;
}

void DiskFile::remember(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t first = begin / sector_bytes_;
  const std::uint64_t last = (end - 1) / sector_bytes_;
  STORM_ASSERT(last < kNoImage);
  const std::size_t words = static_cast<std::size_t>(last / 64 + 1);
  if (touched_.size() < words) {
    touched_.resize(words);
  }
  for (std::uint64_t sector = first; sector <= last; ++sector) {
    std::uint64_t& word = touched_[static_cast<std::size_t>(sector / 64)];
    const std::uint64_t bit = std::uint64_t{1} << (sector % 64);
    if ((word & bit) != 0) {
      continue;
    }
    word |= bit;
    Undo undo{.sector = static_cast<std::uint32_t>(sector), .image = kNoImage};
    const std::uint64_t start = sector * sector_bytes_;
    if (start < durable_size_) {
      undo.image = static_cast<std::uint32_t>(images_.size() / sector_bytes_);
      const auto& chunk = chunks_[static_cast<std::size_t>(start / kChunkBytes)];
      if (chunk) {
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
    touched_[undo.sector / 64] = 0;
  }
  undo_.clear();
  images_.clear();
  if (images_.capacity() > kUndoBytesKept) {
    images_.shrink_to_fit();
  }
  shrunk_to_.reset();
}

void DiskFile::keep_up_to(std::uint64_t size) {
  chunks_.resize(static_cast<std::size_t>((size + kChunkBytes - 1) / kChunkBytes));
  const std::size_t within = static_cast<std::size_t>(size % kChunkBytes);
  if (within != 0 && chunks_.back()) {
    std::memset(chunks_.back()->data() + within, 0, kChunkBytes - within);
  }
  size_ = size;
}

DiskFile::Chunk& DiskFile::chunk_at(std::size_t index) {
  if (chunks_.size() <= index) {
    chunks_.resize(index + 1);
  }
  std::unique_ptr<Chunk>& chunk = chunks_[index];
  if (!chunk) {
    chunk = std::make_unique<Chunk>();
  }
  return *chunk;
}

void DiskFile::lose_unsynced(Tearing tearing, Unsynced unsynced, Random& random) {
  if (!has_unsynced()) {
    return;
  }
  const Aftermath aftermath = draw_aftermath(unsynced, random);
  for (const Undo& undo : undo_) {
    if (std::uint64_t{undo.sector} * sector_bytes_ < aftermath.size) {
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
  const std::uint64_t start = std::uint64_t{undo.sector} * sector_bytes_;
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
  std::byte* sector =
      chunk_at(static_cast<std::size_t>(start / kChunkBytes)).data() + start % kChunkBytes;
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
  const std::uint64_t start = std::uint64_t{undo.sector} * sector_bytes_;
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
