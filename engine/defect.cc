#include "engine/defect.h"

#include <algorithm>

namespace storm::engine {

const Defect* find_defect(std::span<const Defect> defects, std::string_view id) {
  const auto found = std::ranges::find(defects, id, &Defect::id);
  return found == defects.end() ? nullptr : &*found;
}

}  // namespace storm::engine
