#include "scenarios/recording/recording.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <zlib.h>

#include "scenarios/recording/code_points.h"

namespace storm::scenarios {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kUnpackedBytesMax = 256 << 20;
constexpr std::size_t kPatchMax = 1 << 20;
constexpr std::string_view kWhereToGetOne =
    "a \"concurrent\" trace such as friendsforever.json.gz from "
    "https://github.com/josephg/editing-traces (licence CC BY 4.0)";

/// Unpacks gzip; nothing when it is broken or too big.
std::optional<std::string> unpack(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzipWindowBits = 15 + 16;
  if (inflateInit2(&stream, kGzipWindowBits) != Z_OK) return std::nullopt;
  std::string input(bytes);
  // zlib's interface predates const.
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::string output;
  std::vector<char> block(1 << 18);
  int state = Z_OK;
  while (state == Z_OK && output.size() < kUnpackedBytesMax) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    output.append(block.data(), block.size() - stream.avail_out);
    if (state == Z_BUF_ERROR) break;
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return std::nullopt;
  return output;
}

/// Reads the parts of the JSON. The first thing that is wrong ends it, with `problem` set.
class JsonReader {
 public:
  std::optional<Recording> read(const Json& root) {
    if (!root.is_object() || root.value("kind", Json()) != "concurrent") {
      return wrong("kind", "\"concurrent\"");
    }
    const auto writers = natural(root, "numAgents", Recording::kWritersMax);
    if (!writers || *writers == 0) return wrong("numAgents", "1 to 4 writers");
    recording_.writers = *writers;
    last_of_writer_.resize(*writers);
    if (!root.contains("endContent") || !root["endContent"].is_string()) {
      return wrong("endContent", "a text");
    }
    recording_.end_content = to_code_points(root["endContent"].get_ref<const std::string&>());
    if (!root.contains("txns") || !root["txns"].is_array()) return wrong("txns", "an array");
    for (const Json& json : root["txns"]) {
      if (!read_transaction(json)) return wrong_transaction();
    }
    return std::move(recording_);
  }

  const std::string& problem() const { return problem_; }

 private:
  std::nullopt_t wrong(std::string_view key, std::string_view expected) {
    problem_ = fmt::format("\"{}\" is not {}", key, expected);
    return std::nullopt;
  }

  std::nullopt_t wrong_transaction() {
    problem_ = fmt::format("transaction {} of \"txns\" is not one that this program can replay",
                           recording_.transactions.size());
    return std::nullopt;
  }

  static std::optional<std::uint32_t> natural(const Json& json, std::uint32_t maximum) {
    if (!json.is_number_unsigned() || json.get<std::uint64_t>() > maximum) return std::nullopt;
    return json.get<std::uint32_t>();
  }

  static std::optional<std::uint32_t> natural(const Json& object, const char* key,
                                              std::uint32_t maximum) {
    const auto place = object.find(key);
    return place == object.end() ? std::nullopt : natural(*place, maximum);
  }

  bool read_transaction(const Json& json) {
    if (!json.is_object()) return false;
    Recording::Transaction transaction;
    const auto writer = natural(json, "agent", recording_.writers - 1);
    if (!writer || !read_parents(json, transaction)) return false;
    transaction.writer = *writer;
    // A writer who has not seen what the same writer did before was writing in two places at once:
    // nothing that one device could replay.
    if (transaction.seen_before[*writer] != last_of_writer_[*writer]) return false;
    if (!read_patches(json, transaction)) return false;
    recording_.transactions.push_back(std::move(transaction));
    last_of_writer_[*writer] = static_cast<std::uint32_t>(recording_.transactions.size());
    return true;
  }

  bool read_parents(const Json& json, Recording::Transaction& transaction) const {
    transaction.seen_before.resize(recording_.writers);
    const auto parents = json.find("parents");
    if (parents == json.end() || !parents->is_array()) return false;
    for (const Json& parent : *parents) {
      const auto index = natural(parent, UINT32_MAX);
      if (!index || *index >= recording_.transactions.size()) return false;
      const Recording::Transaction& before = recording_.transactions[*index];
      for (std::uint32_t writer = 0; writer < recording_.writers; ++writer) {
        std::uint32_t seen = before.seen_before[writer];
        if (before.writer == writer) seen = *index + 1;
        transaction.seen_before[writer] = std::max(transaction.seen_before[writer], seen);
      }
    }
    return true;
  }

  static bool read_patches(const Json& json, Recording::Transaction& transaction) {
    const auto patches = json.find("patches");
    if (patches == json.end() || !patches->is_array()) return false;
    for (const Json& patch : *patches) {
      if (!patch.is_array() || patch.size() != 3 || !patch[2].is_string()) return false;
      const auto position = natural(patch[0], UINT32_MAX);
      const auto erased = natural(patch[1], UINT32_MAX);
      const auto& inserted = patch[2].get_ref<const std::string&>();
      if (!position || !erased || inserted.size() > kPatchMax) return false;
      transaction.patches.push_back({*position, *erased, to_code_points(inserted)});
    }
    return true;
  }

  Recording recording_;
  /// By writer: the number of its last transaction, counted from one.
  std::vector<std::uint32_t> last_of_writer_;
  std::string problem_;
};

}  // namespace

std::variant<Recording, Diagnostic> read_recording(std::string_view bytes,
                                                   std::string_view file_name) {
  Diagnostic diagnostic{.file = std::string(file_name), .expected = std::string(kWhereToGetOne)};
  std::optional<std::string> text{bytes};
  if (bytes.starts_with("\x1f\x8b")) text = unpack(bytes);
  if (!text) {
    diagnostic.problem = "the recording is damaged: it cannot be unpacked";
    return diagnostic;
  }
  const Json root = Json::parse(*text, nullptr, false);
  if (root.is_discarded()) {
    diagnostic.problem = "the recording is not JSON";
    return diagnostic;
  }
  JsonReader reader;
  if (auto recording = reader.read(root)) return std::move(*recording);
  diagnostic.problem = "the recording cannot be used: " + reader.problem();
  return diagnostic;
}

Diagnostic missing_recording(std::string_view path) {
  Diagnostic diagnostic{.file = std::string(path), .expected = std::string(kWhereToGetOne)};
  diagnostic.problem = "there is no such recording";
  if (path.empty()) {
    diagnostic.file = "--recording";
    diagnostic.problem = "the scenario replays a recording, and none was given";
  }
  return diagnostic;
}

}  // namespace storm::scenarios
