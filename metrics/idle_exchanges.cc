#include "metrics/idle_exchanges.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace storm::metrics {

namespace {

/// Room for a cursor that grows; operations with their names are bigger.
constexpr std::uint64_t kRequestSlackBytes = 32;
constexpr std::uint64_t kResponseSlackBytes = 16;
constexpr std::uint16_t kSuccess = 200;

/// One request and all that came of it.
struct Exchange {
  std::uint64_t request_bytes = 0;
  std::uint64_t response_bytes = 0;
  std::uint32_t answers = 0;
  /// It met a fault, or the server made something durable meanwhile.
  bool notable = false;
};

struct Smallest {
  std::uint64_t request_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t response_bytes = std::numeric_limits<std::uint64_t>::max();
};

/// Exchanges by name.
using Exchanges = std::map<std::uint64_t, Exchange>;

bool is_message(const Happening& happening) {
  return happening.kind == HappeningKind::Sent || happening.kind == HappeningKind::Arrived ||
         happening.kind == HappeningKind::Lost;
}

bool belongs_to_exchange(const Happening& happening) {
  return is_message(happening) && happening.message_kind != sim::MessageKind::Push;
}

void note(Exchange& exchange, const Happening& happening) {
  if (happening.kind == HappeningKind::Lost) exchange.notable = true;
  switch (happening.message_kind) {
    case sim::MessageKind::Request:
      if (happening.kind != HappeningKind::Sent) break;
      exchange.request_bytes = happening.bytes;
      break;
    case sim::MessageKind::Response:
      if (happening.kind != HappeningKind::Arrived) break;
      ++exchange.answers;
      exchange.response_bytes = happening.bytes;
      if (happening.status != kSuccess) exchange.notable = true;
      break;
    default:
      exchange.notable = true;
      break;
  }
}

bool complete(const Exchange& exchange) { return exchange.answers == 1 && !exchange.notable; }

/// Collects the exchanges of a history, in its order.
class Collector final {
 public:
  void see(const Happening& happening) {
    if (happening.kind == HappeningKind::Applied) {
      for (const std::uint64_t name : served_) exchanges_[name].notable = true;
    }
    if (!belongs_to_exchange(happening)) return;
    note(exchanges_[happening.exchange], happening);
    const bool request = happening.message_kind == sim::MessageKind::Request;
    if (request && happening.kind == HappeningKind::Arrived) served_.insert(happening.exchange);
    if (!request && happening.kind == HappeningKind::Sent) served_.erase(happening.exchange);
  }

  Exchanges take() { return std::move(exchanges_); }

 private:
  Exchanges exchanges_;
  /// Those that the server works on.
  std::set<std::uint64_t> served_;
};

bool is_idle(const Exchange& exchange, const Smallest& smallest) {
  return complete(exchange) &&
         exchange.request_bytes <= smallest.request_bytes + kRequestSlackBytes &&
         exchange.response_bytes <= smallest.response_bytes + kResponseSlackBytes;
}

}  // namespace

IdleMarks find_idle_exchanges(const History& history) {
  Collector collector;
  for (const Happening& happening : history.happenings()) collector.see(happening);
  Exchanges exchanges = collector.take();
  Smallest smallest;
  for (const auto& [name, exchange] : exchanges) {
    if (!complete(exchange)) continue;
    smallest.request_bytes = std::min(smallest.request_bytes, exchange.request_bytes);
    smallest.response_bytes = std::min(smallest.response_bytes, exchange.response_bytes);
  }
  IdleMarks marks;
  for (const Happening& happening : history.happenings()) {
    const bool idle =
        belongs_to_exchange(happening) && is_idle(exchanges[happening.exchange], smallest);
    marks.happenings.push_back(idle ? 1 : 0);
  }
  return marks;
}

}  // namespace storm::metrics
