#include "metrics/space_time_layout.h"

#include <algorithm>
#include <set>

namespace storm::metrics {

namespace {

constexpr NodeId kServer{0};
constexpr std::int64_t kTimeWidth = 150;
constexpr std::int64_t kLabelWidth = 420;
constexpr std::int64_t kBetweenColumns = 240;
constexpr std::int64_t kRowHeight = 11;
constexpr std::int64_t kLabelHeight = 17;
constexpr std::int64_t kNoteHeight = 16;
constexpr std::int64_t kBreakHeight = 36;
constexpr Duration kBreakAfter = 1min;

}  // namespace

bool has_label(HappeningKind kind) {
  return kind != HappeningKind::Sent && kind != HappeningKind::Arrived;
}

SpaceTimeLayout::SpaceTimeLayout(const History& history, const Focus& focus, const Excerpt& excerpt,
                                 std::int64_t top)
    : history_(history), focus_(focus), excerpt_(excerpt), top_(top), next_y_(top) {
  place_columns();
  place_rows();
}

const Column* SpaceTimeLayout::column(NodeId node) const {
  const auto place = std::ranges::find(columns_, node, &Column::node);
  return place == columns_.end() ? nullptr : &*place;
}

void SpaceTimeLayout::place_columns() {
  std::set<NodeId> devices(focus_.nodes.begin(), focus_.nodes.end());
  for (const HappeningIndex index : excerpt_.shown) {
    const Happening& happening = history_.happenings()[index];
    devices.insert(happening.node);
    if (happening.kind == HappeningKind::Sent) devices.insert(happening.peer);
  }
  devices.erase(kServer);
  const std::size_t left = (devices.size() + 1) / 2;
  std::vector<NodeId> order(devices.begin(), devices.end());
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(left), kServer);
  std::int64_t x = kTimeWidth + (left == 0 ? 20 : kLabelWidth);
  for (std::size_t place = 0; place < order.size(); ++place) {
    columns_.push_back(
        {.node = order[place], .x = x, .labels = place < left ? Anchor::End : Anchor::Start});
    x += kBetweenColumns;
  }
  width_ = x - kBetweenColumns + kLabelWidth;
}

void SpaceTimeLayout::leave_room(HappeningIndex next, Instant at, std::size_t& idle) {
  std::map<NodeId, std::uint64_t> exchanges;
  for (; idle < excerpt_.idle.size() && excerpt_.idle[idle].index < next; ++idle) {
    if (column(excerpt_.idle[idle].asker) != nullptr) ++exchanges[excerpt_.idle[idle].asker];
  }
  if (!exchanges.empty()) {
    next_y_ += kNoteHeight;
    for (const auto& [asker, count] : exchanges) {
      idle_notes_.push_back({.y = next_y_ - 3, .asker = asker, .exchanges = count});
    }
  }
  if (at - last_at_ >= kBreakAfter) {
    breaks_.push_back({.y = next_y_ + 2 * kBreakHeight / 3, .span = at - last_at_});
    next_y_ += kBreakHeight;
  }
  last_at_ = at;
}

void SpaceTimeLayout::place_rows() {
  std::map<NodeId, std::int64_t> labels_end;
  std::size_t idle = 0;
  for (const HappeningIndex index : excerpt_.shown) {
    const Happening& happening = history_.happenings()[index];
    leave_room(index, happening.at, idle);
    std::int64_t y = next_y_ + kRowHeight;
    if (has_label(happening.kind)) {
      std::int64_t& end = labels_end[happening.node];
      y = std::max(y, end + kLabelHeight);
      end = y;
    }
    rows_.push_back(y);
    next_y_ = y;
  }
  leave_room(kNoHappening, focus_.at, idle);
  bottom_ = next_y_ + 2 * kLabelHeight;
}

std::int64_t SpaceTimeLayout::y_from(HappeningIndex index) const {
  const auto place = std::ranges::lower_bound(excerpt_.shown, index);
  if (place == excerpt_.shown.end()) return bottom_;
  return rows_[static_cast<std::size_t>(place - excerpt_.shown.begin())];
}

}  // namespace storm::metrics
