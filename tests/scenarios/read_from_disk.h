#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <variant>

#include "scenarios/scenario_reader.h"

namespace storm::scenarios {

/// Hands over the files that scenarios of the project name; tests run in its top folder.
inline std::variant<std::string, UnreadableFile> read_from_disk(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return UnreadableFile{.why = path + " is not there"};
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace storm::scenarios
