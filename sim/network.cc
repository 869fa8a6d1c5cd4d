#include "sim/network.h"

#include <utility>
#include <xxhash.h>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

/// Headers of HTTP over TLS, roughly: what a message costs beside its body.
constexpr std::size_t kOverheadBytes = 200;
/// How long the operating system takes to say that there is no route.
constexpr Duration kNoRouteDelay = 1ms;

std::uint64_t hash_of(const Bytes& body) { return XXH3_64bits(body.data(), body.size()); }

}  // namespace

void Network::add(NodeId node, std::unique_ptr<Link> link) {
  STORM_ASSERT(to_index(node) == hosts_.size());
  hosts_.emplace_back().link = std::move(link);
}

void Network::attach(NodeId node, Process* process) {
  Host& machine = host(node);
  machine.process = process;
  machine.handler = nullptr;
  machine.push_handler = nullptr;
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
           machine.link->open(Direction::In);
  };
  return up(hosts_[to_index(from)]) && up(hosts_[to_index(to)]);
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
  exchange.completion = std::move(completion);
  sender.process->adopt(exchange);
  const std::uint64_t name = (std::uint64_t{exchange.generation} << 32U) | exchange.slab_index;
  if (!sender.link->plugged_in()) {
    schedule(MessageKind::Refusal, StatusCode::Unavailable, to, from, name, kNoRouteDelay, {});
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
  const std::size_t size = body.size() + kOverheadBytes;
  ++sender.traffic.messages_sent;
  sender.traffic.bytes_sent += size;
  const Passage outwards = sender.link->pass(Direction::Out, size, kernel_.now());
  bool arrives = false;
  for (const Duration& delay : outwards) {
    const Instant at_the_far_link = kernel_.now() + delay;
    const Passage inwards = host(to).link->pass(Direction::In, size, at_the_far_link);
    for (const Duration& more : inwards) {
      arrives = true;
      schedule(kind, status, from, to, exchange, delay + more, body);
    }
  }
  if (!arrives) kernel_.trace(TraceKind::Lose, from, hash_of(body));
}

void Network::schedule(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                       std::uint64_t exchange, Duration delay, Bytes body) {
  Delivery& delivery = deliveries_.acquire();
  delivery.network = this;
  delivery.kind = kind;
  delivery.status = status;
  delivery.from = from;
  delivery.to = to;
  delivery.exchange = exchange;
  delivery.body = std::move(body);
  kernel_.schedule(delivery, kernel_.now() + delay);
}

void Network::deliver(Delivery& delivery) {
  Host& receiver = host(delivery.to);
  const bool listening =
      receiver.process != nullptr && !receiver.process->doomed() && receiver.responsive;
  kernel_.trace(listening ? TraceKind::Deliver : TraceKind::Lose, delivery.to,
                hash_of(delivery.body));
  if (listening) {
    if (delivery.kind != MessageKind::Refusal) ++receiver.traffic.messages_received;
    receiver.traffic.bytes_received += delivery.body.size() + kOverheadBytes;
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
          if (on_response_ && delivery.status == StatusCode::Ok) {
            on_response_(delivery.to, delivery.from);
          }
          finish(*exchange, Response{.status = delivery.status, .body = std::move(delivery.body)});
        }
        break;
      case MessageKind::Refusal:
        if (Exchange* exchange = find_exchange(delivery.exchange)) {
          finish(*exchange, TransportError::Unreachable);
        }
        break;
    }
  }
  delivery.body = {};
  deliveries_.release(delivery);
}

void Network::accept_request(Delivery& delivery, Host& receiver) {
  if (!receiver.handler) {
    send(MessageKind::Refusal, StatusCode::Unavailable, delivery.to, delivery.from,
         delivery.exchange, {});
    return;
  }
  receiver.process->spawn("serve", serve(receiver.handler, delivery.to, delivery.from,
                                         delivery.exchange, std::move(delivery.body)));
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
