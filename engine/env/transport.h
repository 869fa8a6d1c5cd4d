#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <cstdint>
#include <functional>
#include <utility>

#include "engine/env/bytes.h"
#include "engine/env/completion.h"
#include "engine/env/node_id.h"
#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/env/time.h"

namespace storm {

/// Why a request has no response.
enum class TransportError : std::uint8_t {
  /// Definite: the device has no link, or nobody listens at the other end; nothing was delivered.
  Unreachable,
  /// Indefinite: no response in time. The peer may have done everything, a part, or nothing.
  TimedOut,
  /// Indefinite: the connection broke while the request or its response was under way.
  Reset,
};

/// A response's class, after HTTP. What stands between the peers (a proxy, a load balancer) may
/// answer for the server: with anything but `Ok` the body need not come from the engine's peer.
enum class StatusCode : std::uint16_t {
  Ok = 200,
  BadRequest = 400,
  Unauthorized = 401,
  Forbidden = 403,
  TooManyRequests = 429,
  InternalError = 500,
  Unavailable = 503,
};

struct Response {
  StatusCode status = StatusCode::Ok;
  Bytes body;
};

using RequestOutcome = Result<Response, TransportError>;

/// A device's way to others: requests with a time-out, and pushes.
///
/// Models HTTP exchanges, each on a connection of its own, and a push service. Leaves out: name
/// look-up, TLS, streams, back-pressure of sockets. Bytes arrive whole and unchanged or not at
/// all unless a fault says otherwise.
class Transport {
 public:
  using RequestCompletion = Completion<RequestOutcome>;
  using RequestHandler = std::function<Task<Response>(NodeId from, Bytes body)>;
  using PushHandler = std::function<void(NodeId from, Bytes body)>;
  using LinkHandler = std::function<void()>;

  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Sends `body` to `peer` and completes with its response, or with an error after `timeout` of
  /// monotonic time at the latest.
  virtual void start_request(NodeId peer, Bytes body, Duration timeout,
                             RequestCompletion completion) = 0;
  /// Sends a one-way message: at most once, perhaps late, doubled or out of order, like a push
  /// notification. Nobody is told when it is lost.
  virtual void push(NodeId peer, Bytes body) = 0;

  /// Answers requests with `handler`, each in a coroutine of its own that a crash ends. Until this
  /// is called the process refuses connections. Replaces the handler that stood before.
  virtual void listen(RequestHandler handler) = 0;
  /// Takes pushes with `handler`, which must not block; those that come before are dropped.
  virtual void on_push(PushHandler handler) = 0;

  /// Whether the operating system says that there is a network, like `navigator.onLine`: false is
  /// certain, true promises nothing (a captive portal, a dead route).
  virtual bool link_is_up() const = 0;
  /// Calls `handler`, which must not block, after link_is_up() has changed, like the events
  /// `online` and `offline` of a browser. A device that was suspended meanwhile is told when it
  /// wakes. Replaces the handler that stood before.
  virtual void on_link_change(LinkHandler handler) = 0;
};

/// Awaits a response: `RequestOutcome outcome = co_await request(transport, server, body, 5s);`
inline auto request(Transport& transport, NodeId peer, Bytes body, Duration timeout) {
  return boost::asio::async_initiate<const boost::asio::deferred_t&, void(RequestOutcome)>(
      [&transport, peer, timeout](auto handler, Bytes bytes) {
        transport.start_request(peer, std::move(bytes), timeout,
                                Transport::RequestCompletion(std::move(handler)));
      },
      boost::asio::deferred, std::move(body));
}

}  // namespace storm
