#include "metrics/perfetto.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "metrics/history_words.h"
#include "metrics/shown_text.h"

namespace storm::metrics {

namespace {

constexpr std::uint64_t kUserThread = 0;
/// Far above the threads of exchanges.
constexpr std::uint64_t kFaultThreads = 1'000'000;
constexpr std::string_view kAccepted = "accepted";
constexpr std::string_view kSynced = "synced";
/// What has no length of its own has this one, so that an arrow can end on it.
constexpr Duration kShortest = 1us;

/// Microseconds, exactly.
std::string micros(Duration since) {
  const auto nanoseconds_in_all = since.count();
  return fmt::format("{}.{:03}", nanoseconds_in_all / 1000, nanoseconds_in_all % 1000);
}

struct Slice {
  NodeId node{};
  Instant begin{};
  Instant end{};
  std::string name;
  std::uint64_t thread = 0;
};

/// Gives each slice of a node a thread on which no other one overlaps it.
class Threads final {
 public:
  /// Requires: slices come in the order of their beginnings.
  std::uint64_t thread_for(const Slice& slice) {
    std::vector<Instant>& busy_until = busy_until_[slice.node];
    const auto free =
        std::ranges::find_if(busy_until, [&](Instant until) { return until <= slice.begin; });
    const auto thread = static_cast<std::uint64_t>(free - busy_until.begin());
    if (free == busy_until.end()) busy_until.push_back({});
    busy_until[thread] = slice.end;
    return thread + 1;
  }

 private:
  std::map<NodeId, std::vector<Instant>> busy_until_;
};

class TraceWriter final {
 public:
  TraceWriter(const History& history, const Focus& focus, const Excerpt& excerpt)
      : history_(history), focus_(focus), excerpt_(excerpt) {}

  std::string write(const PictureHeader& header) {
    text_ = "{\"displayTimeUnit\":\"ms\",\"otherData\":{";
    text_ += fmt::format("\"title\":{},\"scenario\":{},\"seed\":\"{}\",\"repeat\":{}}},\n",
                         json_quoted(header.title), json_quoted(header.scenario), header.seed,
                         json_quoted(header.repeat_line));
    text_ += "\"traceEvents\":[\n";
    names();
    for (const HappeningIndex index : excerpt_.shown) {
      instant(history_.happenings()[index]);
      collect(index);
    }
    fault_slices();
    slices();
    arrows();
    pending();
    event("i", NodeId{0}, kUserThread, focus_.at, "VIOLATION " + header.title, ",\"s\":\"g\"");
    return text_ + "\n]}\n";
  }

 private:
  void event(std::string_view phase, NodeId node, std::uint64_t thread, Instant at,
             std::string_view name, std::string_view rest) {
    if (!first_) text_ += ",\n";
    first_ = false;
    fmt::format_to(std::back_inserter(text_),
                   R"({{"ph":"{}","pid":{},"tid":{},"ts":{},"name":{}{}}})", phase, to_index(node),
                   thread, micros(at.time_since_epoch()), json_quoted(name), rest);
  }

  void names() {
    for (std::uint32_t node = 0; node < history_.node_names().size(); ++node) {
      event("M", NodeId{node}, kUserThread, {}, "process_name",
            fmt::format(",\"args\":{{\"name\":{}}}", json_quoted(history_.name(NodeId{node}))));
      event("M", NodeId{node}, kUserThread, {}, "thread_name",
            ",\"args\":{\"name\":\"user, power, faults\"}");
    }
  }

  void instant(const Happening& happening) {
    switch (happening.kind) {
      case HappeningKind::Sent:
      case HappeningKind::Arrived:
      case HappeningKind::FaultBegun:
      case HappeningKind::FaultEnded:
        return;
      case HappeningKind::Begun:
        event("i", happening.node, kUserThread, happening.at,
              fmt::format("#{} {} -> {}", happening.number, history_.text(happening),
                          history_.answer(happening.number)),
              ",\"s\":\"t\"");
        return;
      case HappeningKind::Lost:
        event("i", happening.node, kUserThread, happening.at,
              fmt::format("{} lost: {}", message_words(happening.message_kind),
                          loss_words(happening.loss)),
              ",\"s\":\"t\"");
        return;
      default:
        event("i", happening.node, kUserThread, happening.at, happening_words(history_, happening),
              ",\"s\":\"t\"");
    }
  }

  /// Notes where slices begin and end, and which slice a message leaves or reaches.
  void collect(HappeningIndex index) {
    const Happening& happening = history_.happenings()[index];
    if (happening.kind != HappeningKind::Sent && happening.kind != HappeningKind::Arrived) return;
    const bool sent = happening.kind == HappeningKind::Sent;
    if (!sent) arrived_.push_back(index);
    if (happening.message_kind == sim::MessageKind::Push) return push(index);
    const std::pair key{happening.exchange, happening.node};
    if (happening.message_kind == sim::MessageKind::Request) {
      // The second copy of a request is handled on its own: the first one's slice is left as it is.
      open_[key] = begin(happening, sent ? "request to" : "serve");
      message_slice_[index] = open_[key];
      return;
    }
    const auto open = open_.find(key);
    if (open == open_.end()) return;
    Slice& slice = slices_[open->second];
    // A little longer, so that the arrow ends on it and not beside it.
    slice.end = std::max(slice.end, happening.at + kShortest);
    message_slice_[index] = open->second;
    if (!sent) open_.erase(open);
  }

  std::size_t begin(const Happening& happening, std::string_view what) {
    slices_.push_back({.node = happening.node,
                       .begin = happening.at,
                       .end = happening.at + kShortest,
                       .name = fmt::format("{} {}", what, history_.name(happening.peer)),
                       .thread = 0});
    return slices_.size() - 1;
  }

  void push(HappeningIndex index) {
    const Happening& happening = history_.happenings()[index];
    message_slice_[index] = begin(happening, "push");
  }

  void slices() {
    std::vector<std::size_t> order(slices_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [this](std::size_t i) { return slices_[i].begin; });
    Threads threads;
    for (const std::size_t i : order) {
      Slice& slice = slices_[i];
      slice.thread = threads.thread_for(slice);
      event("X", slice.node, slice.thread, slice.begin, slice.name,
            fmt::format(",\"dur\":{},\"cat\":\"message\"", micros(slice.end - slice.begin)));
    }
  }

  /// An arrow for each message that arrived, from the slice that it left to the one that it
  /// reached.
  void arrows() {
    for (const HappeningIndex index : arrived_) {
      const Happening& arrived = history_.happenings()[index];
      const Slice* from = slice_of(arrived.partner);
      const Slice* to = slice_of(index);
      if (from == nullptr || to == nullptr) continue;
      const std::string rest = fmt::format(",\"cat\":\"message\",\"id\":{}", index);
      event("s", from->node, from->thread, history_.happenings()[arrived.partner].at, "message",
            rest);
      event("f", to->node, to->thread, arrived.at, "message", rest + ",\"bp\":\"e\"");
    }
  }

  const Slice* slice_of(HappeningIndex index) const {
    const auto place = message_slice_.find(index);
    return place == message_slice_.end() ? nullptr : &slices_[place->second];
  }

  /// Each on a thread of its own, for faults overlap as they like.
  void fault_slices() {
    std::map<std::uint64_t, Happening> begun;
    for (const Happening& happening : history_.happenings()) {
      if (happening.at > focus_.at) break;
      if (happening.kind == HappeningKind::FaultBegun) begun[happening.number] = happening;
      if (happening.kind != HappeningKind::FaultEnded || !begun.contains(happening.number))
        continue;
      fault_slice(begun[happening.number], happening.at);
      begun.erase(happening.number);
    }
    for (const auto& [number, happening] : begun) fault_slice(happening, focus_.at);
  }

  void fault_slice(const Happening& begun, Instant end) {
    event("X", begun.node, kFaultThreads + begun.number, begun.at, history_.text(begun),
          fmt::format(",\"dur\":{},\"cat\":\"fault\"", micros(end - begun.at)));
  }

  void pending() {
    std::map<NodeId, std::set<std::uint64_t>> pending;
    for (const Happening& happening : history_.happenings()) {
      if (happening.at > focus_.at) break;
      const OperationStory* story = history_.story(happening.number);
      if (story == nullptr || story->begun == kNoHappening) continue;
      const NodeId device = history_.happenings()[story->begun].node;
      std::set<std::uint64_t>& waiting = pending[device];
      const std::size_t before = waiting.size();
      if (happening.kind == HappeningKind::Answered && history_.text(happening) == kAccepted) {
        waiting.insert(happening.number);
      } else if (happening.kind == HappeningKind::Applied ||
                 (happening.kind == HappeningKind::Told && history_.text(happening) != kSynced)) {
        waiting.erase(happening.number);
      }
      if (waiting.size() == before) continue;
      event("C", device, kUserThread, happening.at, "pending operations",
            fmt::format(",\"args\":{{\"operations\":{}}}", waiting.size()));
    }
  }

  const History& history_;
  const Focus& focus_;
  const Excerpt& excerpt_;
  std::string text_;
  bool first_ = true;
  std::vector<Slice> slices_;
  /// The slice that is under way for an exchange on a node.
  std::map<std::pair<std::uint64_t, NodeId>, std::size_t> open_;
  std::map<HappeningIndex, std::size_t> message_slice_;
  std::vector<HappeningIndex> arrived_;
};

}  // namespace

std::string perfetto_trace(const History& history, const Focus& focus, const Excerpt& excerpt,
                           const PictureHeader& header) {
  return TraceWriter(history, focus, excerpt).write(header);
}

}  // namespace storm::metrics
