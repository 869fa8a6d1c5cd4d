#pragma once

namespace storm::sqlite_suite {

/// Lets Tcl's file commands (open, file, glob) see the simulated disk where SuiteDisk covers a
/// name, and what the machine's file system has there beside it. Folders are the machine's. What it
/// leaves out: links, attributes, times.
void mount_simulated_disk();

}  // namespace storm::sqlite_suite
