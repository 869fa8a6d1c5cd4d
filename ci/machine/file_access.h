#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace storm::ci {

/// No file that people or this program write is bigger.
constexpr std::size_t kFileBytesMax = std::size_t{128} << 20U;

/// Which kinds of file may be read.
enum class Pipes {
  /// What a scenario names: a pipe could keep everybody waiting.
  Refused,
  /// What somebody names who also writes into it, such as `<(make-scenario)`. It is empty once it
  /// has been read.
  Taken,
};

/// Reads a whole file. Kind and size are looked at first: nobody waits for a pipe into which nobody
/// writes, and no device fills the memory.
/// Throws BadInput when it is not there, cannot be read, is no file or has more than `bytes_max`.
std::string read_file(const std::string& path, std::size_t bytes_max = kFileBytesMax,
                      Pipes pipes = Pipes::Taken);

/// Writes a file so that at each moment either the old one or the whole new one is there: into a
/// neighbour that nobody else has, which is then renamed; no link is followed there. Makes the
/// folders above it. Throws MachineTrouble.
void write_file(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace storm::ci
