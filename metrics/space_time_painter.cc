#include "metrics/space_time_painter.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <string>
#include <utility>

#include "metrics/history_words.h"

namespace storm::metrics {

namespace {

constexpr std::int64_t kMargin = 16;
/// Between a line and the texts beside it.
constexpr std::int64_t kBeside = 12;
constexpr std::size_t kLabelCharacters = 64;

std::string_view message_class(sim::MessageKind kind) {
  switch (kind) {
    case sim::MessageKind::Request:
      return "request";
    case sim::MessageKind::Push:
      return "push";
    default:
      return "response";
  }
}

}  // namespace

SpaceTimePainter::SpaceTimePainter(SvgCanvas& canvas, const History& history, const Focus& focus,
                                   const Excerpt& excerpt,
                                   const std::vector<std::string>& node_notes, std::int64_t top)
    : canvas_(canvas),
      history_(history),
      focus_(focus),
      excerpt_(excerpt),
      node_notes_(node_notes),
      layout_(history, focus, excerpt, top) {}

void SpaceTimePainter::paint() {
  lifelines();
  power();
  faults();
  breaks();
  for (std::size_t place = 0; place < excerpt_.shown.size(); ++place) message(place);
  times();
  for (std::size_t place = 0; place < excerpt_.shown.size(); ++place) mark(place);
  violation();
  legend();
}

Spot SpaceTimePainter::size() const {
  return {.x = std::max<std::int64_t>(layout_.width(), 1000), .y = layout_.bottom() + 90};
}

const Happening& SpaceTimePainter::shown(std::size_t place) const {
  return history_.happenings()[excerpt_.shown[place]];
}

std::optional<std::size_t> SpaceTimePainter::place_of(HappeningIndex index) const {
  const auto found = std::ranges::lower_bound(excerpt_.shown, index);
  if (found == excerpt_.shown.end() || *found != index) return std::nullopt;
  return static_cast<std::size_t>(found - excerpt_.shown.begin());
}

void SpaceTimePainter::lifelines() {
  for (const Column& column : layout_.columns()) {
    canvas_.line("life", {.x = column.x, .y = layout_.top()},
                 {.x = column.x, .y = layout_.bottom()});
    const std::size_t node = to_index(column.node);
    const bool noted = node < node_notes_.size() && !node_notes_[node].empty();
    canvas_.text("node", Anchor::Middle, {.x = column.x, .y = layout_.top() - (noted ? 24 : 10)},
                 history_.name(column.node));
    if (noted) {
      canvas_.text("small", Anchor::Middle, {.x = column.x, .y = layout_.top() - 9},
                   node_notes_[node]);
    }
  }
}

void SpaceTimePainter::power() {
  for (const Column& column : layout_.columns()) {
    std::optional<HappeningIndex> off;
    std::optional<HappeningIndex> asleep;
    const auto& all = history_.happenings();
    for (HappeningIndex i = 0; i < all.size() && all[i].at <= focus_.at; ++i) {
      if (all[i].node != column.node) continue;
      switch (all[i].kind) {
        case HappeningKind::Kill:
          stretch("asleep", column, std::exchange(asleep, std::nullopt), i);
          off = i;
          break;
        case HappeningKind::Boot:
          stretch("dead", column, std::exchange(off, std::nullopt), i);
          break;
        case HappeningKind::Suspend:
          asleep = i;
          break;
        case HappeningKind::Resume:
          stretch("asleep", column, std::exchange(asleep, std::nullopt), i);
          break;
        default:
          break;
      }
    }
    stretch("dead", column, off, kNoHappening);
    stretch("asleep", column, asleep, kNoHappening);
  }
}

void SpaceTimePainter::stretch(std::string_view kind, const Column& column,
                               std::optional<HappeningIndex> from, HappeningIndex to) {
  if (!from) return;
  canvas_.line(kind, {.x = column.x, .y = layout_.y_from(*from)},
               {.x = column.x, .y = layout_.y_from(to)});
}

void SpaceTimePainter::faults() {
  const auto& all = history_.happenings();
  std::map<std::uint64_t, HappeningIndex> begun;
  for (HappeningIndex i = 0; i < all.size() && all[i].at <= focus_.at; ++i) {
    if (all[i].kind == HappeningKind::FaultBegun) begun[all[i].number] = i;
    if (all[i].kind != HappeningKind::FaultEnded || !begun.contains(all[i].number)) continue;
    fault(begun[all[i].number], i);
    begun.erase(all[i].number);
  }
  for (const auto& [number, from] : begun) fault(from, kNoHappening);
}

void SpaceTimePainter::fault(HappeningIndex from, HappeningIndex to) {
  const Happening& happening = history_.happenings()[from];
  const Column* column = layout_.column(happening.node);
  const std::int64_t top = layout_.y_from(from);
  const std::int64_t height = layout_.y_from(to) - top;
  if (column == nullptr || height == 0) return;
  const std::string until =
      to == kNoHappening ? "the end" : moment_words(history_.happenings()[to].at);
  canvas_.box("trouble", {.x = column->x - 8, .y = top}, {.x = 16, .y = height},
              fmt::format("{} at {}, {} until {}", history_.text(happening),
                          history_.name(happening.node), moment_words(happening.at), until));
}

void SpaceTimePainter::breaks() {
  for (const Break& gap : layout_.breaks()) {
    canvas_.line("break", {.x = kMargin, .y = gap.y}, {.x = layout_.width() - kMargin, .y = gap.y});
    canvas_.text("time", Anchor::Start, {.x = kMargin, .y = gap.y - 3},
                 fmt::format("\u2248 {} pass", span_words(gap.span)));
  }
  for (const IdleNote& note : layout_.idle_notes()) {
    label("label idle", *layout_.column(note.asker), note.y,
          fmt::format("{} exchange{} without effect", note.exchanges,
                      note.exchanges == 1 ? "" : "s"));
  }
}

void SpaceTimePainter::label(std::string_view kind, const Column& column, std::int64_t y,
                             std::string_view words, std::string_view title) {
  const std::int64_t beside = column.labels == Anchor::End ? -kBeside : kBeside;
  canvas_.text(kind, column.labels, {.x = column.x + beside, .y = y + 4},
               shortened(words, kLabelCharacters), title);
}

void SpaceTimePainter::message(std::size_t place) {
  const Happening& happening = shown(place);
  if (happening.kind == HappeningKind::Arrived && happening.partner != kNoHappening) {
    const std::optional<std::size_t> from = place_of(happening.partner);
    if (from) arrow(*from, place);
  } else if (happening.kind == HappeningKind::Sent) {
    const bool lost = happening.partner == kNoHappening ||
                      history_.happenings()[happening.partner].kind == HappeningKind::Lost;
    if (lost) lost_arrow(place);
  }
}

void SpaceTimePainter::arrow(std::size_t from, std::size_t to) {
  const Happening& sent = shown(from);
  const Happening& arrived = shown(to);
  const Column& here = *layout_.column(sent.node);
  const Column& there = *layout_.column(arrived.node);
  canvas_.line(message_class(sent.message_kind), {.x = here.x, .y = layout_.y(from)},
               {.x = there.x, .y = layout_.y(to)},
               fmt::format("{} \u2192 {}: {}; {}, arrives after {}", history_.name(sent.node),
                           history_.name(arrived.node), happening_words(history_, sent),
                           moment_words(sent.at), span_words(arrived.at - sent.at)));
}

void SpaceTimePainter::lost_arrow(std::size_t place) {
  const Happening& sent = shown(place);
  const Column& here = *layout_.column(sent.node);
  const Column& there = *layout_.column(sent.peer);
  const bool lost = sent.partner != kNoHappening;
  const std::string where =
      lost ? fmt::format("lost: {}", loss_words(history_.happenings()[sent.partner].loss))
           : "still on its way";
  const std::string title =
      fmt::format("{} \u2192 {}: {}; {}, {}", history_.name(sent.node), history_.name(sent.peer),
                  happening_words(history_, sent), moment_words(sent.at), where);
  const Spot end{.x = here.x + (there.x - here.x) * 2 / 3, .y = layout_.y(place) + 8};
  canvas_.line("lost", {.x = here.x, .y = layout_.y(place)}, end, title);
  if (lost) {
    canvas_.line("cross", {.x = end.x - 4, .y = end.y - 4}, {.x = end.x + 4, .y = end.y + 4});
    canvas_.line("cross", {.x = end.x - 4, .y = end.y + 4}, {.x = end.x + 4, .y = end.y - 4});
  }
  canvas_.text("label loss", Anchor::Middle, {.x = end.x, .y = end.y - 7},
               fmt::format("{} {}", message_words(sent.message_kind), where), title);
}

void SpaceTimePainter::times() {
  std::int64_t free_from = 0;
  std::string last;
  for (std::size_t place = 0; place < excerpt_.shown.size(); ++place) {
    const std::string moment = moment_words(shown(place).at);
    if (moment == last || layout_.y(place) < free_from) continue;
    canvas_.text("time", Anchor::Start, {.x = kMargin, .y = layout_.y(place) + 3}, moment);
    last = moment;
    free_from = layout_.y(place) + 12;
  }
}

void SpaceTimePainter::mark(std::size_t place) {
  const Happening& happening = shown(place);
  const Column* column = layout_.column(happening.node);
  if (column == nullptr) return;
  const Spot spot{.x = column->x, .y = layout_.y(place)};
  const std::string title =
      fmt::format("{} {}: {}", moment_words(happening.at), history_.name(happening.node),
                  happening_words(history_, happening));
  switch (happening.kind) {
    case HappeningKind::Begun:
    case HappeningKind::Answered:
    case HappeningKind::Told:
    case HappeningKind::Applied:
      operation(*column, spot, happening, title);
      break;
    case HappeningKind::Boot:
    case HappeningKind::Kill:
    case HappeningKind::Suspend:
    case HappeningKind::Resume:
      if (happening.at == Instant{}) break;
      canvas_.box("power", {.x = spot.x - 5, .y = spot.y - 2}, {.x = 10, .y = 4}, title);
      label("label power", *column, spot.y, happening_words(history_, happening), title);
      break;
    case HappeningKind::FaultBegun:
    case HappeningKind::FaultStruck:
    case HappeningKind::FaultEnded:
      if (happening.kind == HappeningKind::FaultStruck) {
        canvas_.circle("struck", spot, 5, title);
      }
      label("label fault", *column, spot.y, happening_words(history_, happening), title);
      break;
    case HappeningKind::Arrived:
      if (happening.partner == kNoHappening) {
        label("label loss", *column, spot.y, happening_words(history_, happening), title);
      }
      break;
    case HappeningKind::Sent:
    case HappeningKind::Lost:
      break;
  }
}

void SpaceTimePainter::operation(const Column& column, Spot spot, const Happening& happening,
                                 std::string_view title) {
  const bool focus = is_in_focus(history_, focus_, happening.number);
  const std::string_view label_kind = focus ? "label focus" : "label";
  const std::uint64_t number = happening.number;
  if (happening.kind == HappeningKind::Applied) {
    canvas_.box("applied", {.x = spot.x - 5, .y = spot.y - 5}, {.x = 10, .y = 10}, title);
    label(label_kind, column, spot.y, fmt::format("#{} durable", number), title);
  } else if (happening.kind == HappeningKind::Told) {
    canvas_.polygon("told",
                    fmt::format("{},{} {},{} {},{} {},{}", spot.x, spot.y - 6, spot.x + 6, spot.y,
                                spot.x, spot.y + 6, spot.x - 6, spot.y),
                    title);
    label(label_kind, column, spot.y, fmt::format("#{} told: {}", number, history_.text(happening)),
          title);
  } else {
    const std::string& answer = history_.answer(number);
    canvas_.circle(focus ? "operation focus" : "operation", spot, 5,
                   fmt::format("{} \u2192 {}", title, answer));
    const std::string words = shortened(history_.text(happening), kLabelCharacters - 14);
    label(label_kind, column, spot.y,
          answer == "accepted" ? fmt::format("#{} {} \u2713", number, words)
                               : fmt::format("#{} {} \u2192 {}", number, words, answer),
          fmt::format("{} \u2192 {}", title, answer));
  }
}

void SpaceTimePainter::violation() {
  const std::int64_t y = layout_.bottom();
  canvas_.box("violation", {.x = kMargin, .y = y - 10},
              {.x = layout_.width() - 2 * kMargin, .y = 20});
  canvas_.text("time", Anchor::Start, {.x = kMargin + 2, .y = y + 4}, moment_words(focus_.at));
  for (const Column& column : layout_.columns()) {
    const bool named = std::ranges::find(focus_.nodes, column.node) != focus_.nodes.end();
    if (!named) continue;
    canvas_.circle("operation focus", {.x = column.x, .y = y}, 5);
    label("label focus", column, y, "the violation is seen here");
  }
}

void SpaceTimePainter::legend() {
  struct Entry {
    std::string_view kind;
    std::string_view words;
  };
  static constexpr std::array kEntries{
      Entry{"operation", "user's operation (\u2713 accepted)"},
      Entry{"operation focus", "one that the violation is about"},
      Entry{"applied", "durable on the server"},
      Entry{"told", "user is told"},
      Entry{"struck", "fault; lasting: shaded"},
  };
  std::int64_t x = kMargin + 10;
  const std::int64_t y = layout_.bottom() + 34;
  for (const Entry& entry : kEntries) {
    canvas_.circle(entry.kind, {.x = x, .y = y}, 5);
    canvas_.text("small", Anchor::Start, {.x = x + 12, .y = y + 4}, entry.words);
    x += 40 + 7 * static_cast<std::int64_t>(entry.words.size());
  }
  canvas_.text("small", Anchor::Start, {.x = kMargin + 4, .y = y + 24},
               "Time runs downwards, not to scale. Arrows: messages; red and dashed: lost. White "
               "dashes in a line: off; dots: suspended. Rest the mouse on anything for more.");
}

}  // namespace storm::metrics
