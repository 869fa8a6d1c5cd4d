#include "scenarios/datatypes/data_type.h"

#include "engine/env/assertion.h"

namespace storm::scenarios {

std::string_view draw_cell(std::span<const std::string_view> cells, Random& random) {
  STORM_ASSERT(!cells.empty());
  return cells.size() == 1 ? cells.front() : cells[random.below(cells.size())];
}

}  // namespace storm::scenarios
