#pragma once

#include <string>
#include <vector>

namespace storm::ci {

/// What a program printed, and how it ended.
struct ProgramRun {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

/// Runs a program to its end with these arguments; the first names it. Nothing is read from a
/// terminal, and nothing passes through a shell.
ProgramRun run_program(const std::vector<std::string>& words);

/// Runs syncstorm with these arguments.
ProgramRun run_syncstorm(const std::vector<std::string>& arguments);

/// A folder that is empty at first and gone at the end.
class TemporaryFolder final {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }
  /// Writes a file into the folder and returns its path.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace storm::ci
