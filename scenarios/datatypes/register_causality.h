#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "scenarios/datatypes/cell_history.h"

namespace storm::scenarios {

/// Which writes of one register knew which others, as a graph of direct knowledge. Everything here
/// is linear in the number of writes but for the look-ups of values.
class RegisterCausality final {
 public:
  /// Requires: `history` outlives this.
  explicit RegisterCausality(const CellHistory& history);

  /// For each write whether it knew `origin`, directly or not.
  std::vector<char> knew(std::size_t origin) const;
  /// For each write whether `origin` knew it, directly or not.
  std::vector<char> known_to(std::size_t origin) const;
  /// For each write whether a promised one knew it, directly or not.
  std::vector<char> known_to_promised() const;

 private:
  /// What a write directly knew: indices that are smaller than its own.
  struct Links {
    std::optional<std::size_t> saw;
    std::optional<std::size_t> after_own;
  };

  const std::vector<CellDeed>& deeds_;
  std::vector<Links> links_;
};

}  // namespace storm::scenarios
