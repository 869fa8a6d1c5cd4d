#include <cstdlib>
#include <string>
#include <tcl.h>

#include "tests/sim/sqlite_suite/suite_disk.h"
#include "tests/sim/sqlite_suite/suite_filesystem.h"

// The two places where SQLite's testfixture lets somebody else in.

extern "C" {
const char* sqlite3TestInit(Tcl_Interp* interpreter);
/// SQLITE_EXTRA_INIT: at the end of each sqlite3_initialize().
int storm_suite_sqlite_init(const char* unused);
/// TCLSH_INIT_PROC: fills the first interpreter.
const char* storm_suite_tcl_init(Tcl_Interp* interpreter);
}

namespace storm::sqlite_suite {

namespace {

/// storm_disk export FILE | import FILE | cut NTH FILE IMAGE: see SuiteDisk.
int disk_command(ClientData /*data*/, Tcl_Interp* interpreter, int count, Tcl_Obj* const words[]) {
  const auto word = [words](int index) { return std::string(Tcl_GetString(words[index])); };
  SuiteDisk& suite = SuiteDisk::instance();
  if (count == 3 && word(1) == "export") {
    suite.export_to(word(2));
  } else if (count == 3 && word(1) == "import") {
    suite.import_from(word(2));
  } else if (count == 5 && word(1) == "cut") {
    suite.cut_power_at(std::stoull(word(2)), SuiteDisk::full_name(word(3)), word(4));
  } else {
    Tcl_SetObjResult(interpreter, Tcl_NewStringObj("export | import | cut", -1));
    return TCL_ERROR;
  }
  return TCL_OK;
}

/// A child process begins with its parent's files, and leaves what it made of them.
void inherit_disk() {
  static const char* const kImage = std::getenv("STORM_SUITE_IMAGE");
  if (kImage == nullptr) return;
  SuiteDisk::instance().import_from(kImage);
  std::atexit([] { SuiteDisk::instance().export_to(kImage); });
}

}  // namespace

}  // namespace storm::sqlite_suite

extern "C" int storm_suite_sqlite_init(const char* /*unused*/) {
  if (storm::sqlite_suite::is_simulated()) {
    storm::sqlite_suite::SuiteDisk::instance().be_default_vfs();
  }
  return 0;
}

extern "C" const char* storm_suite_tcl_init(Tcl_Interp* interpreter) {
  const char* script = sqlite3TestInit(interpreter);
  if (storm::sqlite_suite::is_simulated()) {
    storm::sqlite_suite::inherit_disk();
    storm::sqlite_suite::mount_simulated_disk();
    Tcl_CreateObjCommand(interpreter, "storm_disk", storm::sqlite_suite::disk_command, nullptr,
                         nullptr);
    const char* overrides = std::getenv("STORM_SUITE_SCRIPT");
    if (overrides == nullptr || Tcl_EvalFile(interpreter, overrides) != TCL_OK) {
      return "error {the suite's script does not run}";
    }
  }
  return script;
}
