#include "ci/machine/file_access.h"

#include <array>
#include <cerrno>
#include <ext/stdio_filebuf.h>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

/// How many neighbours may be left over from others before writing gives up.
constexpr int kNeighboursMax = 1'000;
constexpr mode_t kReadAndWriteForAll = 0666;  // The umask takes away what it should.

std::string reason() { return std::generic_category().message(errno); }

/// A file descriptor that is closed at the end.
class OpenFile final {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  OpenFile(OpenFile&& other) noexcept : descriptor_(other.release()) {}
  OpenFile& operator=(OpenFile&&) = delete;

  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

[[noreturn]] void fail_to_read(const std::string& path, const std::string& why) {
  throw BadInput(fmt::format("{}: error: {}", path, why));
}

[[noreturn]] void refuse_folder(const std::string& path) {
  std::error_code ignored;
  const bool is_failure = std::filesystem::exists(path + "/failure.json", ignored);
  fail_to_read(path, "is a folder; a file is expected" +
                         (is_failure ? "\n    to repeat the failure in it: syncstorm replay " +
                                           shell_word(path)
                                     : std::string()));
}

[[noreturn]] void refuse_size(const std::string& path, std::size_t bytes_max) {
  fail_to_read(path, fmt::format("is too big: at most {} bytes are read", bytes_max));
}

/// Scenarios are called without their folder and ending now and then.
std::string nearest_file(const std::string& path) {
  std::error_code ignored;
  for (const std::string& near :
       {path + ".toml", "scenarios/" + path, "scenarios/" + path + ".toml"}) {
    if (std::filesystem::is_regular_file(near, ignored)) {
      return fmt::format("\n    hint: did you mean \"{}\"?", near);
    }
  }
  return {};
}

/// Lets only files through, and pipes where they are taken.
void check_kind(const std::string& path, const struct stat& facts, Pipes pipes) {
  if (S_ISDIR(facts.st_mode)) refuse_folder(path);
  if (S_ISREG(facts.st_mode)) return;
  if (!S_ISFIFO(facts.st_mode)) fail_to_read(path, "is a device or socket; a file is expected");
  if (pipes == Pipes::Refused) fail_to_read(path, "is a pipe; a file is expected");
}

/// Waits until a pipe has something to read or is at its end.
void wait_for(int file) {
  struct pollfd wanted {
    .fd = file, .events = POLLIN, .revents = 0
  };
  ::poll(&wanted, 1, -1);
}

/// Reads up to `bytes_max`; the file may have grown since its size was looked at.
std::string read_all(const std::string& path, int file, std::size_t bytes_max) {
  std::string content;
  std::array<char, std::size_t{1} << 16U> piece{};
  while (true) {
    const ssize_t got = ::read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) {
      wait_for(file);
      continue;
    }
    if (got < 0) fail_to_read(path, "cannot be read: " + reason());
    if (got == 0) return content;
    content.append(piece.data(), static_cast<std::size_t>(got));
    if (content.size() > bytes_max) refuse_size(path, bytes_max);
  }
}

[[noreturn]] void fail_to_write(const std::string& path, const std::string& why) {
  throw MachineTrouble(fmt::format("cannot write {}: {}", path, why));
}

/// A new file beside `path` that nobody else has, and its descriptor.
std::pair<std::string, int> make_neighbour(const std::string& path) {
  for (int number = 0; number < kNeighboursMax; ++number) {
    std::string neighbour = number == 0 ? fmt::format("{}.{}.tmp", path, ::getpid())
                                        : fmt::format("{}.{}-{}.tmp", path, ::getpid(), number);
    const int file = ::open(neighbour.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                            kReadAndWriteForAll);
    if (file >= 0) return {std::move(neighbour), file};
    if (errno != EEXIST) fail_to_write(neighbour, reason());
  }
  fail_to_write(path, "too many files of its name that end in .tmp");
}

/// What was written survives a power cut only after this.
void sync_to_disk(const std::string& path, int file) {
  if (::fsync(file) != 0) fail_to_write(path, reason());
}

/// Writes into the open file, and closes it.
void fill(const std::string& path, OpenFile file, const std::function<void(std::ostream&)>& write) {
  const int descriptor = file.get();
  __gnu_cxx::stdio_filebuf<char> buffer(descriptor, std::ios::out | std::ios::binary);
  // From here on the buffer closes it.
  file.release();
  std::ostream out(&buffer);
  write(out);
  out.flush();
  if (!out) fail_to_write(path, reason());
  sync_to_disk(path, descriptor);
}

}  // namespace

std::string read_file(const std::string& path, std::size_t bytes_max, Pipes pipes) {
  // Opening a pipe would wait for somebody who writes into it.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    const std::string why = reason();
    fail_to_read(path, "cannot be read: " + why + nearest_file(path));
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) fail_to_read(path, "cannot be read: " + reason());
  check_kind(path, facts, pipes);
  if (static_cast<std::size_t>(facts.st_size) > bytes_max) refuse_size(path, bytes_max);
  std::string content = read_all(path, file.get(), bytes_max);
  if (content.empty() && S_ISFIFO(facts.st_mode)) {
    fail_to_read(path, "is a pipe into which nobody writes");
  }
  return content;
}

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
  STORM_ASSERT(!path.empty());
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) fail_to_write(path, error.message());
  auto [neighbour, descriptor] = make_neighbour(path);
  try {
    fill(neighbour, OpenFile(descriptor), write);
    std::filesystem::rename(neighbour, path, error);
    if (error) fail_to_write(path, error.message());
  } catch (const MachineTrouble&) {
    // On a full disk half a file only takes room.
    std::filesystem::remove(neighbour, error);
    throw;
  }
}

}  // namespace storm::ci
