#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "sim/disk.h"
#include "sim/sqlite_vfs.h"
#include "sim/xoshiro.h"

/// SQLite's own test suite on the simulated disk: what stands between the two.
namespace storm::sqlite_suite {

/// Whether this process is to use the simulated disk: STORM_SUITE_DISK=simulated in its
/// environment.
bool is_simulated();

/// Where a file is: on the simulated disk, or on the machine's own.
enum class Side : std::uint8_t { Simulated, Real };

/// The one simulated disk of a process of the suite, and SQLite's default VFS on it.
///
/// Holds every file below the folder in which the suite was started, but for Tcl's own (*.tcl),
/// which other processes have to find, and what the machine's own file system has there already.
/// The VFS is called "unix" and does what tests know os_unix.c by: it completes paths, and keeps
/// the suite's counts of syncs and open files and its false clock.
/// What it leaves out: links, permissions, times, and whatever goes around SQLite's default VFS.
class SuiteDisk final {
 public:
  static SuiteDisk& instance();

  sim::Disk& disk() { return disk_; }
  /// Makes it the default again: sqlite3_initialize() prefers os_unix.c.
  void be_default_vfs();

  /// An absolute name without dots, from the folder that the process is in.
  static std::string full_name(std::string_view path);
  /// Whether the suite's files can be there at all. Requires: a full name.
  bool covers(std::string_view name) const;
  /// Where the file of that full name is; nothing, if it is nowhere.
  std::optional<Side> side_of(const std::string& name) const;
  /// Makes a folder that the machine's file system has known to the disk.
  void learn_folder(const std::string& name);
  /// The same for the folder that the file is in, if the machine has it.
  void learn_folder_of(const std::string& name);

  /// Writes all files to one real file, or reads them from there. Handles stay alive.
  void export_to(const std::string& path) const;
  void import_from(const std::string& path);

  /// Lets the power fail in the `nth` sync of `file`, a full name; one that ends in '*' is the
  /// beginning of several. The process then leaves what survived in `path`, and ends.
  void cut_power_at(std::uint64_t nth, const std::string& file, const std::string& path);

 private:
  SuiteDisk();

  std::string root_;
  /// Those that the disk knows. It never forgets one.
  std::set<std::string> folders_;
  sim::Xoshiro crash_random_;
  sim::Xoshiro vfs_random_;
  sim::Disk disk_;
  sim::SqliteVfs inner_;
  sqlite3_vfs outer_{};
};

}  // namespace storm::sqlite_suite
