#pragma once

#include <vector>

#include "tests/style/source_file.h"

/// The rules of this repository that a program can check. Each takes files and returns the places
/// that break it; none reads a disk, so that each can be shown to fire on a few lines of text.
namespace storm::style {

/// Who may include whom: the layers, and the libraries that only some of them may know.
std::vector<Finding> layer_findings(const std::vector<SourceFile>& files);
/// No header may lead back to itself.
std::vector<Finding> include_cycle_findings(const std::vector<SourceFile>& files);
/// Within one layer, no folder may lead back to itself by way of another. Each cycle is reported at
/// the includes of its weakest step: those that are quickest to take out.
std::vector<Finding> folder_cycle_findings(const std::vector<SourceFile>& files);
/// Words that break determinism or the error rules, each with what to use instead. A comment on the
/// line or the one above, `// style: the reason`, excuses a line; so does `// look-up only` for a
/// hashed container.
std::vector<Finding> banned_word_findings(const std::vector<SourceFile>& files);
/// Headers begin with `#pragma once` and say what they are for before they declare anything.
std::vector<Finding> header_findings(const std::vector<SourceFile>& files);
/// Every source is compiled and every header included by somebody.
std::vector<Finding> unused_file_findings(const std::vector<SourceFile>& files);
/// A file name says where it is: no two alike.
std::vector<Finding> duplicate_name_findings(const std::vector<SourceFile>& files);
/// A type's name says which one it is: no two types of one name in different files. Types inside
/// other types and in unnamed namespaces are their owners' affair.
std::vector<Finding> duplicate_type_findings(const std::vector<SourceFile>& files);
/// Columns, leftovers, paths of somebody's machine.
std::vector<Finding> line_findings(const std::vector<SourceFile>& files);

}  // namespace storm::style
