#pragma once

#include <functional>
#include <iosfwd>
#include <string>

namespace storm::ci {

/// Reads a whole file. Throws BadInput when it is not there or cannot be read.
std::string read_file(const std::string& path);

/// Writes a file so that at each moment either the old one or the whole new one is there: into a
/// neighbour, which is then renamed. Makes the folders above it. Throws MachineTrouble.
void write_file(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace storm::ci
