#include "metrics/history_excerpt.h"

#include <algorithm>
#include <array>
#include <deque>
#include <fmt/format.h>
#include <limits>
#include <set>

#include "metrics/idle_exchanges.h"

namespace storm::metrics {

namespace {

bool is_operation(const Happening& happening) {
  switch (happening.kind) {
    case HappeningKind::Begun:
    case HappeningKind::Answered:
    case HappeningKind::Told:
    case HappeningKind::Applied:
      return true;
    default:
      return false;
  }
}

bool among(const std::vector<std::uint64_t>& numbers, std::uint64_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

/// Marks the happenings at which a walk into the past begins.
std::vector<std::uint8_t> finals(const History& history, const Focus& focus) {
  const std::vector<Happening>& all = history.happenings();
  std::vector<std::uint8_t> final(all.size(), 0);
  std::vector<HappeningIndex> last(history.node_names().size(), kNoHappening);
  for (HappeningIndex i = 0; i < all.size() && all[i].at <= focus.at; ++i) {
    if (all[i].kind != HappeningKind::Lost) last[to_index(all[i].node)] = i;
    if (is_operation(all[i]) && among(focus.operations, all[i].number)) final[i] = 1;
  }
  const bool everywhere = focus.nodes.empty() && focus.operations.empty();
  for (std::uint32_t node = 0; node < last.size(); ++node) {
    const bool wanted =
        everywhere || std::ranges::find(focus.nodes, NodeId{node}) != focus.nodes.end();
    if (wanted && last[node] != kNoHappening) final[last[node]] = 1;
  }
  return final;
}

/// The graph of what is worth showing: neighbours are the next and the last on the same node, and
/// the other end of a message.
class Nearness final {
 public:
  Nearness(const History& history, const std::vector<HappeningIndex>& worth)
      : history_(history), worth_(worth), steps_(worth.size(), kFar) {}

  /// Steps to the nearest of those that `is_centre` holds for.
  template <class IsCentre>
  std::vector<std::uint32_t> measure(IsCentre is_centre) {
    link_neighbours();
    std::deque<std::uint32_t> queue;
    for (std::uint32_t place = 0; place < worth_.size(); ++place) {
      if (!is_centre(worth_[place])) continue;
      steps_[place] = 0;
      queue.push_back(place);
    }
    while (!queue.empty()) {
      const std::uint32_t place = queue.front();
      queue.pop_front();
      for (const std::uint32_t next : neighbours_[place]) {
        if (next == kFar || steps_[next] != kFar) continue;
        steps_[next] = steps_[place] + 1;
        queue.push_back(next);
      }
    }
    return std::move(steps_);
  }

 private:
  static constexpr std::uint32_t kFar = std::numeric_limits<std::uint32_t>::max();

  void link_neighbours() {
    neighbours_.assign(worth_.size(), {kFar, kFar, kFar});
    std::vector<std::uint32_t> last(history_.node_names().size(), kFar);
    for (std::uint32_t place = 0; place < worth_.size(); ++place) {
      const Happening& happening = history_.happenings()[worth_[place]];
      std::uint32_t& before = last[to_index(happening.node)];
      neighbours_[place][0] = before;
      if (before != kFar) neighbours_[before][1] = place;
      before = place;
      const auto other = std::ranges::lower_bound(worth_, happening.partner);
      if (other != worth_.end() && *other == happening.partner) {
        neighbours_[place][2] = static_cast<std::uint32_t>(other - worth_.begin());
      }
    }
  }

  const History& history_;
  const std::vector<HappeningIndex>& worth_;
  std::vector<std::uint32_t> steps_;
  std::vector<std::array<std::uint32_t, 3>> neighbours_;
};

/// Decides what of the past explains something.
class Selection final {
 public:
  Selection(const History& history, const Focus& focus, const ExcerptOptions& options)
      : history_(history), focus_(focus), options_(options) {
    subjects_.insert(focus.subjects.begin(), focus.subjects.end());
    for (const std::uint64_t operation : focus.operations) {
      if (const OperationStory* story = history.story(operation)) subjects_.insert(story->subject);
    }
  }

  Excerpt take() {
    const std::vector<std::uint8_t> past = causal_past(history_, focus_);
    Excerpt excerpt;
    excerpt.happened = past.size();
    excerpt.in_the_past = static_cast<std::uint64_t>(std::ranges::count(past, 1));
    const IdleMarks idle =
        options_.idle == Idle::Hide ? find_idle_exchanges(history_) : IdleMarks{};
    for (HappeningIndex i = 0; i < past.size(); ++i) {
      if (past[i] == 0) continue;
      if (!idle.happenings.empty() && idle.happenings[i] != 0) {
        const Happening& happening = history_.happenings()[i];
        if (happening.message_kind == sim::MessageKind::Request &&
            happening.kind == HappeningKind::Sent) {
          excerpt.idle.push_back({.index = i, .asker = happening.node});
        }
        continue;
      }
      if (worth_showing(i, past)) excerpt.shown.push_back(i);
    }
    limit(excerpt);
    return excerpt;
  }

 private:
  bool worth_showing(HappeningIndex index, const std::vector<std::uint8_t>& past) const {
    const Happening& happening = history_.happenings()[index];
    switch (happening.kind) {
      case HappeningKind::Sent:
        return happening.partner == kNoHappening || past[happening.partner] != 0;
      case HappeningKind::Begun:
        return among(focus_.operations, happening.number) ||
               history_.answer(happening.number) != kNotTried;
      case HappeningKind::Boot:
        // That everything begins is no news.
        return happening.at != Instant{};
      case HappeningKind::Answered:
        return history_.story(happening.number)->begun == kNoHappening;
      default:
        return true;
    }
  }

  bool is_centre(HappeningIndex index) const {
    const Happening& happening = history_.happenings()[index];
    if (!is_operation(happening)) return false;
    if (among(focus_.operations, happening.number)) return true;
    const OperationStory* story = history_.story(happening.number);
    return story != nullptr && subjects_.contains(story->subject);
  }

  void limit(Excerpt& excerpt) const {
    if (excerpt.shown.size() <= options_.happenings_max) return;
    std::vector<std::uint32_t> steps =
        Nearness(history_, excerpt.shown).measure([this](HappeningIndex i) {
          return is_centre(i);
        });
    std::vector<std::uint32_t> order(excerpt.shown.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) order[place] = place;
    // Of those equally near, the later: they are nearer to the violation.
    std::ranges::sort(order, [&](std::uint32_t one, std::uint32_t other) {
      return steps[one] != steps[other] ? steps[one] < steps[other] : one > other;
    });
    std::set<HappeningIndex> kept;
    for (const std::uint32_t place : order) {
      if (kept.size() >= options_.happenings_max) break;
      const HappeningIndex index = excerpt.shown[place];
      const HappeningIndex partner = history_.happenings()[index].partner;
      kept.insert(index);
      if (std::ranges::binary_search(excerpt.shown, partner)) kept.insert(partner);
    }
    excerpt.too_far = excerpt.shown.size() - kept.size();
    excerpt.shown.assign(kept.begin(), kept.end());
  }

  const History& history_;
  const Focus& focus_;
  const ExcerptOptions& options_;
  std::set<std::string> subjects_;
};

}  // namespace

bool is_in_focus(const History& history, const Focus& focus, std::uint64_t operation) {
  if (among(focus.operations, operation)) return true;
  const OperationStory* story = history.story(operation);
  return story != nullptr &&
         std::ranges::find(focus.subjects, story->subject) != focus.subjects.end();
}

std::vector<std::uint8_t> causal_past(const History& history, const Focus& focus) {
  const std::vector<Happening>& all = history.happenings();
  std::vector<std::uint8_t> past = finals(history, focus);
  std::vector<std::uint8_t> reached(history.node_names().size(), 0);
  for (std::size_t left = all.size(); left-- > 0;) {
    const Happening& happening = all[left];
    if (happening.kind == HappeningKind::Lost) continue;
    std::uint8_t& node = reached[to_index(happening.node)];
    if (past[left] == 0 && node == 0) continue;
    past[left] = 1;
    node = 1;
    if (happening.kind == HappeningKind::Arrived && happening.partner != kNoHappening) {
      past[happening.partner] = 1;
    }
  }
  for (HappeningIndex i = 0; i < all.size(); ++i) {
    const bool lost = all[i].kind == HappeningKind::Lost && all[i].partner != kNoHappening;
    if (lost && all[i].at <= focus.at) past[i] = past[all[i].partner];
  }
  return past;
}

Excerpt excerpt_of(const History& history, const Focus& focus, const ExcerptOptions& options) {
  return Selection(history, focus, options).take();
}

std::string extent_words(const Excerpt& excerpt) {
  std::string words = fmt::format(
      "{} of {} events are shown. {} can have had a part in it; {} of these explain nothing and "
      "are "
      "left out",
      excerpt.shown.size(), excerpt.happened, excerpt.in_the_past,
      excerpt.in_the_past - excerpt.shown.size() - excerpt.too_far);
  if (!excerpt.idle.empty()) {
    words += fmt::format(" ({} exchanges without effect)", excerpt.idle.size());
  }
  words += '.';
  if (excerpt.too_far != 0) {
    words += fmt::format(" CUT SHORT: {} more were left out, the nearest to the violation kept.",
                         excerpt.too_far);
  }
  return words;
}

}  // namespace storm::metrics
