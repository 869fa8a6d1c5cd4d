#pragma once

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
#include "scenarios/recording/recorded_text.h"

namespace storm::scenarios {

/// Turns what writers type into saves of notes, one note for each paragraph: see
/// `recording_planner.h`. Is told of each change in the order of time.
class NoteTaker {
 public:
  struct Options {
    /// By writer: the device's index in the plan.
    std::vector<std::uint32_t> devices;
    std::string scope;
    /// Characters.
    std::uint32_t save_after = 0;
  };

  /// Requires: all outlive this, and `plan` is complete but for its operations.
  NoteTaker(const Plan& plan, const Presence& presence, const RecordedText& text, Options options);

  /// A writer has changed the text.
  void take(std::uint32_t writer, const RecordedChange& change, Instant now);
  /// Everybody saves. Returns the operations, in the order of time.
  std::vector<PlannedOperation> finish(Instant now);

 private:
  /// A paragraph is known by the line break that begins it; the first has none.
  using ParagraphKey = std::optional<CharacterId>;

  struct Note {
    std::string document;
    std::uint32_t creator = 0;
    Instant published_at{};
    /// By whom: nobody saves into a note that the same writer has deleted.
    std::set<std::uint32_t> deleted_by;
    std::uint32_t last_saved_by = 0;
    std::u32string last_saved;
  };
  /// When the others can know of a change, if it has been saved.
  struct Published {
    std::optional<Instant> inserted;
    std::map<std::uint32_t, Instant> erased_by;
  };
  struct Desk {
    ParagraphKey paragraph;
    std::uint32_t typed = 0;
    std::uint32_t notes_made = 0;
    std::set<CharacterId> erased;
  };
  /// A save or a deletion that waits for its note to arrive.
  struct Waiting {
    Instant due{};
    std::uint32_t writer = 0;
    ParagraphKey paragraph;
    auto operator<=>(const Waiting&) const = default;
  };

  Published& published(CharacterId character);
  bool knows_erasure(std::uint32_t writer, CharacterId character, Instant now) const;
  bool knows(std::uint32_t writer, CharacterId character, Instant now) const;
  bool begins_paragraph(std::uint32_t writer, CharacterId character, Instant now) const;
  /// The paragraph that a character stands in. A line break stands in the one that it begins.
  ParagraphKey paragraph_of(std::uint32_t writer, std::optional<CharacterId> character,
                            Instant now) const;
  std::vector<CharacterId> characters_of(std::uint32_t writer, ParagraphKey paragraph,
                                         Instant now) const;

  void turn_to(std::uint32_t writer, ParagraphKey paragraph, Instant now);
  void save(std::uint32_t writer, ParagraphKey paragraph, Instant now);
  void remove(std::uint32_t writer, CharacterId line_break, Instant now);
  /// Whether the writer's device shows the note; if not, the work is done when it does.
  bool has_arrived(std::uint32_t writer, const Note& note, ParagraphKey paragraph, Instant now);
  void publish(std::uint32_t writer, const std::vector<CharacterId>& characters, Instant now);
  void do_what_waited(Instant now);
  engine::Operation& add(std::uint32_t writer, const Verb& verb, Instant now);

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
};

}  // namespace storm::scenarios
