#include "scenarios/recording/note_taker.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/datatypes/wording.h"
#include "scenarios/recording/code_points.h"

namespace storm::scenarios {
namespace {

constexpr char32_t kLineBreak = U'\n';

}  // namespace

NoteTaker::NoteTaker(const Plan& plan, const Presence& presence, const RecordedText& text,
                     Options options)
    : plan_(plan),
      presence_(presence),
      text_(text),
      options_(std::move(options)),
      desks_(options_.devices.size()) {}

NoteTaker::Published& NoteTaker::published(CharacterId character) {
  const auto index = static_cast<std::size_t>(character);
  if (index >= published_.size()) published_.resize(index + 1);
  return published_[index];
}

bool NoteTaker::has_erased(std::uint32_t writer, CharacterId character) const {
  const auto index = static_cast<std::size_t>(character);
  return index < desks_[writer].erased.size() && desks_[writer].erased[index];
}

NoteTaker::Sight NoteTaker::sight_of(std::uint32_t writer, Instant now) const {
  return {.writer = writer, .seen_until = presence_.seen_until(options_.devices[writer], now)};
}

bool NoteTaker::knows(const Sight& sight, CharacterId character) const {
  if (text_.writer(character) == sight.writer) return true;
  const auto index = static_cast<std::size_t>(character);
  return index < published_.size() && published_[index].inserted <= sight.seen_until;
}

bool NoteTaker::knows_erasure(const Sight& sight, CharacterId character) const {
  if (has_erased(sight.writer, character)) return true;
  const auto index = static_cast<std::size_t>(character);
  if (index >= published_.size()) return false;
  const auto& erased_by = published_[index].erased_by;
  return std::any_of(erased_by.begin(), erased_by.end(),
                     [&sight](Instant at) { return at <= sight.seen_until; });
}

bool NoteTaker::begins_paragraph(const Sight& sight, CharacterId character) const {
  if (text_.point(character) != kLineBreak) return false;
  // The recording's writer may know of a line break that the device does not: what is typed behind
  // it belongs to a note that has yet to arrive.
  if (!text_.is_shown(sight.writer, character) && !knows(sight, character)) return false;
  return !knows_erasure(sight, character);
}

NoteTaker::ParagraphKey NoteTaker::paragraph_of(const Sight& sight,
                                                std::optional<CharacterId> character) const {
  while (character && !begins_paragraph(sight, *character)) {
    character = text_.line_break_before(*character);
  }
  return character;
}

NoteTaker::Page NoteTaker::page_of(const Sight& sight, ParagraphKey paragraph) const {
  Page page;
  auto character = paragraph ? text_.after(*paragraph) : text_.first();
  while (character && !begins_paragraph(sight, *character)) {
    page.characters.push_back(*character);
    if (knows(sight, *character) && !knows_erasure(sight, *character)) {
      page.shown.push_back(*character);
      page.text += text_.point(*character);
    }
    character = text_.after(*character);
  }
  return page;
}

void NoteTaker::take(std::uint32_t writer, const RecordedChange& change, Instant now) {
  do_what_waited(now);
  Desk& desk = desks_[writer];
  const Sight sight = sight_of(writer, now);
  desk.erased.resize(text_.characters());
  for (const CharacterId character : change.erased) {
    const bool begins = begins_paragraph(sight, character);
    const ParagraphKey paragraph = paragraph_of(sight, character);
    desk.erased[static_cast<std::size_t>(character)] = true;
    if (begins) {
      remove(writer, character, now);
      turn_to(writer, paragraph_of(sight, character), now);
    } else {
      turn_to(writer, paragraph, now);
    }
    ++desk.typed;
  }
  for (const CharacterId character : change.inserted) {
    if (text_.point(character) == kLineBreak) {
      // What stood behind it moves to a new paragraph, so both have changed.
      turn_to(writer, paragraph_of(sight, text_.before(character)), now);
      ++desk.typed;
    }
    turn_to(writer, paragraph_of(sight, character), now);
    ++desk.typed;
  }
  if (desk.typed >= options_.save_after) {
    save(writer, desk.paragraph, now);
    desk.typed = 0;
  }
}

std::vector<PlannedOperation> NoteTaker::finish(Instant now) {
  do_what_waited(now);
  for (std::uint32_t writer = 0; writer < desks_.size(); ++writer) {
    turn_to(writer, std::nullopt, now);
    if (desks_[writer].typed > 0) save(writer, std::nullopt, now);
  }
  // What still waits for a note at the heal is done then, whether it has arrived or not: the run
  // will say so.
  const Instant last = Instant{plan_.chaos} - 1ms;
  do_what_waited(last);
  return std::move(operations_);
}

RecordedSaves NoteTaker::saves(std::uint32_t writer) {
  RecordedSaves saves;
  saves.devices = options_.devices;
  saves.saves = std::move(saves_);
  saves.characters.resize(text_.characters());
  ParagraphKey key;
  std::u32string text;
  const auto end_paragraph = [&] {
    const auto note = notes_.find(key);
    // One with letters and without a note would be a letter lost.
    if (note != notes_.end() || !text.empty()) {
      saves.end.push_back(
          {.document = note == notes_.end() ? "" : note->second.document, .text = to_utf8(text)});
    }
    text.clear();
  };
  for (auto character = text_.first(); character; character = text_.after(*character)) {
    const bool is_line_break = text_.point(*character) == kLineBreak;
    saves.characters[static_cast<std::size_t>(*character)] = {.writer = text_.writer(*character),
                                                              .is_line_break = is_line_break};
    if (!text_.is_shown(writer, *character)) continue;
    if (is_line_break) {
      end_paragraph();
      key = character;
    } else {
      text += text_.point(*character);
    }
  }
  end_paragraph();
  return saves;
}

void NoteTaker::turn_to(std::uint32_t writer, ParagraphKey paragraph, Instant now) {
  Desk& desk = desks_[writer];
  if (desk.paragraph == paragraph) return;
  const ParagraphKey left = std::exchange(desk.paragraph, paragraph);
  if (std::exchange(desk.typed, 0) > 0) save(writer, left, now);
}

bool NoteTaker::has_arrived(std::uint32_t writer, const Note& note, ParagraphKey paragraph,
                            Instant now) {
  const std::uint32_t device = options_.devices[writer];
  const Instant last = Instant{plan_.chaos} - 1ms;
  if (note.creator == writer || now >= last) return true;
  const Instant due = presence_.arrives_at(device, note.published_at);
  if (due <= now) return true;
  waiting_.insert(Waiting{.due = std::min(due, last), .writer = writer, .paragraph = paragraph});
  return false;
}

void NoteTaker::save(std::uint32_t writer, ParagraphKey paragraph, Instant now) {
  const Sight sight = sight_of(writer, now);
  // It may have been joined to another one since it was typed in.
  paragraph = paragraph_of(sight, paragraph);
  Page page = page_of(sight, paragraph);
  const std::u32string& shown = page.text;
  const std::uint32_t device = options_.devices[writer];
  const std::string& name = plan_.devices[device].name;
  auto place = notes_.find(paragraph);
  if (place == notes_.end()) {
    if (shown.empty()) return;
    engine::Operation& operation = add(writer, create_verb(), now);
    operation.document = document_name(name, ++desks_[writer].notes_made);
    operation.fields.emplace("text", unique_value(name, operation.id, "text", to_utf8(shown)));
    place = notes_
                .emplace(paragraph, Note{.document = operation.document,
                                         .creator = writer,
                                         .published_at = presence_.published_at(device, now),
                                         .deleted_by = {},
                                         .last_saved_by = writer,
                                         .last_saved = shown,
                                         .saves = {}})
                .first;
    if (paragraph) publish(writer, {*paragraph}, now);
  } else {
    Note& note = place->second;
    if (note.deleted_by.contains(writer)) return;
    if (!has_arrived(writer, note, paragraph, now)) return;
    // Nobody saves twice what nobody has changed.
    if (note.last_saved_by == writer && note.last_saved == shown) return;
    note.last_saved_by = writer;
    note.last_saved = shown;
    engine::Operation& operation = add(writer, set_verb(), now);
    operation.document = note.document;
    operation.field = "text";
    operation.value = unique_value(name, operation.id, "text", to_utf8(shown));
  }
  place->second.saves.push_back({.operation = operations_.back().operation.id,
                                 .writer = writer,
                                 .published_at = presence_.published_at(device, now)});
  note_down({.characters = std::move(page.shown), .seen = std::nullopt});
  publish(writer, page.characters, now);
}

void NoteTaker::remove(std::uint32_t writer, CharacterId line_break, Instant now) {
  const auto place = notes_.find(line_break);
  if (place == notes_.end() || place->second.deleted_by.contains(writer)) return;
  Note& note = place->second;
  if (!has_arrived(writer, note, line_break, now)) return;
  note.deleted_by.insert(writer);
  engine::Operation& operation = add(writer, delete_verb(), now);
  operation.document = note.document;
  const Sight sight = sight_of(writer, now);
  const auto seen =
      std::find_if(note.saves.rbegin(), note.saves.rend(), [&sight](const Saved& saved) {
        return saved.writer == sight.writer || saved.published_at <= sight.seen_until;
      });
  note_down({.characters = {},
             .seen = seen == note.saves.rend() ? std::nullopt : std::optional(seen->operation)});
  publish(writer, {line_break}, now);
}

void NoteTaker::note_down(RecordedSaves::Save save) {
  if (options_.detail == Detail::PlanOnly) return;
  saves_.push_back(std::move(save));
  STORM_ASSERT(saves_.size() == operations_.size());
}

void NoteTaker::publish(std::uint32_t writer, const std::vector<CharacterId>& characters,
                        Instant now) {
  const Instant at = presence_.published_at(options_.devices[writer], now);
  for (const CharacterId character : characters) {
    Published& of_character = published(character);
    const bool is_own = text_.writer(character) == writer;
    if (is_own && of_character.inserted == kNever) of_character.inserted = at;
    Instant& erased = of_character.erased_by.at(writer);
    if (has_erased(writer, character) && erased == kNever) erased = at;
  }
}

void NoteTaker::do_what_waited(Instant now) {
  while (!waiting_.empty() && waiting_.begin()->due <= now) {
    const Waiting waiting = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    const bool is_joined = waiting.paragraph && has_erased(waiting.writer, *waiting.paragraph);
    if (is_joined) {
      remove(waiting.writer, *waiting.paragraph, waiting.due);
    } else {
      save(waiting.writer, waiting.paragraph, waiting.due);
    }
  }
}

engine::Operation& NoteTaker::add(std::uint32_t writer, const Verb& verb, Instant now) {
  operations_.push_back(
      PlannedOperation{.at = now, .device = options_.devices[writer], .operation = {}});
  engine::Operation& operation = operations_.back().operation;
  operation.id = static_cast<engine::OperationId>(operations_.size());
  operation.kind = verb.kind;
  operation.scope = options_.scope;
  return operation;
}

}  // namespace storm::scenarios
