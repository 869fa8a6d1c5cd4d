#include "ci/result/json_fields.h"

#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <string_view>
#include <system_error>

namespace storm::ci {

namespace {

[[noreturn]] void unfit(const char* what, const char* why) {
  throw UnfitJson(fmt::format("\"{}\" {}", what, why));
}

}  // namespace

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

Json parse_json(const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& problem) {
    // Without the number of its kind, which helps nobody.
    const std::string_view words = problem.what();
    const std::size_t end = words.find("] ");
    throw UnfitJson(std::string(end == std::string_view::npos ? words : words.substr(end + 2)));
  }
}

const Json& member_in(const Json& object, const char* key) {
  if (!object.is_object()) unfit(key, "is looked for in what is not an object");
  const auto found = object.find(key);
  if (found == object.end()) unfit(key, "is missing");
  return *found;
}

const Json& list_in(const Json& object, const char* key) {
  const Json& value = member_in(object, key);
  if (!value.is_array()) unfit(key, "is not a list");
  return value;
}

const Json& object_in(const Json& object, const char* key) {
  const Json& value = member_in(object, key);
  if (!value.is_object()) unfit(key, "is not an object");
  return value;
}

std::string text_in(const Json& object, const char* key) {
  return text_of(member_in(object, key), key);
}

std::string optional_text_in(const Json& object, const char* key) {
  return object.contains(key) ? text_in(object, key) : std::string();
}

bool boolean_in(const Json& object, const char* key) {
  const Json& value = member_in(object, key);
  if (!value.is_boolean()) unfit(key, "is neither true nor false");
  return value.get<bool>();
}

std::int64_t integer_in(const Json& object, const char* key) {
  const Json& value = member_in(object, key);
  if (!value.is_number_integer()) unfit(key, "is not an integer");
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMax) {
    unfit(key, "does not fit into 64 bits");
  }
  return value.get<std::int64_t>();
}

std::uint64_t count_in(const Json& object, const char* key) {
  return count_of(member_in(object, key), key);
}

std::uint64_t seed_in(const Json& object) {
  const std::optional<std::uint64_t> seed = parse_seed(text_in(object, "seed"));
  if (!seed) unfit("seed", "is not a number");
  return *seed;
}

std::string text_of(const Json& value, const char* what) {
  if (!value.is_string()) unfit(what, "is not a text");
  return value.get<std::string>();
}

std::uint64_t count_of(const Json& value, const char* what) {
  if (!value.is_number_unsigned()) unfit(what, "is not a count");
  return value.get<std::uint64_t>();
}

std::optional<std::uint64_t> parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return seed;
}

}  // namespace storm::ci
