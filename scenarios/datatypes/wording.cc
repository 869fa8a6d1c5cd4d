#include "scenarios/datatypes/wording.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace storm::scenarios {
namespace {

constexpr std::size_t kQuotedBytesMax = 60;

constexpr std::array<std::string_view, 32> kQualities{
    "amber",  "blue",  "brisk",  "calm",  "clear",  "cold",   "crisp", "deep",
    "dusty",  "early", "faint",  "fresh", "gentle", "green",  "grey",  "high",
    "hollow", "late",  "little", "long",  "loud",   "low",    "mild",  "narrow",
    "old",    "pale",  "quiet",  "rough", "sharp",  "silver", "warm",  "wide"};

constexpr std::array<std::string_view, 32> kThings{
    "anchor", "apple",   "barrel", "bridge", "candle",  "canyon",  "cedar",  "cloud",
    "copper", "ferry",   "field",  "forest", "garden",  "harbour", "hill",   "island",
    "ladder", "lantern", "meadow", "mill",   "orchard", "paper",   "pebble", "river",
    "road",   "rope",    "sail",   "shore",  "stone",   "tower",   "valley", "window"};

}  // namespace

std::string unique_value(std::string_view device, engine::OperationId operation,
                         std::string_view field, Random& random) {
  const std::string_view quality = kQualities.at(random.below(kQualities.size()));
  const std::string_view thing = kThings.at(random.below(kThings.size()));
  return unique_value(device, operation, field, fmt::format("{} {}", quality, thing));
}

std::string unique_value(std::string_view device, engine::OperationId operation,
                         std::string_view field, std::string_view text) {
  return fmt::format("{}/op-{:05}/{} {}", device, static_cast<std::uint64_t>(operation), field,
                     text);
}

std::string_view text_of_value(std::string_view value) {
  const std::size_t space = value.find(' ');
  const std::size_t mark = value.find("/op-");
  if (space == std::string_view::npos || mark == std::string_view::npos || mark > space) {
    return value;
  }
  return value.substr(space + 1);
}

std::string document_name(std::string_view creator, std::uint32_t number) {
  return fmt::format("{}/doc-{:04}", creator, number);
}

std::string in_quotes(std::string_view text) {
  std::size_t length = std::min(text.size(), kQuotedBytesMax);
  if (length < text.size()) {
    // Not inside a UTF-8 sequence: step back over its continuation bytes.
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  std::string line(text.substr(0, length));
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20U; }, ' ');
  return fmt::format("\"{}{}\"", line, length < text.size() ? "..." : "");
}

}  // namespace storm::scenarios
