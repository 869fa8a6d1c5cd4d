#include "ci/machine/program.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace storm::ci {

namespace {

namespace fs = std::filesystem;

/// Whether the shell finds this program under its bare name.
bool found_in_path(const fs::path& program) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): this process has one thread.
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::string folder;
  while (std::getline(folders, folder, ':')) {
    std::error_code ignored;
    const fs::path candidate = fs::path(folder) / program.filename();
    if (fs::exists(candidate, ignored)) return fs::equivalent(candidate, program, ignored);
  }
  return false;
}

}  // namespace

const char* version() { return STORM_VERSION; }

std::string program_word() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error || found_in_path(program)) return "syncstorm";
  const fs::path from_here = program.lexically_relative(fs::current_path(error));
  if (error || from_here.empty() || *from_here.begin() == "..") return program.string();
  return from_here.string();
}

}  // namespace storm::ci
