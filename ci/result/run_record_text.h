#pragma once

#include <string>

#include "ci/machine/exit_code.h"
#include "ci/result/run_record.h"

namespace storm::ci {

/// The summary of one run, for people. Ends in a newline.
std::string to_text(const RunRecord& record);
/// One line for one of many runs, without a newline.
std::string to_line(const RunRecord& record);

/// The exit code that the record alone asks for.
ExitCode exit_code_of(const RunRecord& record);

}  // namespace storm::ci
