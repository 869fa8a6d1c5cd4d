#include "scenarios/world/snapshot_digest.h"

#include <charconv>
#include <string>
#include <string_view>
#include <xxhash.h>

namespace storm::scenarios {

namespace {

/// Length and bytes, so that no two different lists of strings look the same.
void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

}  // namespace

std::uint64_t digest_of(const engine::Snapshot& snapshot) {
  std::uint64_t digest = XXH3_64bits("", 0);
  std::string text;
  for (const auto& [name, document] : snapshot) {
    text.clear();
    append(text, name);
    append(text, document.scope);
    for (const auto& [field, value] : document.fields) {
      append(text, field);
      append(text, value);
    }
    text += '#';
    for (const auto& [counter, value] : document.counters) {
      if (value == 0) continue;
      append(text, counter);
      append(text, std::to_string(value));
    }
    digest = XXH3_64bits_withSeed(text.data(), text.size(), digest);
  }
  return digest;
}

}  // namespace storm::scenarios
