#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/env/transport.h"
#include "sim/admission_queue.h"
#include "sim/gateway.h"
#include "sim/kernel.h"
#include "sim/link.h"
#include "sim/observer.h"
#include "sim/process.h"
#include "sim/slab.h"

namespace storm::sim {

/// What one machine has sent and received, whole messages of all kinds.
struct Traffic {
  std::uint64_t messages_sent = 0;
  std::uint64_t messages_received = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

/// Where machines stand together: an office, a household, a data centre. Numbered from zero, in the
/// order in which their first machines were added.
enum class SiteId : std::uint32_t {};

constexpr std::size_t to_index(SiteId site) { return static_cast<std::size_t>(site); }

/// What a machine without a way out of its site learns when it asks somebody outside.
enum class NoWayOut : std::uint8_t {
  /// That there is no such name, as soon as the site's router has said so: Unreachable.
  Told,
  /// Nothing: its requests run into their time-outs.
  Silent,
};

/// Carries bytes between machines: requests with responses, and one-way pushes.
///
/// A message passes the sender's link outwards and the receiver's link inwards; either may lose,
/// delay, double or hold it back. A request whose copy arrives twice is handled twice, as happens
/// behind a proxy that retries; the second response finds nobody. A machine that is off or
/// suspended does not answer at all; one that is on and does not listen refuses at once. A gateway
/// between each link and the others may meddle with whole requests and replies.
///
/// Machines of one site reach each other without leaving it; what passes between sites can be cut
/// off for a machine, or for whole sites from others.
///
/// Models HTTP behind the last mile, and a push service. Leaves out: connections as such (each
/// exchange stands alone), congestion in the middle, retransmission, name look-up while it works,
/// and that a way within a site is shorter.
class Network final {
 public:
  explicit Network(Kernel& kernel) : kernel_(kernel) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Adds a machine to the site of that name. Requires: nodes come in the order of their ids.
  void add(NodeId node, std::string_view site, std::unique_ptr<Link> link, Seed gateway_seed);
  /// The process that now runs on the machine; null when it is off. Its handlers start empty.
  void attach(NodeId node, Process* process);
  /// The machine answers nothing while this is false (suspended).
  void set_responsive(NodeId node, bool responsive);

  void start_request(NodeId from, NodeId to, Bytes body, Duration timeout,
                     Transport::RequestCompletion completion);
  void push(NodeId from, NodeId to, Bytes body);
  void listen(NodeId node, Transport::RequestHandler handler);
  void on_push(NodeId node, Transport::PushHandler handler);

  /// Lets every exchange that the machine has under way, as asker or as answerer, end with Reset.
  /// What is on its way arrives all the same, and what is being worked on is finished.
  void reset_exchanges(NodeId node);
  /// Loses everything between the two machines, until unblock_way() has been called as often.
  void block_way(NodeId one, NodeId other);
  void unblock_way(NodeId one, NodeId other);
  /// Loses everything between these sites and all others, though not between two of them, until
  /// the returned token is given back. Asked for each message, whatever the number of machines.
  std::uint64_t isolate_sites(const std::vector<SiteId>& sites);
  void reconnect_sites(std::uint64_t token);
  /// Loses everything between the machine and those of other sites, until release_from_site() has
  /// been called as often with the same word. Its link stays up. Whoever says Told goes before
  /// whoever is Silent.
  void confine_to_site(NodeId node, NoWayOut learns);
  void release_from_site(NodeId node, NoWayOut learns);

  Link& link(NodeId node) { return *host(node).link; }
  /// Where requests to the machine wait while something makes it slow.
  AdmissionQueue& admission(NodeId node);
  Gateway& gateway(NodeId node) { return host(node).gateway; }
  std::uint32_t machines() const { return static_cast<std::uint32_t>(hosts_.size()); }
  SiteId site(NodeId node) const { return hosts_[to_index(node)].site; }
  std::uint32_t sites() const { return static_cast<std::uint32_t>(sites_.size()); }
  const std::string& site_name(SiteId site) const { return sites_[to_index(site)]; }
  const Link& link(NodeId node) const { return *hosts_[to_index(node)].link; }
  const Traffic& traffic(NodeId node) const { return hosts_[to_index(node)].traffic; }
  /// Whether a message sent now from one to the other and its answer would find all ways open, and
  /// both machines on.
  bool reachable(NodeId from, NodeId to) const;

 private:
  struct Host {
    Host(SiteId at_site, std::unique_ptr<Link> access_link, Seed gateway_seed)
        : site(at_site), link(std::move(access_link)), gateway(gateway_seed) {}

    bool confined() const { return confined_told != 0 || confined_silent != 0; }

    SiteId site;
    std::unique_ptr<Link> link;
    Gateway gateway;
    /// Absent until something has made the machine slow.
    std::unique_ptr<AdmissionQueue> admission;
    Process* process = nullptr;
    bool responsive = true;
    std::uint32_t confined_told = 0;
    std::uint32_t confined_silent = 0;
    Transport::RequestHandler handler;
    Transport::PushHandler push_handler;
    Traffic traffic;
  };

  /// Sites that are split from all others.
  struct Split {
    std::uint64_t token = 0;
    /// By the number of the site; sites that were added later are not among them.
    std::vector<bool> apart;

    bool sets_apart(SiteId site) const {
      return to_index(site) < apart.size() && apart[to_index(site)];
    }
  };

  /// A message under way.
  struct Delivery final : public Event {
    void run() override { network->deliver(*this); }

    std::uint32_t slab_index = 0;
    Network* network = nullptr;
    MessageKind kind{};
    StatusCode status{};
    NodeId from{};
    NodeId to{};
    /// Names the exchange that a request opened, and that its response closes.
    std::uint64_t exchange = 0;
    /// What an observer knows it by.
    MessageId message = kNoMessage;
    Bytes body;
  };

  /// A request that waits for its response.
  struct Exchange final : public Event, public Owned {
    void run() override { network->finish(*this, TransportError::TimedOut); }
    void discard() override;
    void on_suspend() override;
    void on_resume() override;

    std::uint32_t slab_index = 0;
    std::uint32_t generation = 0;
    Network* network = nullptr;
    Process* process = nullptr;
    NodeId node{};
    NodeId peer{};
    Duration remaining{};
    Transport::RequestCompletion completion;
  };

  Host& host(NodeId node) { return hosts_[to_index(node)]; }
  void send(MessageKind kind, StatusCode status, NodeId from, NodeId to, std::uint64_t exchange,
            Bytes body);
  Delivery& schedule(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                     std::uint64_t exchange, Duration delay, Bytes body);
  void deliver(Delivery& delivery);
  void hand_over(Delivery& delivery, Host& receiver);
  /// Whether somebody at the receiver's gateway took the message.
  bool taken_at_the_door(const Delivery& delivery);
  /// A new message, as an observer sees it when it is sent.
  MessageSighting sight(MessageKind kind, NodeId from, NodeId to, std::uint64_t exchange);
  /// Tell the observers.
  void tell(MessageSighting sighting, StatusCode status, const Bytes& body) const;
  void tell(MessageStage stage, Loss loss, const Delivery& delivery);
  void tell_of_loss(MessageSighting sighting, Loss loss, StatusCode status,
                    const Bytes& body) const;
  /// Of a message that somebody at the sender's gateway took for himself.
  void tell_of_taken(MessageKind kind, StatusCode status, NodeId from, NodeId to,
                     std::uint64_t exchange, const Bytes& body);
  /// Whether somebody at the machine's gateway took the message of that exchange for himself.
  bool meddled(NodeId gateway_of, Leg leg, NodeId asker, NodeId answerer, std::uint64_t exchange);
  SiteId find_or_add_site(std::string_view name);
  std::uint32_t& locks(NodeId node, NoWayOut learns);
  /// Whether nothing passes between the two, whatever their links do.
  bool is_cut(NodeId one, NodeId other) const;
  void accept_request(Delivery& delivery, Host& receiver);
  void wait_for_admission(Delivery& delivery, Host& receiver);
  void start_serving(NodeId self, NodeId from, std::uint64_t exchange, Bytes body);
  Exchange* find_exchange(std::uint64_t name);
  void finish(Exchange& exchange, RequestOutcome outcome);
  Task<void> serve(Transport::RequestHandler handler, NodeId self, NodeId from,
                   std::uint64_t exchange, Bytes body);

  Kernel& kernel_;
  std::vector<Host> hosts_;
  std::vector<std::string> sites_;
  Slab<Delivery> deliveries_;
  Slab<Exchange> exchanges_;
  /// Pairs that cannot reach each other, the lower node first, and how often they were cut.
  std::map<std::pair<NodeId, NodeId>, std::uint32_t> cuts_;
  std::vector<Split> splits_;
  std::uint64_t split_tokens_ = 0;
  std::uint64_t messages_sent_ = 0;
};

}  // namespace storm::sim
