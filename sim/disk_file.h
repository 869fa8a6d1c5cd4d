#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/env/bytes.h"
#include "engine/env/random.h"
#include "sim/tearing.h"

namespace storm::sim {

/// The bytes of one file: what a reader sees, and an undo log back to what is durable.
///
/// Contents stand in chunks (absent: zeros); the log holds the before-image of every sector first
/// touched since the last sync. Several writes to one sector between two syncs count as one: a
/// crash keeps the last or none of them, never one in the middle.
class DiskFile final {
 public:
  static constexpr std::uint32_t kChunkBytes = 4096;

  /// Requires: `sector_bytes` is a power of two, at most kChunkBytes.
  explicit DiskFile(std::uint32_t sector_bytes);

  /// Returns the number of bytes read: fewer than asked for at the end of the file.
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const;
  /// A gap between the old end and `offset` reads as zeros.
  void write(std::uint64_t offset, BytesView bytes);
  /// Cuts, or extends with zeros.
  void truncate(std::uint64_t size);
  /// Makes everything so far durable.
  void sync();
  /// Power cut. Whether an unsynced cut happened, how far the file grew, and which unsynced
  /// sectors are kept, lost or torn is drawn; the rest of a grown file is zeros or garbage, as when
  /// a file system updates the size before the data. What is left is durable.
  void lose_unsynced(Tearing tearing, Unsynced unsynced, Random& random);
  /// Turns over one bit of what a reader sees, durably; of a sector that is unsynced just now, only
  /// in the cache. Requires: `offset` is in the file, and `bit` below 8.
  void flip_bit(std::uint64_t offset, unsigned bit);
  /// Empties the file for another use of this object.
  void reset();

  std::uint64_t size() const { return size_; }
  bool has_unsynced() const { return !undo_.empty() || size_ != durable_size_; }
  Bytes contents() const;

 private:
  using Chunk = std::array<std::byte, kChunkBytes>;
  static constexpr std::uint32_t kNoImage = 0xFFFFFFFFU;

  struct Undo {
    std::uint32_t sector = 0;
    /// Index of the before-image in images_; kNoImage where nothing was durable.
    std::uint32_t image = kNoImage;
  };

  /// How a crash treats this file; drawn once so that "all" and "nothing" are not rare.
  enum class Mood : std::uint8_t { KeepAll, LoseAll, Mix, TearAll };
  struct Aftermath {
    Mood mood = Mood::Mix;
    /// Where the surviving cut ended the file, if one survived.
    std::optional<std::uint64_t> cut_to;
    std::uint64_t size = 0;
  };

  void remember(std::uint64_t begin, std::uint64_t end);
  void forget_undo();
  void keep_up_to(std::uint64_t size);
  Chunk& chunk_at(std::size_t index);
  Aftermath draw_aftermath(Unsynced unsynced, Random& random) const;
  void settle_sector(const Undo& undo, const Aftermath& aftermath, Tearing tearing, Random& random);
  Bytes old_sector(const Undo& undo, const Aftermath& aftermath, Random& random) const;

  std::uint32_t sector_bytes_;
  std::uint64_t size_ = 0;
  std::uint64_t durable_size_ = 0;
  /// The smallest size below durable_size_ since the last sync.
  std::optional<std::uint64_t> shrunk_to_;
  /// Bytes beyond size_ are zero, so that a later gap reads as zeros.
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<Undo> undo_;
  Bytes images_;
  /// One bit per sector: it stands in undo_.
  std::vector<std::uint64_t> touched_;
};

}  // namespace storm::sim
