#include "engine/systems.h"

#include <algorithm>
#include <array>

#include "engine/naive/naive_system.h"
#include "engine/reference/reference_system.h"

namespace storm::engine {

std::span<const System> systems() {
  static const std::array<System, 2> kSystems{reference::reference_system(), naive::naive_system()};
  return kSystems;
}

const System* find_system(std::string_view name) {
  const auto all = systems();
  const auto found = std::ranges::find(all, name, &System::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace storm::engine
