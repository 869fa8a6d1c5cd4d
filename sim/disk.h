#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/env/bytes.h"
#include "engine/env/random.h"
#include "engine/env/result.h"
#include "engine/env/time.h"
#include "sim/disk_fault.h"
#include "sim/disk_file.h"
#include "sim/file_image.h"

namespace storm::sim {

/// From 1 on: a successful result's error() reads as zero.
enum class DiskError : std::uint8_t {
  /// Definite: no room, nothing was written; but see DiskFault::ShortWrite.
  Full = 1,
  /// Indefinite for whoever calls; this model's failed calls have had no effect.
  Io,
  /// Definite: no such file, no folder for it, or a handle from before a crash.
  NotFound,
  /// Definite: a file of that name is there already.
  Exists,
  /// Definite: the process is being killed, nothing reaches the disk any more.
  Frozen,
};

/// An open file. Dead after close() and after a crash; never used twice.
enum class FileId : std::uint64_t {};

enum class OpenMode : std::uint8_t { Existing, CreateIfMissing, CreateNew };

/// Every file's name and bytes, as a reader would see them.
struct DiskImage {
  std::map<std::string, FileImage> files;
  bool operator==(const DiskImage&) const = default;
};

struct DiskCounters {
  /// Indexed by `DiskCall`; calls on a frozen disk are not counted.
  std::array<std::uint64_t, kDiskCallKinds> calls{};
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;

  std::uint64_t of(DiskCall call) const { return calls[static_cast<std::size_t>(call)]; }
  /// All but those that only ask.
  std::uint64_t all() const {
    std::uint64_t sum = 0;
    for (std::size_t kind = 0; kind < kDiskCallKinds; ++kind) {
      if (!is_question(static_cast<DiskCall>(kind))) sum += calls[kind];
    }
    return sum;
  }
  /// Those that change what a crash would leave.
  std::uint64_t mutations() const {
    std::uint64_t sum = 0;
    for (std::size_t kind = 0; kind < kDiskCallKinds; ++kind) {
      if (is_mutation(static_cast<DiskCall>(kind))) sum += calls[kind];
    }
    return sum;
  }
};

/// A device's disk: files of sectors behind a volatile cache, as POSIX shows them to a process.
///
/// A write is durable once a later sync of its file has succeeded. A crash keeps an arbitrary
/// subset of the unsynced sectors, some of them torn, and undoes or keeps an unsynced truncate.
/// What the model leaves out: creating and removing a file is durable at once, as if every
/// directory were mounted `dirsync`; folders are there from the start, and the root and the one
/// that relative names are in always; there are no permissions or renames; sectors written twice
/// between two syncs have no state in between; a failed sync loses nothing (real kernels may drop
/// the dirty pages: Rebello et al., ATC 2020); file sizes count towards the capacity, metadata does
/// not. A removed file lives on, and takes its room, until its last handle is closed.
class Disk final {
 public:
  /// No file grows beyond: EFBIG. That of ext4 with its usual blocks.
  static constexpr std::uint64_t kFileBytesMax = std::uint64_t{1} << 44U;

  struct Options {
    std::uint64_t capacity_bytes = std::uint64_t{1} << 40U;
    /// A power of two, at most DiskFile::kChunkBytes.
    std::uint32_t sector_bytes = 512;
    /// For good: SQLite asks when it opens a file, and goes by the answer until it closes it.
    Tearing tearing = Tearing::OldAndNew;
    /// Where files can be, by their names without a slash at the end.
    std::vector<std::string> folders{"/data"};
    /// What each call of the kind takes; see take_elapsed().
    Duration sync_latency{};
    Duration write_latency{};
    Duration read_latency{};
  };

  /// `random` decides what crashes leave, and nothing else. It outlives the disk.
  Disk(const Options& options, Random& random);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  ~Disk();

  /// Errors: NotFound, Exists after the mode; NotFound where no file can be: in a folder that is
  /// not there, or in place of one that is; Io; Frozen.
  Result<FileId, DiskError> open(std::string_view name, OpenMode mode);
  /// Never fails, frozen or not: a handle belongs to the process. A dead handle is ignored.
  void close(FileId file);
  /// Whether there is a file or a folder of that name; false on a frozen disk. A look from
  /// outside, which no rule is asked about.
  bool exists(std::string_view name) const;
  /// From now on files can be there, too. Durable at once, and no call of a process.
  void make_folder(std::string name) { options_.folders.push_back(std::move(name)); }
  /// What exists() says, as a call of the process. Errors: Io; Frozen.
  Result<bool, DiskError> access(std::string_view name);
  /// Whether the file still has its name.
  bool linked(FileId file) const;
  /// Errors: NotFound; Io; Frozen.
  Result<void, DiskError> remove(std::string_view name);
  /// Flushes the directory. Costs a sync; there is nothing to lose (see above).
  Result<void, DiskError> sync_directory();

  /// Returns how many bytes were read: fewer than asked for at the end of the file.
  Result<std::size_t, DiskError> read(FileId file, std::uint64_t offset, std::span<std::byte> into);
  /// Errors: Full when the file would have to take room past the capacity; Io, also beyond
  /// kFileBytesMax; Frozen. All of `bytes` are written, or none, but for a short write.
  Result<void, DiskError> write(FileId file, std::uint64_t offset, BytesView bytes);
  /// Errors: Io, also beyond kFileBytesMax; Frozen. Growing takes room for the block that the file
  /// then ends in: Full.
  Result<void, DiskError> truncate(FileId file, std::uint64_t size);
  Result<void, DiskError> sync(FileId file);
  Result<std::uint64_t, DiskError> size(FileId file);
  /// The process takes a lock on the file, or looks whether somebody has it; which locks there are
  /// is not the disk's to know. Errors: NotFound; Io; Frozen.
  Result<void, DiskError> lock(FileId file);

  /// The system writes out all that is in the cache, as it does before an orderly shutdown. Not a
  /// call of the process: nothing refuses it, and it is not counted.
  void flush();

  /// From now on every call fails with Frozen and changes nothing: the process is being killed.
  void freeze();
  /// Ends freeze(), for the next process. What was unsynced is still in the cache of the living
  /// machine unless crash() came in between.
  void thaw();
  bool frozen() const { return frozen_; }
  /// Power cut: unsynced sectors are kept, lost or torn as drawn, all handles are dead.
  void crash();
  /// What the next power cut, and only that, does to unsynced sectors.
  void order_crash(Unsynced unsynced) { unsynced_ = unsynced; }
  /// Freezes the disk in the middle of the n-th (1 is the next) write, sync, truncate or remove
  /// from now: that call fails and has no effect, and `on_crash` is called once. It may only note
  /// that the machine must be killed: the caller's frames are below it. Replaces an earlier order.
  void crash_after_calls(std::uint64_t n, std::function<void()> on_crash);
  void cancel_crash();
  /// Installs what is asked about each call, in place of all rules; an empty function takes them
  /// away.
  void set_rule(DiskRule rule);
  /// Asks one more rule about each call, until the returned token is given back. Rules are asked
  /// in the order of their coming, all of them about every call; the first that has something to
  /// say decides.
  std::uint64_t add_rule(DiskRule rule);
  /// The same for a rule whose DiskFault::Stale means the files as they are now. Where a file was
  /// shorter or was not there, reads get what there is.
  /// Imitates a write that never reached one of two mirrors: "lost writes" in Bairavasundaram et
  /// al., "An Analysis of Data Corruption in the Storage Stack", FAST 2008.
  std::uint64_t add_stale_rule(DiskRule rule);
  void remove_rule(std::uint64_t token);
  /// Lets reads, writes and syncs take so much longer than they do; negative takes it back.
  struct Latencies {
    Duration read{};
    Duration write{};
    Duration sync{};
  };
  void slow_down(const Latencies& by);

  std::uint64_t capacity_bytes() const { return capacity_bytes_; }
  /// May fall below what is used: nothing is lost, nothing more fits.
  void set_capacity(std::uint64_t bytes);
  std::uint64_t used_bytes() const { return used_bytes_; }
  Tearing tearing() const { return options_.tearing; }
  std::uint32_t sector_bytes() const { return options_.sector_bytes; }

  /// Returns how long the calls since the last take would have taken, and starts again at zero.
  Duration take_elapsed();
  /// Adds time that somebody spent waiting in a call that cannot wait.
  void add_elapsed(Duration time);

  /// A rolling hash over every call that changed the disk: kind, file, offset, length, content.
  std::uint64_t digest() const { return digest_; }
  const DiskCounters& counters() const { return counters_; }

  /// Copies what readers see, synced or not.
  DiskImage image() const;
  /// Turns over so many bits of the files of that kind, anywhere in them, for good: nobody called,
  /// and nobody is told. Returns how many: none where there are no bytes.
  /// Imitates media that decay between a write and a read ("bit rot").
  std::uint64_t rot(FileKind files, std::uint64_t bits, Random& random);
  /// Replaces all files, durably. Requires: no process uses the disk; handles are dead afterwards;
  /// there are folders for all files.
  void restore(const DiskImage& image);

 private:
  struct Slot {
    explicit Slot(std::uint32_t sector_bytes) : contents(sector_bytes) {}
    DiskFile contents;
    /// Empty once removed.
    std::string name;
    std::uint32_t generation = 1;
    std::uint32_t open_count = 0;
    bool linked = false;
  };
  /// What becomes of a call: an error, or leave to go on, perhaps with a lie.
  struct Ruling {
    bool refused = false;
    DiskError error = DiskError::Io;
    bool lies = false;
    bool may_grow = true;
    bool is_short = false;
    /// What a read gets in place of what is there, as far as it goes.
    const FileImage* stale = nullptr;
  };
  struct Rule {
    std::uint64_t token = 0;
    DiskRule rule;
    /// Of add_stale_rule().
    DiskImage stale;
  };

  struct Decided {
    DiskFault fault = DiskFault::None;
    const Rule* rule = nullptr;
  };
  Decided ask_rules(DiskCall call, std::string_view name);
  Ruling admit(DiskCall call, std::string_view name, Duration latency);
  /// Of an open file; a dead handle is refused with NotFound.
  Ruling admit_file(DiskCall call, const Slot* slot, Duration latency);
  Slot* find(FileId file) const;
  FileId id_of(std::uint32_t index) const;
  bool is_folder(std::string_view name) const;
  bool has_place_for(std::string_view name) const;
  std::uint32_t create(std::string_view name);
  void release(std::uint32_t index);
  void kill_handles();
  bool fits(std::uint64_t growth) const;
  void note(DiskCall call, FileId file, std::uint64_t offset, BytesView bytes);
  void note(std::uint64_t kind, std::uint64_t file, std::uint64_t offset, BytesView bytes);
  void note_file(std::uint64_t kind, std::uint64_t file, std::uint64_t offset,
                 const FileImage& image);

  Options options_;
  Random& random_;
  std::uint64_t capacity_bytes_;
  std::uint64_t used_bytes_ = 0;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::map<std::string, std::uint32_t, std::less<>> names_;
  bool frozen_ = false;
  /// What the next power cut does.
  Unsynced unsynced_ = Unsynced::Drawn;
  /// Zero: no crash is ordered.
  std::uint64_t calls_until_crash_ = 0;
  std::function<void()> on_crash_;
  std::vector<Rule> rules_;
  std::uint64_t rule_tokens_ = 0;
  Duration elapsed_{};
  DiskCounters counters_;
  std::uint64_t digest_ = 0;
};

}  // namespace storm::sim
