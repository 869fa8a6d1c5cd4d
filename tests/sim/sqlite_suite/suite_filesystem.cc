#include "tests/sim/sqlite_suite/suite_filesystem.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <set>
#include <string>
#include <sys/stat.h>
#include <tcl.h>
#include <unistd.h>

#include "tests/sim/sqlite_suite/suite_disk.h"
#include "tests/sim/sqlite_suite/suite_stream.h"

namespace storm::sqlite_suite {

namespace {

// Tcl says -1 and TCL_ERROR where C says -1, and 0 for success: the procedures return either.

std::string name_of(Tcl_Obj* path) {
  const char* normal = Tcl_GetString(Tcl_FSGetNormalizedPath(nullptr, path));
  return SuiteDisk::full_name(normal);
}

SuiteDisk& suite() { return SuiteDisk::instance(); }

bool is_on_disk(const std::string& name) { return suite().side_of(name) == Side::Simulated; }

int claims(Tcl_Obj* path, ClientData* /*representation*/) {
  Tcl_Obj* normal = Tcl_FSGetNormalizedPath(nullptr, path);
  return normal != nullptr && suite().covers(Tcl_GetString(normal)) ? TCL_OK : -1;
}

// Channels.

SuiteStream& stream_of(ClientData data) { return *static_cast<SuiteStream*>(data); }

int input(ClientData data, char* into, int count, int* error) {
  const std::int64_t done =
      stream_of(data).read({reinterpret_cast<std::byte*>(into), static_cast<std::size_t>(count)});
  if (done < 0) *error = errno;
  return static_cast<int>(done);
}

int output(ClientData data, const char* from, int count, int* error) {
  const std::int64_t done = stream_of(data).write(
      {reinterpret_cast<const std::byte*>(from), static_cast<std::size_t>(count)});
  if (done < 0) *error = errno;
  return static_cast<int>(done);
}

Tcl_WideInt wide_seek(ClientData data, Tcl_WideInt offset, int whence, int* error) {
  const std::int64_t place = stream_of(data).seek(offset, whence);
  if (place < 0) *error = errno;
  return place;
}

int seek(ClientData data, long offset, int whence, int* error) {
  return static_cast<int>(wide_seek(data, offset, whence, error));
}

int truncate_stream(ClientData data, Tcl_WideInt length) {
  return stream_of(data).truncate(length) ? 0 : EIO;
}

int close_stream(ClientData data, Tcl_Interp* /*interpreter*/) {
  delete &stream_of(data);
  return 0;
}

int close_half(ClientData data, Tcl_Interp* interpreter, int flags) {
  return flags == 0 ? close_stream(data, interpreter) : EINVAL;
}

void watch(ClientData /*data*/, int /*mask*/) {}

int no_handle(ClientData /*data*/, int /*direction*/, ClientData* /*handle*/) { return TCL_ERROR; }

const Tcl_ChannelType* channel_type() {
  static const Tcl_ChannelType kType = [] {
    Tcl_ChannelType type{};
    type.typeName = "simulated";
    type.version = TCL_CHANNEL_VERSION_5;
    type.closeProc = close_stream;
    type.inputProc = input;
    type.outputProc = output;
    type.seekProc = seek;
    type.watchProc = watch;
    type.getHandleProc = no_handle;
    type.close2Proc = close_half;
    type.wideSeekProc = wide_seek;
    type.truncateProc = truncate_stream;
    return type;
  }();
  return &kType;
}

Tcl_Channel open_real(const std::string& name, int mode, int permissions, int direction) {
  const int file = ::open(name.c_str(), mode, permissions);
  if (file < 0) return nullptr;
  return Tcl_MakeFileChannel(reinterpret_cast<ClientData>(static_cast<std::intptr_t>(file)),
                             direction);
}

Tcl_Channel open_channel(Tcl_Interp* interpreter, Tcl_Obj* path, int mode, int permissions) {
  static int opened = 0;
  const std::string name = name_of(path);
  const int access = mode & O_ACCMODE;
  const int direction = access == O_RDONLY   ? TCL_READABLE
                        : access == O_WRONLY ? TCL_WRITABLE
                                             : TCL_READABLE | TCL_WRITABLE;
  Tcl_Channel channel = nullptr;
  if (suite().side_of(name) == Side::Real) {
    channel = open_real(name, mode, permissions, direction);
  } else if (auto stream = SuiteStream::open(name, {.creates = (mode & O_CREAT) != 0,
                                                    .must_be_new = (mode & O_EXCL) != 0,
                                                    .empties = (mode & O_TRUNC) != 0,
                                                    .appends = (mode & O_APPEND) != 0})) {
    const std::string label = "simulated" + std::to_string(++opened);
    channel = Tcl_CreateChannel(channel_type(), label.c_str(), stream.release(), direction);
  }
  if (channel == nullptr && interpreter != nullptr) {
    Tcl_SetObjResult(interpreter, Tcl_ObjPrintf("couldn't open \"%s\": %s", Tcl_GetString(path),
                                                Tcl_PosixError(interpreter)));
  }
  return channel;
}

// What is where.

int status(Tcl_Obj* path, Tcl_StatBuf* into) {
  const std::string name = name_of(path);
  struct stat real {};
  const bool is_real = ::stat(name.c_str(), &real) == 0;
  if (!is_real && !is_on_disk(name)) {
    errno = ENOENT;
    return -1;
  }
  std::memset(into, 0, sizeof *into);
  into->st_mode = is_real ? real.st_mode : (S_IFREG | 0644);
  into->st_size = real.st_size;
  into->st_mtime = real.st_mtime;
  into->st_nlink = 1;
  if (!is_real) {
    const auto file = suite().disk().open(name, sim::OpenMode::Existing);
    into->st_size = static_cast<off_t>(*suite().disk().size(*file));
    suite().disk().close(*file);
  }
  return 0;
}

int access(Tcl_Obj* path, int mode) {
  const std::string name = name_of(path);
  return suite().side_of(name) == Side::Simulated ? 0 : ::access(name.c_str(), mode);
}

bool is_of_type(const Tcl_GlobTypeData* types, bool is_folder) {
  if (types == nullptr || types->type == 0) return true;
  return (types->type & (is_folder ? TCL_GLOB_TYPE_DIR : TCL_GLOB_TYPE_FILE)) != 0;
}

int match(Tcl_Interp* /*interpreter*/, Tcl_Obj* result, Tcl_Obj* path, const char* pattern,
          Tcl_GlobTypeData* types) {
  if (types != nullptr && (types->type & TCL_GLOB_TYPE_MOUNT) != 0) return TCL_OK;
  const std::string folder = path != nullptr ? name_of(path) : SuiteDisk::full_name(".");
  std::error_code error;
  if (pattern == nullptr) {
    const auto side = suite().side_of(folder);
    if (side && is_of_type(types, std::filesystem::is_directory(folder, error))) {
      Tcl_ListObjAppendElement(nullptr, result, path);
    }
    return TCL_OK;
  }
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (is_of_type(types, entry.is_directory())) found.insert(entry.path().filename().string());
  }
  for (const auto& [name, file] : suite().disk().image().files) {
    const std::filesystem::path place(name);
    if (place.parent_path() == folder && is_of_type(types, false)) found.insert(place.filename());
  }
  for (const std::string& name : found) {
    if (!Tcl_StringMatch(name.c_str(), pattern)) continue;
    if (name.starts_with('.') && pattern[0] != '.') continue;
    Tcl_Obj* whole = path != nullptr ? Tcl_DuplicateObj(path) : Tcl_NewStringObj(name.c_str(), -1);
    if (path != nullptr) {
      const std::string_view shown(Tcl_GetString(path));
      if (!shown.empty() && !shown.ends_with('/')) Tcl_AppendToObj(whole, "/", 1);
      Tcl_AppendToObj(whole, name.c_str(), -1);
    }
    Tcl_ListObjAppendElement(nullptr, result, whole);
  }
  return TCL_OK;
}

int set_times(Tcl_Obj* /*path*/, struct utimbuf* /*times*/) { return 0; }

// Changes.

int outcome(const std::error_code& error) {
  if (!error) return TCL_OK;
  errno = error.value();
  return TCL_ERROR;
}

int make_folder(Tcl_Obj* path) {
  const std::string name = name_of(path);
  if (::mkdir(name.c_str(), 0777) != 0) return TCL_ERROR;
  suite().learn_folder(name);
  return TCL_OK;
}

int remove_folder(Tcl_Obj* path, int recursive, Tcl_Obj** /*error*/) {
  const std::string name = name_of(path);
  bool is_empty = true;
  for (const auto& [file, image] : suite().disk().image().files) {
    if (!file.starts_with(name + "/")) continue;
    if (recursive != 0) {
      (void)suite().disk().remove(file);
    } else {
      is_empty = false;
    }
  }
  if (!is_empty) {
    errno = EEXIST;
    return TCL_ERROR;
  }
  std::error_code error;
  if (recursive != 0) {
    std::filesystem::remove_all(name, error);
  } else {
    std::filesystem::remove(name, error);
  }
  return outcome(error);
}

int remove_file(Tcl_Obj* path) {
  const std::string name = name_of(path);
  if (is_on_disk(name)) return suite().disk().remove(name) ? TCL_OK : TCL_ERROR;
  return ::unlink(name.c_str()) == 0 ? TCL_OK : TCL_ERROR;
}

int copy_file(Tcl_Obj* from, Tcl_Obj* to) {
  const std::string source = name_of(from);
  if (!is_on_disk(source)) {
    // Tcl copies by reading and writing then.
    errno = EXDEV;
    return TCL_ERROR;
  }
  const sim::FileImage image = suite().disk().image().files.at(source);
  auto target = SuiteStream::open(name_of(to), {.creates = true, .empties = true});
  if (!target) return TCL_ERROR;
  for (const auto& [offset, bytes] : image.blocks()) {
    target->seek(static_cast<std::int64_t>(offset), SEEK_SET);
    target->write(bytes);
  }
  return target->truncate(static_cast<std::int64_t>(image.size())) ? TCL_OK : TCL_ERROR;
}

int rename_file(Tcl_Obj* from, Tcl_Obj* to) {
  const std::string source = name_of(from);
  if (!is_on_disk(source)) {
    return ::rename(source.c_str(), name_of(to).c_str()) == 0 ? TCL_OK : TCL_ERROR;
  }
  if (copy_file(from, to) != TCL_OK) return TCL_ERROR;
  return remove_file(from);
}

int change_folder(Tcl_Obj* path) { return ::chdir(name_of(path).c_str()) == 0 ? 0 : -1; }

Tcl_Filesystem make_filesystem() {
  Tcl_Filesystem system{};
  system.typeName = "simulated";
  system.structureLength = sizeof system;
  system.version = TCL_FILESYSTEM_VERSION_1;
  system.pathInFilesystemProc = claims;
  system.statProc = status;
  system.lstatProc = status;
  system.accessProc = access;
  system.openFileChannelProc = open_channel;
  system.matchInDirectoryProc = match;
  system.utimeProc = set_times;
  system.createDirectoryProc = make_folder;
  system.removeDirectoryProc = remove_folder;
  system.deleteFileProc = remove_file;
  system.copyFileProc = copy_file;
  system.renameFileProc = rename_file;
  system.chdirProc = change_folder;
  return system;
}

}  // namespace

void mount_simulated_disk() {
  static const Tcl_Filesystem kSystem = make_filesystem();
  static const int kRegistered = Tcl_FSRegister(nullptr, &kSystem);
  (void)kRegistered;
}

}  // namespace storm::sqlite_suite
