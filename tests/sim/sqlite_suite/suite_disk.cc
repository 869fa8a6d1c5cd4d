#include "tests/sim/sqlite_suite/suite_disk.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "engine/env/assertion.h"
#include "sim/sqlite_file.h"
#include "sim/sqlite_setup.h"

// What os_unix.c and os.c count for the suite.
extern "C" {
extern int sqlite3_sync_count;
extern int sqlite3_fullsync_count;
extern int sqlite3_open_file_count;
extern int sqlite3_current_time;
}

namespace storm::sim {

// The suite configures SQLite itself.
void configure_sqlite() {}

}  // namespace storm::sim

namespace storm::sqlite_suite {

namespace {

using sim::DiskCall;
using sim::DiskFault;
using sim::FileId;
using sim::OpenMode;

constexpr std::int64_t kUnixEpochJulianMs = 210'866'760'000'000;

/// An open file that keeps the suite's counts.
struct CountedFile {
  sim::SqliteFile file;
  const sqlite3_io_methods* methods;
  /// os_unix.c syncs the folder along with the first sync of a journal that it created.
  bool syncs_folder;
};

CountedFile& counted(sqlite3_file* file) { return *reinterpret_cast<CountedFile*>(file); }

int close_counted(sqlite3_file* file) {
  const int result = counted(file).methods->xClose(file);
  --sqlite3_open_file_count;
  return result;
}

int sync_counted(sqlite3_file* file, int flags) {
  CountedFile& self = counted(file);
  if ((flags & 0x0F) == SQLITE_SYNC_FULL) ++sqlite3_fullsync_count;
  ++sqlite3_sync_count;
  if (std::exchange(self.syncs_folder, false)) ++sqlite3_sync_count;
  return self.methods->xSync(file, flags);
}

WallTime real_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return WallTime{std::chrono::duration_cast<Duration>(since)};
}

int open_counted(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  SuiteDisk& suite = SuiteDisk::instance();
  if (path != nullptr) suite.learn_folder_of(path);
  const bool is_new = path != nullptr && !suite.disk().exists(path);
  const auto* inner = static_cast<sim::SqliteVfs*>(vfs->pAppData);
  sqlite3_vfs* registered = sqlite3_vfs_find(inner->name().c_str());
  const int result = registered->xOpen(registered, path, file, flags, out);
  if (result != SQLITE_OK) {
    errno = ENOENT;
    return result;
  }
  static sqlite3_io_methods methods;
  CountedFile& self = counted(file);
  self.methods = file->pMethods;
  self.file.vfs_name = "unix";
  constexpr int kJournals = SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
  self.syncs_folder = is_new && (flags & kJournals) != 0;
  methods = *file->pMethods;
  methods.xClose = close_counted;
  methods.xSync = sync_counted;
  file->pMethods = &methods;
  ++sqlite3_open_file_count;
  return SQLITE_OK;
}

int remove_counted(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  const auto* inner = static_cast<sim::SqliteVfs*>(vfs->pAppData);
  sqlite3_vfs* registered = sqlite3_vfs_find(inner->name().c_str());
  const int result = registered->xDelete(registered, path, sync_directory);
  if (result == SQLITE_OK && sync_directory != 0) ++sqlite3_sync_count;
  return result;
}

int complete_path(sqlite3_vfs* /*vfs*/, const char* path, int size, char* out) {
  const std::string name = SuiteDisk::full_name(path);
  if (name.size() >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  sqlite3_snprintf(size, out, "%s", name.c_str());
  return SQLITE_OK;
}

int false_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* julian_ms) {
  const auto unix_ms = std::chrono::floor<milliseconds>(real_time().time_since_epoch()).count();
  const std::int64_t false_ms = std::int64_t{1'000} * sqlite3_current_time;
  *julian_ms = kUnixEpochJulianMs + (sqlite3_current_time != 0 ? false_ms : unix_ms);
  return SQLITE_OK;
}

int false_time_in_days(sqlite3_vfs* vfs, double* julian_day) {
  sqlite3_int64 julian_ms = 0;
  const int result = false_time(vfs, &julian_ms);
  *julian_day = static_cast<double>(julian_ms) / 86'400'000.0;
  return result;
}

int wait_really(sqlite3_vfs* /*vfs*/, int microseconds) {
  ::usleep(static_cast<useconds_t>(microseconds));
  return microseconds;
}

int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*text*/) { return errno; }

std::string root_of_process() {
  const char* given = std::getenv("STORM_SUITE_ROOT");
  if (given != nullptr) return given;
  const std::string here = std::filesystem::current_path().string();
  ::setenv("STORM_SUITE_ROOT", here.c_str(), 1);
  return here;
}

/// Each process of a file of the suite has a stream of its own, and the same in every run.
std::uint64_t seed_of_process() {
  const char* given = std::getenv("STORM_SUITE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
}

}  // namespace

bool is_simulated() {
  const char* side = std::getenv("STORM_SUITE_DISK");
  return side != nullptr && std::string_view(side) == "simulated";
}

SuiteDisk& SuiteDisk::instance() {
  // Never destroyed: SQLite may still use its VFS while the process ends.
  static auto* const kSuite = new SuiteDisk;
  return *kSuite;
}

SuiteDisk::SuiteDisk()
    : root_(root_of_process()),
      crash_random_(sim::Seed(seed_of_process())),
      vfs_random_(sim::Seed(seed_of_process()).fork("vfs")),
      disk_({}, crash_random_),
      inner_("storm-disk", disk_, vfs_random_, real_time) {
  const sqlite3_vfs* real = sqlite3_vfs_find("unix");
  STORM_ASSERT(real != nullptr);
  outer_ = *sqlite3_vfs_find("storm-disk");
  outer_.zName = "unix";
  outer_.szOsFile = sizeof(CountedFile);
  outer_.xOpen = open_counted;
  outer_.xDelete = remove_counted;
  outer_.xFullPathname = complete_path;
  outer_.xDlOpen = real->xDlOpen;
  outer_.xDlError = real->xDlError;
  outer_.xDlSym = real->xDlSym;
  outer_.xDlClose = real->xDlClose;
  outer_.xSleep = wait_really;
  outer_.xGetLastError = last_error;
  outer_.xCurrentTime = false_time_in_days;
  outer_.xCurrentTimeInt64 = false_time;
}

void SuiteDisk::be_default_vfs() { sqlite3_vfs_register(&outer_, 1); }

std::string SuiteDisk::full_name(std::string_view path) {
  std::filesystem::path whole(path);
  if (whole.is_relative()) whole = std::filesystem::current_path() / whole;
  std::string name = whole.lexically_normal().string();
  if (name.size() > 1 && name.ends_with('/')) name.pop_back();
  return name;
}

bool SuiteDisk::covers(std::string_view name) const {
  return name.starts_with(root_) && !name.ends_with(".tcl") &&
         (name.size() == root_.size() || name[root_.size()] == '/');
}

std::optional<Side> SuiteDisk::side_of(const std::string& name) const {
  if (!folders_.contains(name) && disk_.exists(name)) return Side::Simulated;
  struct stat real {};
  if (::stat(name.c_str(), &real) == 0) return Side::Real;
  return std::nullopt;
}

void SuiteDisk::learn_folder(const std::string& name) {
  if (folders_.insert(name).second) disk_.make_folder(name);
}

void SuiteDisk::learn_folder_of(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(name).parent_path();
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) learn_folder(folder.string());
}

// Lengths and offsets as eight bytes, texts and blocks after their length.

namespace {

void put(std::ofstream& out, std::uint64_t number) {
  out.write(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint64_t get(std::ifstream& in) {
  std::uint64_t number = 0;
  in.read(reinterpret_cast<char*>(&number), sizeof number);
  return number;
}

sim::FileImage get_image(std::ifstream& in) {
  sim::FileImage image;
  const std::uint64_t size = get(in);
  for (std::uint64_t left = get(in); left != 0 && in; --left) {
    const std::uint64_t offset = get(in);
    Bytes bytes(get(in));
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    image.add_block(offset, bytes);
  }
  image.set_size(size);
  return image;
}

}  // namespace

void SuiteDisk::export_to(const std::string& path) const {
  const sim::DiskImage image = disk_.image();
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  put(out, image.files.size());
  for (const auto& [name, file] : image.files) {
    put(out, name.size());
    out << name;
    put(out, file.size());
    put(out, file.blocks().size());
    for (const auto& [offset, bytes] : file.blocks()) {
      put(out, offset);
      put(out, bytes.size());
      out.write(reinterpret_cast<const char*>(bytes.data()),
                static_cast<std::streamsize>(bytes.size()));
    }
  }
  out.close();
  STORM_ASSERT(out.good());
}

void SuiteDisk::import_from(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  STORM_ASSERT(in.good());
  sim::DiskImage image;
  for (std::uint64_t left = get(in); left != 0 && in; --left) {
    std::string name(get(in), ' ');
    in.read(name.data(), static_cast<std::streamsize>(name.size()));
    image.files.emplace(name, get_image(in));
  }
  STORM_ASSERT(in.good());
  for (const auto& [name, file] : disk_.image().files) {
    if (!image.files.contains(name)) (void)disk_.remove(name);
  }
  for (const auto& [name, file] : image.files) {
    learn_folder_of(name);
    const auto id = disk_.open(name, OpenMode::CreateIfMissing);
    STORM_ASSERT(id);
    (void)disk_.truncate(*id, 0);
    for (const auto& [offset, bytes] : file.blocks()) (void)disk_.write(*id, offset, bytes);
    (void)disk_.truncate(*id, file.size());
    (void)disk_.sync(*id);
    disk_.close(*id);
  }
}

void SuiteDisk::cut_power_at(std::uint64_t nth, const std::string& file, const std::string& path) {
  const bool is_pattern = file.ends_with('*');
  const std::string begin = is_pattern ? file.substr(0, file.size() - 1) : file;
  disk_.add_rule(
      [this, begin, is_pattern, path, left = nth](DiskCall call, std::string_view name) mutable {
        const bool matches = is_pattern ? name.starts_with(begin) : name == begin;
        if (call != DiskCall::Sync || !matches || left == 0) return DiskFault::None;
        --left;
        if (left != 0) return DiskFault::None;
        disk_.crash();
        export_to(path);
        // What the suite expects of a crashed child is an exit code; nothing more is to be written.
        ::_exit(1);
      });
}

}  // namespace storm::sqlite_suite
