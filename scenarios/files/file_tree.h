#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/files/diagnostic.h"

namespace storm::scenarios {

/// A TOML file as plain data with places, apart from the library that reads it: that library is
/// slow to compile, so one source file has it.
struct FileNode {
  enum class Kind : std::uint8_t {
    Text,
    Integer,
    /// `number` is in millionths, or `kDecimalTooBig`; `text` names one that is not finite.
    Decimal,
    Boolean,
    /// With an offset; `number` is in seconds since 1970-01-01T00:00:00Z, `nanoseconds` come on
    /// top.
    Moment,
    /// A date or a time of day that does not say where on earth.
    LocalTime,
    Array,
    Table,
  };
  struct Member;

  static constexpr std::int64_t kDecimalTooBig = INT64_MAX;

  Kind kind = Kind::Table;
  Place place;
  std::string text;
  std::int64_t number = 0;
  std::uint32_t nanoseconds = 0;
  std::vector<FileNode> items;
  /// In the order of the file.
  std::vector<Member> members;
};

struct FileNode::Member {
  std::string key;
  Place place;
  FileNode value;
};

/// What a person may have written by hand, and more.
constexpr std::size_t kTreeBytesMax = 4 << 20;

/// What a node is, for a person: `the text "abc"`.
std::string describe(const FileNode& node);

/// Reads a TOML 1.0 file. What is wrong with it goes to `diagnostics`; then the tree is empty.
/// Any bytes are allowed as `text`; more than `bytes_max` of them are not read. A byte order mark
/// is skipped.
FileNode read_file_tree(std::string_view text, Diagnostics& diagnostics,
                        std::size_t bytes_max = kTreeBytesMax);

}  // namespace storm::scenarios
