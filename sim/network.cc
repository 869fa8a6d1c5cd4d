#include "sim/network.h"

#include <algorithm>
#include <utility>
#include <xxhash.h>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

/// Headers of HTTP over TLS, roughly: what a message costs beside its body.
constexpr std::size_t kOverheadBytes = 200;
/// How long the operating system takes to say that there is no route.
constexpr Duration kNoRouteDelay = 1ms;
/// How long a router without an uplink takes to answer that it knows no such name.
constexpr Duration kNoSuchNameDelay = 20ms;

/// Gateways stand at the far end of the link.
bool reaches_gateway(const Link& link) {
  return link.open(Direction::Out) && link.open(Direction::In);
}

std::uint64_t hash_of(const Bytes& body) { return XXH3_64bits(body.data(), body.size()); }

}  // namespace

void Network::add(NodeId node, std::string_view site, std::unique_ptr<Link> link,
                  Seed gateway_seed) {
  STORM_ASSERT(to_index(node) == hosts_.size());
  hosts_.emplace_back(find_or_add_site(site), std::move(link), gateway_seed);
}

SiteId Network::find_or_add_site(std::string_view name) {
  const auto place = std::ranges::find(sites_, name);
  const auto index = static_cast<std::uint32_t>(place - sites_.begin());
  if (place == sites_.end()) sites_.emplace_back(name);
  return SiteId{index};
}

void Network::attach(NodeId node, Process* process) {
  Host& machine = host(node);
  machine.process = process;
  machine.handler = nullptr;
  machine.push_handler = nullptr;
  if (machine.admission) machine.admission->forget();
}

AdmissionQueue& Network::admission(NodeId node) {
  Host& machine = host(node);
  if (!machine.admission) machine.admission = std::make_unique<AdmissionQueue>();
  return *machine.admission;
}

void Network::set_responsive(NodeId node, bool responsive) { host(node).responsive = responsive; }

void Network::listen(NodeId node, Transport::RequestHandler handler) {
  host(node).handler = std::move(handler);
}

void Network::on_push(NodeId node, Transport::PushHandler handler) {
  host(node).push_handler = std::move(handler);
}

bool Network::reachable(NodeId from, NodeId to) const {
  const auto up = [](const Host& machine) {
    return machine.process != nullptr && machine.responsive && machine.link->open(Direction::Out) &&
           machine.link->open(Direction::In) && !machine.gateway.cuts_off();
  };
  return up(hosts_[to_index(from)]) && up(hosts_[to_index(to)]) && !is_cut(from, to);
}

void Network::start_request(NodeId from, NodeId to, Bytes body, Duration timeout,
                            Transport::RequestCompletion completion) {
  Host& sender = host(from);
  STORM_ASSERT(sender.process != nullptr);
  if (sender.process->doomed()) return;
  Exchange& exchange = exchanges_.acquire();
  exchange.network = this;
  exchange.process = sender.process;
  exchange.node = from;
  exchange.peer = to;
  exchange.completion = std::move(completion);
  sender.process->adopt(exchange);
  const std::uint64_t name = (std::uint64_t{exchange.generation} << 32U) | exchange.slab_index;
  if (!sender.link->plugged_in()) {
    schedule(MessageKind::Refusal, StatusCode::Unavailable, to, from, name, kNoRouteDelay, {});
  } else if (const bool at_router = reaches_gateway(*sender.link);
             at_router && meddled(from, Leg::Request, from, to, name)) {
    tell_of_taken(MessageKind::Request, StatusCode::Ok, from, to, name, body);
  } else if (at_router && sender.confined_told != 0 && sender.site != site(to)) {
    schedule(MessageKind::Refusal, StatusCode::Unavailable, to, from, name, kNoSuchNameDelay, {});
  } else {
    send(MessageKind::Request, StatusCode::Ok, from, to, name, std::move(body));
  }
  kernel_.schedule(exchange, kernel_.now() + timeout);
}

void Network::push(NodeId from, NodeId to, Bytes body) {
  send(MessageKind::Push, StatusCode::Ok, from, to, 0, std::move(body));
}

void Network::send(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                   std::uint64_t exchange, Bytes body) {
  Host& sender = host(from);
  // A process that is about to die has said its last word.
  if (sender.process == nullptr || sender.process->doomed()) return;
  if (kind == MessageKind::Response && meddled(from, Leg::Reply, to, from, exchange)) {
    tell_of_taken(kind, status, from, to, exchange, body);
    return;
  }
  const MessageSighting sighting = sight(kind, from, to, exchange);
  tell(sighting, status, body);
  const std::size_t size = body.size() + kOverheadBytes;
  ++sender.traffic.messages_sent;
  sender.traffic.bytes_sent += size;
  const Passage outwards = sender.link->pass(Direction::Out, size, kernel_.now());
  const bool severed = is_cut(from, to) || sender.gateway.cuts_off();
  bool arrives = false;
  for (const Duration& delay : outwards) {
    const Instant at_the_far_link = kernel_.now() + delay;
    const Passage inwards = host(to).link->pass(Direction::In, size, at_the_far_link);
    for (const Duration& more : inwards) {
      if (severed) continue;
      arrives = true;
      schedule(kind, status, from, to, exchange, delay + more, body).message = sighting.message;
    }
  }
  if (arrives) return;
  kernel_.trace(TraceKind::Lose, from, hash_of(body));
  tell_of_loss(sighting, severed ? Loss::Cut : Loss::Link, status, body);
}

MessageSighting Network::sight(MessageKind kind, NodeId from, NodeId to, std::uint64_t exchange) {
  MessageSighting sighting;
  sighting.stage = MessageStage::Sent;
  sighting.kind = kind;
  sighting.message = MessageId{++messages_sent_};
  sighting.exchange = exchange;
  sighting.from = from;
  sighting.to = to;
  return sighting;
}

void Network::tell(MessageSighting sighting, StatusCode status, const Bytes& body) const {
  if (!kernel_.observed()) return;
  const bool answers =
      sighting.kind == MessageKind::Response || sighting.kind == MessageKind::Forgery;
  sighting.at = kernel_.now();
  sighting.status = answers ? static_cast<std::uint16_t>(status) : std::uint16_t{0};
  sighting.bytes = body.size();
  kernel_.tell(sighting);
}

void Network::tell_of_loss(MessageSighting sighting, Loss loss, StatusCode status,
                           const Bytes& body) const {
  sighting.stage = MessageStage::Lost;
  sighting.loss = loss;
  tell(sighting, status, body);
}

void Network::tell_of_taken(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                            std::uint64_t exchange, const Bytes& body) {
  const MessageSighting sighting = sight(kind, from, to, exchange);
  tell(sighting, status, body);
  tell_of_loss(sighting, Loss::Gateway, status, body);
}

void Network::tell(MessageStage stage, Loss loss, const Delivery& delivery) {
  if (!kernel_.observed()) return;
  MessageSighting sighting;
  sighting.stage = stage;
  sighting.loss = loss;
  sighting.kind = delivery.kind;
  sighting.message = delivery.message;
  sighting.exchange = delivery.exchange;
  sighting.from = delivery.from;
  sighting.to = delivery.to;
  sighting.awaited = stage == MessageStage::Arrived && delivery.kind == MessageKind::Response &&
                     find_exchange(delivery.exchange) != nullptr;
  tell(sighting, delivery.status, delivery.body);
}

Network::Delivery& Network::schedule(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                                     std::uint64_t exchange, Duration delay, Bytes body) {
  Delivery& delivery = deliveries_.acquire();
  delivery.network = this;
  delivery.kind = kind;
  delivery.status = status;
  delivery.from = from;
  delivery.to = to;
  delivery.exchange = exchange;
  delivery.message = kNoMessage;
  delivery.body = std::move(body);
  kernel_.schedule(delivery, kernel_.now() + delay);
  return delivery;
}

void Network::reset_exchanges(NodeId node) {
  for (std::uint32_t index = 0; exchanges_.contains(index); ++index) {
    const Exchange& exchange = exchanges_.at(index);
    if (!exchange.completion || (exchange.node != node && exchange.peer != node)) continue;
    const std::uint64_t name = (std::uint64_t{exchange.generation} << 32U) | index;
    schedule(MessageKind::Reset, StatusCode::Unavailable, exchange.peer, exchange.node, name,
             Duration::zero(), {});
  }
}

void Network::block_way(NodeId one, NodeId other) { ++cuts_[std::minmax(one, other)]; }

void Network::unblock_way(NodeId one, NodeId other) {
  const auto place = cuts_.find(std::minmax(one, other));
  STORM_ASSERT(place != cuts_.end());
  if (--place->second == 0) cuts_.erase(place);
}

std::uint64_t Network::isolate_sites(const std::vector<SiteId>& sites) {
  Split& split = splits_.emplace_back();
  split.token = ++split_tokens_;
  split.apart.resize(sites_.size(), false);
  for (const SiteId site : sites) split.apart[to_index(site)] = true;
  return split.token;
}

void Network::reconnect_sites(std::uint64_t token) {
  const auto place = std::ranges::find(splits_, token, &Split::token);
  STORM_ASSERT(place != splits_.end());
  splits_.erase(place);
}

std::uint32_t& Network::locks(NodeId node, NoWayOut learns) {
  Host& machine = host(node);
  return learns == NoWayOut::Told ? machine.confined_told : machine.confined_silent;
}

void Network::confine_to_site(NodeId node, NoWayOut learns) { ++locks(node, learns); }

void Network::release_from_site(NodeId node, NoWayOut learns) {
  std::uint32_t& count = locks(node, learns);
  STORM_ASSERT(count != 0);
  --count;
}

bool Network::is_cut(NodeId one, NodeId other) const {
  if (!cuts_.empty() && cuts_.contains(std::minmax(one, other))) return true;
  const Host& first = hosts_[to_index(one)];
  const Host& second = hosts_[to_index(other)];
  if (first.site == second.site) return false;
  if (first.confined() || second.confined()) return true;
  return std::ranges::any_of(splits_, [&first, &second](const Split& split) {
    return split.sets_apart(first.site) != split.sets_apart(second.site);
  });
}

bool Network::meddled(NodeId gateway_of, Leg leg, NodeId asker, NodeId answerer,
                      std::uint64_t exchange) {
  const Meddling* meddling = host(gateway_of).gateway.decide(leg);
  if (meddling == nullptr) return false;
  switch (meddling->act) {
    case Meddling::Act::Answer:
      schedule(MessageKind::Forgery, meddling->status, answerer, asker, exchange, meddling->delay,
               meddling->body);
      break;
    case Meddling::Act::Reset:
      schedule(MessageKind::Reset, StatusCode::Unavailable, answerer, asker, exchange,
               meddling->delay, {});
      break;
    case Meddling::Act::Lose:
      break;
  }
  kernel_.trace(TraceKind::Lose, gateway_of, exchange);
  return true;
}

void Network::deliver(Delivery& delivery) {
  Host& receiver = host(delivery.to);
  const bool local = delivery.kind == MessageKind::Refusal ||
                     delivery.kind == MessageKind::Forgery || delivery.kind == MessageKind::Reset;
  const bool listening = receiver.process != nullptr && !receiver.process->doomed() &&
                         receiver.responsive && (local || !receiver.gateway.cuts_off());
  kernel_.trace(listening ? TraceKind::Deliver : TraceKind::Lose, delivery.to,
                hash_of(delivery.body));
  if (listening) {
    if (!local) ++receiver.traffic.messages_received;
    receiver.traffic.bytes_received += delivery.body.size() + kOverheadBytes;
    const bool taken = taken_at_the_door(delivery);
    tell(taken ? MessageStage::Lost : MessageStage::Arrived, taken ? Loss::Gateway : Loss::None,
         delivery);
    if (!taken) hand_over(delivery, receiver);
  } else {
    tell(MessageStage::Lost, Loss::ReceiverDown, delivery);
  }
  delivery.body = {};
  deliveries_.release(delivery);
}

bool Network::taken_at_the_door(const Delivery& delivery) {
  switch (delivery.kind) {
    case MessageKind::Request:
      return meddled(delivery.to, Leg::Request, delivery.from, delivery.to, delivery.exchange);
    case MessageKind::Response:
      return meddled(delivery.to, Leg::Reply, delivery.to, delivery.from, delivery.exchange);
    default:
      return false;
  }
}

void Network::hand_over(Delivery& delivery, Host& receiver) {
  switch (delivery.kind) {
    case MessageKind::Request:
      accept_request(delivery, receiver);
      break;
    case MessageKind::Push:
      if (receiver.push_handler) {
        receiver.push_handler(delivery.from, std::move(delivery.body));
      }
      break;
    case MessageKind::Response:
      if (Exchange* exchange = find_exchange(delivery.exchange)) {
        finish(*exchange, Response{.status = delivery.status, .body = std::move(delivery.body)});
      }
      break;
    case MessageKind::Refusal:
      if (Exchange* exchange = find_exchange(delivery.exchange)) {
        finish(*exchange, TransportError::Unreachable);
      }
      break;
    case MessageKind::Forgery:
      if (Exchange* exchange = find_exchange(delivery.exchange)) {
        finish(*exchange, Response{.status = delivery.status, .body = std::move(delivery.body)});
      }
      break;
    case MessageKind::Reset:
      if (Exchange* exchange = find_exchange(delivery.exchange)) {
        finish(*exchange, TransportError::Reset);
      }
      break;
  }
}

void Network::accept_request(Delivery& delivery, Host& receiver) {
  if (!receiver.handler) {
    send(MessageKind::Refusal, StatusCode::Unavailable, delivery.to, delivery.from,
         delivery.exchange, {});
    return;
  }
  if (receiver.admission && receiver.admission->slow()) {
    wait_for_admission(delivery, receiver);
  } else {
    start_serving(delivery.to, delivery.from, delivery.exchange, std::move(delivery.body));
  }
}

void Network::wait_for_admission(Delivery& delivery, Host& receiver) {
  AdmissionQueue::Work work([this, self = delivery.to, from = delivery.from,
                             exchange = delivery.exchange,
                             body = std::move(delivery.body)]() mutable {
    start_serving(self, from, exchange, std::move(body));
  });
  if (receiver.admission->admit(*receiver.process, std::move(work))) return;
  send(MessageKind::Response, receiver.admission->refusal(), delivery.to, delivery.from,
       delivery.exchange, {});
}

void Network::start_serving(NodeId self, NodeId from, std::uint64_t exchange, Bytes body) {
  const Host& machine = host(self);
  machine.process->spawn("serve", serve(machine.handler, self, from, exchange, std::move(body)));
}

Task<void> Network::serve(Transport::RequestHandler handler, NodeId self, NodeId from,
                          std::uint64_t exchange, Bytes body) {
  Response response = co_await handler(from, std::move(body));
  send(MessageKind::Response, response.status, self, from, exchange, std::move(response.body));
}

Network::Exchange* Network::find_exchange(std::uint64_t name) {
  const auto index = static_cast<std::uint32_t>(name & 0xFFFF'FFFFU);
  if (!exchanges_.contains(index)) return nullptr;
  Exchange& exchange = exchanges_.at(index);
  const bool same = exchange.generation == static_cast<std::uint32_t>(name >> 32U);
  return same && exchange.completion ? &exchange : nullptr;
}

void Network::finish(Exchange& exchange, RequestOutcome outcome) {
  if (exchange.queued()) kernel_.cancel(exchange);
  exchange.process->disown(exchange);
  Transport::RequestCompletion completion = std::move(exchange.completion);
  const Process& process = *exchange.process;
  ++exchange.generation;
  exchanges_.release(exchange);
  if (process.doomed()) return;
  kernel_.trace(TraceKind::Resume, process.node());
  completion(std::move(outcome));
}

void Network::Exchange::discard() {
  if (queued()) network->kernel_.cancel(*this);
  const Transport::RequestCompletion waiting = std::move(completion);
  ++generation;
  network->exchanges_.release(*this);
}

void Network::Exchange::on_suspend() {
  if (!queued()) return;
  remaining = at() - network->kernel_.now();
  network->kernel_.cancel(*this);
}

void Network::Exchange::on_resume() {
  network->kernel_.schedule(*this, network->kernel_.now() + remaining);
}

}  // namespace storm::sim
