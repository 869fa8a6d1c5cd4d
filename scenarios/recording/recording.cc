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

// The biggest of the published recordings unpacks to thirty million bytes.
constexpr std::size_t kUnpackedBytesMax = 64 << 20;
constexpr std::size_t kPatchMax = 1 << 20;
constexpr std::string_view kWhereToGetOne =
    "a \"concurrent\" trace such as friendsforever.json.gz from "
    "https://github.com/josephg/editing-traces (licence CC BY 4.0)";

/// Unpacks gzip, piece by piece, so that a small file does not fill the memory.
class Unpacker final {
 public:
  explicit Unpacker(std::string_view bytes) : input_(bytes) {
    is_ready_ = inflateInit2(&stream_, kGzipWindowBits) == Z_OK;
    // zlib's interface predates const.
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(input_.size());
  }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  ~Unpacker() { inflateEnd(&stream_); }

  /// The text, or nothing, with problem() set. A file may have several members, one after the
  /// other: RFC 1952, 2.2.
  std::optional<std::string> unpack() {
    std::string output;
    if (!is_ready_) return wrong("the recording cannot be unpacked: zlib does not start");
    do {
      if (!unpack_member(output)) return std::nullopt;
      skip_padding();
    } while (stream_.avail_in != 0 && inflateReset(&stream_) == Z_OK);
    return output;
  }

  const std::string& problem() const { return problem_; }

 private:
  static constexpr int kGzipWindowBits = 15 + 16;

  std::nullopt_t wrong(std::string problem) {
    problem_ = std::move(problem);
    return std::nullopt;
  }

  bool unpack_member(std::string& output) {
    int state = Z_OK;
    while (state == Z_OK) {
      stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
      stream_.avail_out = static_cast<uInt>(block_.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      output.append(block_.data(), block_.size() - stream_.avail_out);
      if (output.size() > kUnpackedBytesMax) {
        wrong(fmt::format("the recording is too big: at most {} bytes are unpacked",
                          kUnpackedBytesMax));
        return false;
      }
    }
    if (state != Z_STREAM_END) wrong("the recording is damaged: it cannot be unpacked");
    return state == Z_STREAM_END;
  }

  /// Tapes and some servers fill up with zeros.
  void skip_padding() {
    while (stream_.avail_in != 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
  }

  std::string input_;
  z_stream stream_{};
  std::vector<char> block_ = std::vector<char>(1 << 18);
  bool is_ready_ = false;
  std::string problem_;
};

/// Reads the parts of the JSON. The first thing that is wrong ends it, with `problem` set.
class JsonReader {
 public:
  std::optional<Recording> read(const Json& root) {
    if (!is_concurrent(root)) return wrong("kind", "\"concurrent\"");
    const auto writers = natural(root, "numAgents", Recording::kWritersMax);
    if (!writers || *writers == 0) {
      return wrong("numAgents", fmt::format("1 to {} writers", Recording::kWritersMax));
    }
    recording_.writers = *writers;
    last_of_writer_.resize(*writers);
    const auto end = root.find("endContent");
    if (end == root.end() || !end->is_string()) return wrong("endContent", "a text");
    recording_.end_content = to_code_points(end->get_ref<const std::string&>());
    const auto transactions = root.find("txns");
    if (transactions == root.end() || !transactions->is_array()) return wrong("txns", "an array");
    for (const Json& json : *transactions) {
      if (!read_transaction(json)) return std::nullopt;
    }
    return std::move(recording_);
  }

  const std::string& problem() const { return problem_; }

 private:
  static bool is_concurrent(const Json& root) {
    if (!root.is_object()) return false;
    const auto kind = root.find("kind");
    return kind != root.end() && kind->is_string() && *kind == "concurrent";
  }

  std::nullopt_t wrong(std::string_view key, std::string_view expected) {
    problem_ = fmt::format("\"{}\" is not {}", key, expected);
    return std::nullopt;
  }

  /// Says what is wrong with the transaction that is being read.
  bool wrong(std::string_view what) {
    problem_ = fmt::format("transaction {} of \"txns\": {}", recording_.transactions.size(), what);
    return false;
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
    if (!json.is_object()) return wrong("it is no object");
    Recording::Transaction transaction;
    const auto writer = natural(json, "agent", recording_.writers - 1);
    if (!writer) {
      return wrong(fmt::format("\"agent\" is not one of the {} writers, counted from 0",
                               recording_.writers));
    }
    if (!read_parents(json, transaction)) return false;
    transaction.writer = *writer;
    // Nothing that one device could replay.
    if (transaction.seen_before[*writer] != last_of_writer_[*writer]) {
      return wrong(
          fmt::format("its writer, {}, has not seen what the same writer did before: that is "
                      "somebody who writes in two places at once",
                      *writer));
    }
    if (!read_patches(json, transaction)) return false;
    recording_.transactions.push_back(std::move(transaction));
    last_of_writer_[*writer] = static_cast<std::uint32_t>(recording_.transactions.size());
    return true;
  }

  bool read_parents(const Json& json, Recording::Transaction& transaction) {
    transaction.seen_before.resize(recording_.writers);
    const auto parents = json.find("parents");
    if (parents == json.end() || !parents->is_array()) return wrong("\"parents\" is no array");
    for (const Json& parent : *parents) {
      const auto index = natural(parent, UINT32_MAX);
      if (!index || *index >= recording_.transactions.size()) {
        return wrong(fmt::format("its parent {} is no transaction before it",
                                 index ? fmt::format("{}", *index) : "is no number and"));
      }
      const Recording::Transaction& before = recording_.transactions[*index];
      for (std::uint32_t writer = 0; writer < recording_.writers; ++writer) {
        std::uint32_t seen = before.seen_before[writer];
        if (before.writer == writer) seen = *index + 1;
        transaction.seen_before[writer] = std::max(transaction.seen_before[writer], seen);
      }
    }
    return true;
  }

  bool read_patches(const Json& json, Recording::Transaction& transaction) {
    const auto patches = json.find("patches");
    if (patches == json.end() || !patches->is_array()) return wrong("\"patches\" is no array");
    for (const Json& patch : *patches) {
      if (!read_patch(patch, transaction)) return false;
    }
    return true;
  }

  bool read_patch(const Json& patch, Recording::Transaction& transaction) {
    const std::size_t number = transaction.patches.size();
    const auto wrong_patch = [&](std::string_view what) {
      return wrong(fmt::format("patch {} {}", number, what));
    };
    // Some recordings give each patch a time of its own, which means as little as the others.
    const bool has_time = patch.is_array() && patch.size() == 4;
    if (!patch.is_array() || (patch.size() != 3 && !has_time)) {
      return wrong_patch(
          "is not a position, a number of characters to erase, a text and, if at "
          "all, a time");
    }
    const auto position = natural(patch[0], UINT32_MAX);
    if (!position) return wrong_patch("has a position that is no number from 0 up");
    const auto erased = natural(patch[1], UINT32_MAX);
    if (!erased) return wrong_patch("erases a number of characters that is none from 0 up");
    if (!patch[2].is_string()) return wrong_patch("inserts what is no text");
    const auto& inserted = patch[2].get_ref<const std::string&>();
    if (inserted.size() > kPatchMax) {
      return wrong_patch(fmt::format("inserts more than {} bytes", kPatchMax));
    }
    if (has_time && !patch[3].is_string() && !patch[3].is_number()) {
      return wrong_patch("has a fourth element that is no time");
    }
    transaction.patches.push_back({*position, *erased, to_code_points(inserted)});
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
  if (bytes.size() > kRecordingBytesMax) {
    diagnostic.problem =
        fmt::format("the recording is too big: at most {} bytes are read", kRecordingBytesMax);
    return diagnostic;
  }
  if (bytes.starts_with("\x1f\x8b")) {
    Unpacker unpacker(bytes);
    text = unpacker.unpack();
    diagnostic.problem = unpacker.problem();
  }
  if (!text) return diagnostic;
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
