#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "scenarios/datatypes/data_type.h"
#include "scenarios/plan/plan.h"
#include "scenarios/plan/presence.h"
#include "scenarios/recording/recorded_saves.h"
#include "scenarios/recording/recorded_text.h"

namespace storm::scenarios {

/// Turns what writers type into saves of notes, one note for each paragraph: see
/// `recording_planner.h`. Is told of each change in the order of time.
class NoteTaker {
 public:
  enum class Detail : std::uint8_t { PlanOnly, Saves };
  struct Options {
    /// By writer: the device's index in the plan.
    std::vector<std::uint32_t> devices;
    std::string scope;
    /// Characters.
    std::uint32_t save_after = 0;
    /// Whether to note down what each operation holds: several times what the plan takes.
    Detail detail = Detail::PlanOnly;
  };

  /// Requires: all outlive this, and `plan` is complete but for its operations.
  NoteTaker(const Plan& plan, const Presence& presence, const RecordedText& text, Options options);

  /// A writer has changed the text.
  void take(std::uint32_t writer, const RecordedChange& change, Instant now);
  /// Everybody saves. Returns the operations, in the order of time.
  std::vector<PlannedOperation> finish(Instant now);
  /// What the operations hold, if that was asked for, and the notes as `writer` sees the text now.
  /// Call it after finish().
  RecordedSaves saves(std::uint32_t writer);

 private:
  /// A paragraph is known by the line break that begins it; the first has none.
  using ParagraphKey = std::optional<CharacterId>;

  struct Saved {
    engine::OperationId operation{};
    std::uint32_t writer = 0;
    Instant published_at{};
  };
  struct Note {
    std::string document;
    std::uint32_t creator = 0;
    Instant published_at{};
    /// By whom: nobody saves into a note that the same writer has deleted.
    std::set<std::uint32_t> deleted_by;
    std::uint32_t last_saved_by = 0;
    std::u32string last_saved;
    std::vector<Saved> saves;
  };
  static constexpr Instant kNever = Instant::max();
  /// When the others can know of a change, if it has been saved.
  struct Published {
    Published() { erased_by.fill(kNever); }
    Instant inserted = kNever;
    std::array<Instant, Recording::kWritersMax> erased_by;
  };
  struct Desk {
    ParagraphKey paragraph;
    std::uint32_t typed = 0;
    std::uint32_t notes_made = 0;
    /// By character.
    std::vector<bool> erased;
  };
  /// What a writer can know at one moment.
  struct Sight {
    std::uint32_t writer = 0;
    /// All that had been published by then.
    Instant seen_until{};
  };
  /// A paragraph before a writer's eyes.
  struct Page {
    /// All that stand in it, erased ones and those included that have not arrived.
    std::vector<CharacterId> characters;
    std::vector<CharacterId> shown;
    std::u32string text;
  };
  /// A save or a deletion that waits for its note to arrive.
  struct Waiting {
    Instant due{};
    std::uint32_t writer = 0;
    ParagraphKey paragraph;
    auto operator<=>(const Waiting&) const = default;
  };

  Published& published(CharacterId character);
  bool has_erased(std::uint32_t writer, CharacterId character) const;
  Sight sight_of(std::uint32_t writer, Instant now) const;
  bool knows_erasure(const Sight& sight, CharacterId character) const;
  bool knows(const Sight& sight, CharacterId character) const;
  bool begins_paragraph(const Sight& sight, CharacterId character) const;
  /// The paragraph that a character stands in. A line break stands in the one that it begins.
  ParagraphKey paragraph_of(const Sight& sight, std::optional<CharacterId> character) const;
  Page page_of(const Sight& sight, ParagraphKey paragraph) const;

  void turn_to(std::uint32_t writer, ParagraphKey paragraph, Instant now);
  void save(std::uint32_t writer, ParagraphKey paragraph, Instant now);
  void remove(std::uint32_t writer, CharacterId line_break, Instant now);
  /// Whether the writer's device shows the note; if not, the work is done when it does.
  bool has_arrived(std::uint32_t writer, const Note& note, ParagraphKey paragraph, Instant now);
  void publish(std::uint32_t writer, const std::vector<CharacterId>& characters, Instant now);
  void do_what_waited(Instant now);
  engine::Operation& add(std::uint32_t writer, const Verb& verb, Instant now);
  /// Notes down what the last operation holds.
  void note_down(RecordedSaves::Save save);

  const Plan& plan_;
  const Presence& presence_;
  const RecordedText& text_;
  Options options_;
  std::vector<Desk> desks_;
  std::map<ParagraphKey, Note> notes_;
  /// By character.
  std::vector<Published> published_;
  std::set<Waiting> waiting_;
  std::vector<PlannedOperation> operations_;
  /// By operation, if that was asked for.
  std::vector<RecordedSaves::Save> saves_;
};

}  // namespace storm::scenarios
