#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/files/diagnostic.h"

namespace storm::scenarios {

/// A text that several people really wrote at once, keystroke by keystroke, as
/// github.com/josephg/editing-traces publishes them ("concurrent" traces).
struct Recording {
  static constexpr std::uint32_t kWritersMax = 4;

  /// One change of a text: at `position`, in code points, `erased` are taken out and `inserted` put
  /// in.
  struct Patch {
    std::uint32_t position = 0;
    std::uint32_t erased = 0;
    std::u32string inserted;
  };

  /// What one writer did to the text as the writer saw it just then.
  struct Transaction {
    std::uint32_t writer = 0;
    /// By writer: the number, from one up, of the last transaction of that writer that is in the
    /// text which this one changes; zero if there is none. An author has seen all of its own.
    std::vector<std::uint32_t> seen_before;
    /// Applied one after the other.
    std::vector<Patch> patches;
  };

  std::uint32_t writers = 0;
  /// What a transaction has seen comes before it.
  std::vector<Transaction> transactions;
  /// The text after everything.
  std::u32string end_content;
};

constexpr std::size_t kRecordingBytesMax = 64 << 20;

/// Reads a recording: the bytes of its file, gzip or plain JSON. Any bytes are allowed.
/// `file_name` is for the diagnostic; no file is opened. What a recording says about positions is
/// checked by the replay (`recording_check.h`), not here.
std::variant<Recording, Diagnostic> read_recording(std::string_view bytes,
                                                   std::string_view file_name);

/// Why a scenario that replays a recording cannot run: `path` cannot be opened, or is empty because
/// none was given. Says where to get one.
Diagnostic missing_recording(std::string_view path);

}  // namespace storm::scenarios
