#include "ci/machine/file_access.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

std::string reason() { return std::generic_category().message(errno); }

[[noreturn]] void fail_to_write(const std::string& path, const std::string& why) {
  throw MachineTrouble(fmt::format("cannot write {}: {}", path, why));
}

/// What was written survives a power cut only after this.
void sync_to_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail_to_write(path, reason());
  const int outcome = ::fsync(file);
  ::close(file);
  if (outcome != 0) fail_to_write(path, reason());
}

}  // namespace

std::string read_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    const bool is_failure = std::filesystem::exists(path + "/failure.json", ignored);
    throw BadInput(fmt::format(
        "{}: error: is a folder; a file is expected{}", path,
        is_failure ? "\n    to repeat the failure in it: syncstorm replay " + shell_word(path)
                   : std::string()));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) throw BadInput(fmt::format("{}: error: cannot be read: {}", path, reason()));
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
  STORM_ASSERT(!path.empty());
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) fail_to_write(path, error.message());
  const std::string neighbour = fmt::format("{}.{}.tmp", path, ::getpid());
  try {
    {
      std::ofstream out(neighbour, std::ios::binary | std::ios::trunc);
      if (!out) fail_to_write(neighbour, reason());
      write(out);
      out.flush();
      if (!out) fail_to_write(neighbour, reason());
    }
    sync_to_disk(neighbour);
    std::filesystem::rename(neighbour, path, error);
    if (error) fail_to_write(path, error.message());
  } catch (const MachineTrouble&) {
    // On a full disk half a file only takes room.
    std::filesystem::remove(neighbour, error);
    throw;
  }
}

}  // namespace storm::ci
