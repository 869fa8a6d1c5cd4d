#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/recording/recording.h"

namespace storm::scenarios {

/// Names a character of a recording, for good: where it stands changes, and it may be erased.
enum class CharacterId : std::uint32_t {};

/// All characters that were ever in a text, in one order, and which of them each writer has before
/// the eyes: what a replicated text is. A new character goes right behind the one that its writer
/// saw before it. Leaves out: what to do when two writers insert at one position without knowing of
/// each other, as that does not happen in the recordings that are used.
class RecordedText {
 public:
  explicit RecordedText(std::uint32_t writers);

  /// How many characters the writer sees.
  std::uint32_t size(std::uint32_t writer) const;
  /// Requires: position <= size(writer). Only the writer sees it at first.
  CharacterId insert(std::uint32_t writer, std::uint32_t position, char32_t point);
  /// The character that the writer sees at `position`. Requires: position < size(writer).
  CharacterId at(std::uint32_t writer, std::uint32_t position) const;
  /// The writer begins, or stops, to see a character.
  void show(std::uint32_t writer, CharacterId character);
  void hide(std::uint32_t writer, CharacterId character);

  // Here, as a planner asks for each letter of a note each time that it is saved.
  char32_t point(CharacterId character) const { return of(character).point; }
  /// Who wrote it.
  std::uint32_t writer(CharacterId character) const { return of(character).writer; }
  bool is_shown(std::uint32_t writer, CharacterId character) const {
    return of(character).shown.at(writer);
  }
  /// The neighbours in the order of all characters, or nothing at the ends.
  std::optional<CharacterId> before(CharacterId character) const {
    return neighbour(of(character).before);
  }
  std::optional<CharacterId> after(CharacterId character) const {
    return neighbour(of(character).after);
  }
  std::optional<CharacterId> first() const;
  /// The last line break before a character in the order of all characters, whoever sees it; or
  /// nothing. Cost: that of going through one chunk, not through the text.
  std::optional<CharacterId> line_break_before(CharacterId character) const;
  /// How many characters there are, erased ones included.
  std::uint32_t characters() const { return static_cast<std::uint32_t>(characters_.size()); }

  /// The text that the writer sees.
  std::u32string text(std::uint32_t writer) const;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Character {
    char32_t point = 0;
    std::uint32_t writer = 0;
    std::uint32_t chunk = 0;
    std::uint32_t before = kNone;
    std::uint32_t after = kNone;
    std::array<bool, Recording::kWritersMax> shown{};
  };
  /// Neighbours are kept together, so that a position is found by counting chunks first.
  struct Chunk {
    std::vector<std::uint32_t> characters;
    std::array<std::uint32_t, Recording::kWritersMax> shown{};
    std::uint32_t line_breaks = 0;
  };

  const Character& of(CharacterId character) const {
    return characters_[static_cast<std::uint32_t>(character)];
  }
  static std::optional<CharacterId> neighbour(std::uint32_t index) {
    return index == kNone ? std::nullopt : std::optional(CharacterId{index});
  }
  /// The last line break among the first `count` characters of the chunk.
  std::optional<CharacterId> last_line_break(const Chunk& chunk, std::size_t count) const;
  void set_shown(std::uint32_t writer, CharacterId character, bool is_shown);
  void split_if_big(std::uint32_t chunk);

  std::vector<Character> characters_;
  std::vector<Chunk> chunks_;
  /// Indices into `chunks_`, in the order of the text.
  std::vector<std::uint32_t> chunk_order_;
  std::array<std::uint32_t, Recording::kWritersMax> sizes_{};
  std::uint32_t writers_;
  std::uint32_t first_ = kNone;
};

/// What one transaction did to a text.
struct RecordedChange {
  std::vector<CharacterId> inserted;
  std::vector<CharacterId> erased;
};

/// Plays a recording, transaction by transaction: before each, its writer gets to see what the
/// writer had seen in truth.
class RecordingReplay {
 public:
  /// Requires: `recording` outlives this.
  explicit RecordingReplay(const Recording& recording);

  bool is_over() const { return next_ == recording_.transactions.size(); }
  /// Plays the next transaction and returns what it did, or null when it cannot be played: a
  /// position lies beyond the text that its writer saw. The answer is valid until the next call.
  /// Requires: not is_over().
  const RecordedChange* step();
  /// Lets the writer see everything that has been played.
  void merge_all(std::uint32_t writer);

  const RecordedText& text() const { return text_; }

 private:
  void merge(std::uint32_t writer, const std::vector<std::uint32_t>& seen_before);
  bool apply(std::uint32_t writer, const Recording::Patch& patch, RecordedChange& change);

  const Recording& recording_;
  RecordedText text_;
  std::uint32_t next_ = 0;
  std::vector<RecordedChange> changes_;
  /// By writer, by author: up to which transaction the writer sees the author's.
  std::vector<std::vector<std::uint32_t>> seen_;
};

}  // namespace storm::scenarios
