#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/operation.h"
#include "scenarios/recording/recorded_text.h"

namespace storm::scenarios {

/// What the operations of a recorded plan hold, letter by letter: so that a run's report can follow
/// each letter that somebody typed through all the notes that it is moved to.
struct RecordedSaves {
  struct Save {
    /// That stand in the value, in order.
    std::vector<CharacterId> characters;
    /// Of a delete: the save of its note that its user saw last, as far as the plan can know.
    std::optional<engine::OperationId> seen;
  };
  struct Character {
    std::uint32_t writer = 0;
    bool is_line_break = false;
  };
  /// A note that is there in the end.
  struct Paragraph {
    std::string document;
    std::string text;
  };

  const Save& of(engine::OperationId operation) const {
    return saves.at(static_cast<std::size_t>(operation) - 1);
  }

  /// By writer: the device's index in the plan.
  std::vector<std::uint32_t> devices;
  /// By operation: the first has the id 1.
  std::vector<Save> saves;
  /// By character: all that were ever typed.
  std::vector<Character> characters;
  /// In the order of the recorded text. Paragraphs into which nobody ever wrote have no note.
  std::vector<Paragraph> end;
};

}  // namespace storm::scenarios
