// What ci/determinism.query must find, and beside it what it must leave alone. Compiled and never
// linked: ci/check-determinism wants exactly one match for each line marked `// breach`.
#include <chrono>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>

#include "engine/env/task.h"

namespace storm::style {

using Table = std::unordered_map<int, int>;
struct Thing {
  int value = 0;
  std::map<const Thing*, int> by_address;  // breach
  std::set<Thing*> peers;                  // breach
};

int sum_in_hash_order(const Table& table) {
  int sum = 0;
  for (const auto& [key, value] : table) sum += key + value;  // breach
  return sum;
}

int first_in_hash_order(Table& table) {
  return table.begin()->first;  // breach
}

std::int64_t machine_time() {
  return std::chrono::steady_clock::now().time_since_epoch().count();  // breach
}

int machine_chance() {
  std::random_device device;                          // breach
  std::uniform_int_distribution<int> between(1, 20);  // breach
  return between(device);
}

Task<int> dangling(int value) {
  const auto later = [value]() -> Task<int> { co_return value; };  // breach
  return later();
}

template <class Work>
Task<int> spawn(Work work) {
  return work();
}

Task<int> kept(int value) {
  return spawn([value]() -> Task<int> { co_return value; });
}

int sum_in_order(const std::map<int, Thing*>& things) {
  int sum = 0;
  for (const auto& [key, thing] : things) sum += key + thing->value;
  return sum;
}

int looked_up(const Table& table) {
  const auto found = table.find(3);
  return found == table.end() ? 0 : found->second;
}

}  // namespace storm::style
