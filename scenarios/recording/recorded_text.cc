#include "scenarios/recording/recorded_text.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::scenarios {
namespace {

constexpr std::size_t kChunkCharactersMax = 512;
constexpr char32_t kLineBreak = U'\n';

constexpr std::uint32_t to_index(CharacterId character) {
  return static_cast<std::uint32_t>(character);
}

}  // namespace

RecordedText::RecordedText(std::uint32_t writers) : chunks_(1), chunk_order_{0}, writers_(writers) {
  STORM_ASSERT(writers <= Recording::kWritersMax);
}

std::uint32_t RecordedText::size(std::uint32_t writer) const { return sizes_.at(writer); }

CharacterId RecordedText::at(std::uint32_t writer, std::uint32_t position) const {
  STORM_ASSERT(position < size(writer));
  std::uint32_t left = position;
  for (const std::uint32_t index : chunk_order_) {
    const Chunk& chunk = chunks_[index];
    if (left >= chunk.shown.at(writer)) {
      left -= chunk.shown.at(writer);
      continue;
    }
    for (const std::uint32_t character : chunk.characters) {
      if (!characters_[character].shown.at(writer)) continue;
      if (left == 0) return CharacterId{character};
      --left;
    }
  }
  STORM_ASSERT(false);
  return CharacterId{};
}

CharacterId RecordedText::insert(std::uint32_t writer, std::uint32_t position, char32_t point) {
  STORM_ASSERT(position <= size(writer));
  const auto index = static_cast<std::uint32_t>(characters_.size());
  Character character;
  character.point = point;
  character.writer = writer;
  std::uint32_t place_in_chunk = 0;
  if (position == 0) {
    character.chunk = chunk_order_.front();
    character.after = first_;
    first_ = index;
  } else {
    const std::uint32_t left = to_index(at(writer, position - 1));
    character.chunk = characters_[left].chunk;
    character.before = left;
    character.after = characters_[left].after;
    characters_[left].after = index;
    const auto& neighbours = chunks_[character.chunk].characters;
    place_in_chunk = static_cast<std::uint32_t>(
        std::find(neighbours.begin(), neighbours.end(), left) - neighbours.begin() + 1);
  }
  if (character.after != kNone) characters_[character.after].before = index;
  characters_.push_back(character);
  auto& neighbours = chunks_[character.chunk].characters;
  neighbours.insert(neighbours.begin() + place_in_chunk, index);
  if (point == kLineBreak) ++chunks_[character.chunk].line_breaks;
  set_shown(writer, CharacterId{index}, true);
  split_if_big(character.chunk);
  return CharacterId{index};
}

void RecordedText::show(std::uint32_t writer, CharacterId character) {
  set_shown(writer, character, true);
}

void RecordedText::hide(std::uint32_t writer, CharacterId character) {
  set_shown(writer, character, false);
}

void RecordedText::set_shown(std::uint32_t writer, CharacterId character, bool is_shown) {
  Character& changed = characters_[to_index(character)];
  if (changed.shown.at(writer) == is_shown) return;
  changed.shown.at(writer) = is_shown;
  std::uint32_t& in_chunk = chunks_[changed.chunk].shown.at(writer);
  in_chunk = is_shown ? in_chunk + 1 : in_chunk - 1;
  std::uint32_t& in_all = sizes_.at(writer);
  in_all = is_shown ? in_all + 1 : in_all - 1;
}

void RecordedText::split_if_big(std::uint32_t chunk) {
  if (chunks_[chunk].characters.size() <= kChunkCharactersMax) return;
  const auto second = static_cast<std::uint32_t>(chunks_.size());
  chunks_.emplace_back();
  auto& kept = chunks_[chunk].characters;
  const auto middle = kept.begin() + static_cast<std::ptrdiff_t>(kept.size() / 2);
  chunks_[second].characters.assign(middle, kept.end());
  kept.erase(middle, kept.end());
  for (const std::uint32_t moved : chunks_[second].characters) {
    characters_[moved].chunk = second;
    if (characters_[moved].point == kLineBreak) {
      --chunks_[chunk].line_breaks;
      ++chunks_[second].line_breaks;
    }
    for (std::uint32_t writer = 0; writer < writers_; ++writer) {
      if (!characters_[moved].shown.at(writer)) continue;
      --chunks_[chunk].shown.at(writer);
      ++chunks_[second].shown.at(writer);
    }
  }
  const auto place = std::find(chunk_order_.begin(), chunk_order_.end(), chunk);
  chunk_order_.insert(place + 1, second);
}

std::optional<CharacterId> RecordedText::first() const {
  return first_ == kNone ? std::nullopt : std::optional(CharacterId{first_});
}

std::optional<CharacterId> RecordedText::last_line_break(const Chunk& chunk,
                                                         std::size_t count) const {
  if (chunk.line_breaks == 0) return std::nullopt;
  while (count > 0) {
    --count;
    const std::uint32_t character = chunk.characters[count];
    if (characters_[character].point == kLineBreak) return CharacterId{character};
  }
  return std::nullopt;
}

std::optional<CharacterId> RecordedText::line_break_before(CharacterId character) const {
  const std::uint32_t index = to_index(character);
  const std::uint32_t own = characters_[index].chunk;
  const auto& neighbours = chunks_[own].characters;
  const auto place = std::find(neighbours.begin(), neighbours.end(), index);
  const auto before = static_cast<std::size_t>(place - neighbours.begin());
  if (const auto found = last_line_break(chunks_[own], before)) return found;
  auto chunk = std::find(chunk_order_.begin(), chunk_order_.end(), own);
  while (chunk != chunk_order_.begin()) {
    --chunk;
    const Chunk& earlier = chunks_[*chunk];
    if (const auto found = last_line_break(earlier, earlier.characters.size())) return found;
  }
  return std::nullopt;
}

std::u32string RecordedText::text(std::uint32_t writer) const {
  std::u32string result;
  for (std::uint32_t index = first_; index != kNone; index = characters_[index].after) {
    if (characters_[index].shown.at(writer)) result += characters_[index].point;
  }
  return result;
}

RecordingReplay::RecordingReplay(const Recording& recording)
    : recording_(recording),
      text_(recording.writers),
      seen_(recording.writers, std::vector<std::uint32_t>(recording.writers)) {}

const RecordedChange* RecordingReplay::step() {
  STORM_ASSERT(!is_over());
  const Recording::Transaction& transaction = recording_.transactions[next_];
  merge(transaction.writer, transaction.seen_before);
  changes_.emplace_back();
  for (const Recording::Patch& patch : transaction.patches) {
    if (!apply(transaction.writer, patch, changes_.back())) return nullptr;
  }
  ++next_;
  seen_[transaction.writer][transaction.writer] = next_;
  return &changes_.back();
}

void RecordingReplay::merge_all(std::uint32_t writer) {
  merge(writer, std::vector<std::uint32_t>(recording_.writers, next_));
}

void RecordingReplay::merge(std::uint32_t writer, const std::vector<std::uint32_t>& seen_before) {
  std::vector<std::uint32_t>& seen = seen_[writer];
  std::uint32_t from = next_;
  std::uint32_t until = 0;
  for (std::uint32_t author = 0; author < recording_.writers; ++author) {
    if (author == writer || seen_before[author] <= seen[author]) continue;
    from = std::min(from, seen[author]);
    until = std::max(until, seen_before[author]);
  }
  // In the order of the recording: what is erased was inserted before.
  for (std::uint32_t index = from; index < until; ++index) {
    const std::uint32_t author = recording_.transactions[index].writer;
    if (author == writer || index < seen[author] || index >= seen_before[author]) continue;
    for (const CharacterId character : changes_[index].inserted) text_.show(writer, character);
    for (const CharacterId character : changes_[index].erased) text_.hide(writer, character);
  }
  for (std::uint32_t author = 0; author < recording_.writers; ++author) {
    seen[author] = std::max(seen[author], seen_before[author]);
  }
}

bool RecordingReplay::apply(std::uint32_t writer, const Recording::Patch& patch,
                            RecordedChange& change) {
  const std::uint32_t size = text_.size(writer);
  if (patch.position > size || patch.erased > size - patch.position) return false;
  for (std::uint32_t n = 0; n < patch.erased; ++n) {
    const CharacterId character = text_.at(writer, patch.position);
    text_.hide(writer, character);
    change.erased.push_back(character);
  }
  std::uint32_t position = patch.position;
  for (const char32_t point : patch.inserted) {
    change.inserted.push_back(text_.insert(writer, position, point));
    ++position;
  }
  return true;
}

}  // namespace storm::scenarios
