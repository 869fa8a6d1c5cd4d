#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

/// JSON as this program writes it, and members of JSON that somebody else may have written, each
/// checked for its type and range: what nlohmann's own conversions let pass, such as 1.5 or -1 for
/// a count, is refused here.
namespace storm::ci {

/// With a fixed order of keys. Keys are identifiers.
using Json = nlohmann::ordered_json;

/// The number of the format of everything in JSON that is printed or left for others, as the member
/// `format`. It grows whenever a member changes its name, type or meaning; new members leave it
/// alone. 1 was that of `failure.json` alone; what else there was then had no number.
constexpr std::int64_t kJsonFormat = 2;

/// In one line, or indented by so much. An engine's words may be any bytes, JSON's must be UTF-8:
/// what is not is replaced.
std::string json_text(const Json& json, int indent = -1);

/// A member is missing, or not what is expected; the words name it.
class UnfitJson final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The document in the text. Throws UnfitJson when it is none.
Json parse_json(const std::string& text);

/// The member of that name. All of these throw UnfitJson.
const Json& member_in(const Json& object, const char* key);
const Json& list_in(const Json& object, const char* key);
const Json& object_in(const Json& object, const char* key);
std::string text_in(const Json& object, const char* key);
/// Empty when there is none.
std::string optional_text_in(const Json& object, const char* key);
bool boolean_in(const Json& object, const char* key);
std::int64_t integer_in(const Json& object, const char* key);
std::uint64_t count_in(const Json& object, const char* key);
/// A seed is written as text: a 64-bit number does not survive every JSON reader.
std::uint64_t seed_in(const Json& object);

/// Elements and values on their own; `what` names them in the words.
std::string text_of(const Json& value, const char* what);
std::uint64_t count_of(const Json& value, const char* what);

/// The whole text as a decimal number, and nothing else.
std::optional<std::uint64_t> parse_seed(const std::string& text);

}  // namespace storm::ci
