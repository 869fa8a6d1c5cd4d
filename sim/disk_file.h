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
#include "sim/file_image.h"
#include "sim/sparse_array.h"
#include "sim/tearing.h"

namespace storm::sim {

/// The bytes of one file: what a reader sees, and an undo log back to what is durable.
///
/// Contents stand in chunks; one that nothing was ever written to is a hole: it reads as zeros and
/// takes no room, on the simulated disk as in memory. The log holds the before-image of every
/// sector first touched since the last sync. Several writes to one sector between two syncs count
/// as one: a crash keeps the last or none of them, never one in the middle.
class DiskFile final {
 public:
  static constexpr std::uint32_t kChunkBytes = 4096;

  /// Requires: `sector_bytes` is a power of two, at most kChunkBytes.
  explicit DiskFile(std::uint32_t sector_bytes);

  /// Returns the number of bytes read: fewer than asked for at the end of the file.
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const;
  /// A gap between the old end and `offset` reads as zeros.
  void write(std::uint64_t offset, BytesView bytes);
  /// How much more room the file takes after a write there. Requires: `count` is not zero.
  std::uint64_t growth(std::uint64_t offset, std::uint64_t count) const;
  /// Cuts, or extends with zeros: a hole, but for the chunk in which the file then ends. So
  /// extending takes as much room as writing the last byte would.
  void truncate(std::uint64_t size);
  /// Makes everything so far durable.
  void sync();
  /// Power cut. Whether an unsynced cut happened, how far the file grew, and which unsynced
  /// sectors are kept, lost or torn is drawn; the rest of a grown file is zeros or garbage, as when
  /// a file system updates the size before the data. What is left is durable.
  void lose_unsynced(Tearing tearing, Unsynced unsynced, Random& random);
  /// Turns over one bit of what a reader sees, durably; of a sector that is unsynced just now, only
  /// in the cache. Holes have no bits: `place` counts the bytes outside them. Requires: `place` is
  /// below held_bytes(), and `bit` below 8.
  void flip_bit(std::uint64_t place, unsigned bit);
  /// Empties the file for another use of this object.
  void reset();
  /// Makes the file what the image is, holes too, durably.
  void assign(const FileImage& image);

  std::uint64_t size() const { return size_; }
  /// The room that the file takes: its size without its holes.
  std::uint64_t held_bytes() const;
  bool has_unsynced() const { return !undo_.empty() || size_ != durable_size_; }
  /// What readers see.
  FileImage image() const;

 private:
  using Chunk = std::array<std::byte, kChunkBytes>;
  static constexpr std::uint32_t kNoImage = 0xFFFFFFFFU;

  struct Undo {
    std::uint64_t sector = 0;
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
  const Chunk* find_chunk(std::uint64_t index) const;
  /// Made if it is a hole.
  Chunk& chunk_at(std::uint64_t index);
  Aftermath draw_aftermath(Unsynced unsynced, Random& random) const;
  void settle_sector(const Undo& undo, const Aftermath& aftermath, Tearing tearing, Random& random);
  Bytes old_sector(const Undo& undo, const Aftermath& aftermath, Random& random) const;

  std::uint32_t sector_bytes_;
  std::uint64_t size_ = 0;
  std::uint64_t durable_size_ = 0;
  /// The smallest size below durable_size_ since the last sync.
  std::optional<std::uint64_t> shrunk_to_;
  /// Bytes beyond size_ are zero, so that a later gap reads as zeros; whole chunks there are
  /// absent.
  SparseArray<std::unique_ptr<Chunk>> chunks_;
  /// How many of them there are.
  std::uint64_t present_ = 0;
  std::vector<Undo> undo_;
  Bytes images_;
  /// One bit per sector: it stands in undo_.
  SparseArray<std::uint64_t> touched_;
};

}  // namespace storm::sim
