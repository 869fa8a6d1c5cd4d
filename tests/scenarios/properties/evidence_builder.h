#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/env/transport.h"
#include "scenarios/properties/property.h"
#include "scenarios/properties/property_catalogue.h"

namespace storm::scenarios {

/// One look at what a replica told its user, beside the truth at that moment.
struct StatusSample {
  Instant at{};
  std::uint32_t device = 0;
  engine::Status status;
  std::uint64_t truly_pending = 0;
  std::uint64_t in_this_instant = 0;
  /// How many of the device's responses had arrived by then.
  std::size_t responses_so_far = 0;
};

/// Makes evidence by hand: a run of a month of which a test says what users did, what they were
/// told and what is there at the end. Without any of that it is a run in which all is well, with
/// three devices "a", "b" and "c" that share the scope "s".
class EvidenceBuilder {
 public:
  static constexpr Instant kHealed{days{30}};
  static constexpr Instant kJudged{days{30} + hours{2}};
  static constexpr WallTime kWallStart{days{19'000}};
  static constexpr PartyId kServer = authority_after(3);

  EvidenceBuilder() {
    plan_.start = kWallStart;
    plan_.chaos = kHealed.time_since_epoch();
    plan_.quiet = kJudged - kHealed;
    for (const char* name : {"a", "b", "c"}) {
      const auto index = static_cast<std::uint32_t>(plan_.devices.size());
      DevicePlan& device = plan_.devices.emplace_back();
      device.name = name;
      device.scopes = {"s"};
      replicas.emplace_back(engine::Snapshot{});
      responses.emplace_back();
      progress.push_back({.device = index,
                          .status = {.pending = 0},
                          .progress_was_possible = true,
                          .drained_at = kHealed + minutes{1},
                          .truly_pending = 0,
                          .messages_at_the_end = 2,
                          .messages_at_the_end_max = 10});
    }
  }

  /// The users' deeds: an hour after one another, accepted at once, on the server a minute later
  /// unless the test says otherwise. Each returns the entry to change.
  LedgerEntry& create(std::uint32_t device, std::string document,
                      std::map<std::string, std::string> fields = {}) {
    engine::Operation operation = make(engine::OperationKind::Create, std::move(document));
    operation.fields = std::move(fields);
    return add(device, std::move(operation));
  }
  LedgerEntry& set(std::uint32_t device, std::string document, std::string field, std::string value,
                   std::string seen) {
    engine::Operation operation = make(engine::OperationKind::Set, std::move(document));
    operation.field = std::move(field);
    operation.value = std::move(value);
    LedgerEntry& entry = add(device, std::move(operation));
    entry.seen_value = std::move(seen);
    return entry;
  }
  LedgerEntry& increment(std::uint32_t device, std::string document, std::string counter,
                         std::int64_t delta) {
    engine::Operation operation = make(engine::OperationKind::Increment, std::move(document));
    operation.field = std::move(counter);
    operation.delta = delta;
    return add(device, std::move(operation));
  }
  LedgerEntry& remove(std::uint32_t device, std::string document) {
    return add(device, make(engine::OperationKind::Delete, std::move(document)));
  }

  /// What the server and all replicas show of a document at the end.
  engine::Document& show(const std::string& document,
                         std::map<std::string, std::string> fields = {},
                         std::map<std::string, std::int64_t> counters = {}) {
    server[document] = {.scope = "s", .fields = std::move(fields), .counters = std::move(counters)};
    for (auto& replica : replicas) {
      if (replica) (*replica)[document] = server[document];
    }
    return server[document];
  }

  /// A response of the server reaches the device, whose clock is right.
  void respond(std::uint32_t device, Instant at) { responses[device].push_back(wall(at)); }
  /// A look at a status; all that responded before counts as known.
  StatusSample& look(std::uint32_t device, Instant at, std::uint64_t pending,
                     std::uint64_t truly_pending) {
    StatusSample& sample = statuses.emplace_back();
    sample.at = at;
    sample.device = device;
    sample.status.pending = pending;
    sample.truly_pending = truly_pending;
    sample.responses_so_far = responses[device].size();
    return sample;
  }

  static WallTime wall(Instant at) { return kWallStart + at.time_since_epoch(); }
  static void tell(LedgerEntry& entry, engine::Fate fate, std::string words = "") {
    entry.notices.push_back({.at = entry.submitted + minutes{2},
                             .device = entry.device,
                             .fate = fate,
                             .words = std::move(words)});
  }
  /// The operation takes effect on the server, perhaps once more.
  static void land(LedgerEntry& entry, Instant at) { entry.land(kServer, at); }
  /// No answer came, and the server may not have had it either.
  static void leave_open(LedgerEntry& entry) {
    entry.answer = Answer::Unknown;
    entry.landings.clear();
  }

  Plan& plan() { return plan_; }

  Evidence evidence() const {
    return {.plan = plan_,
            .system = system_,
            .ledger = ledger_,
            .healed_at = kHealed,
            .judged_at = kJudged,
            .replicas = replicas,
            .server = server,
            .progress = progress};
  }

  /// What the property's judge says of it all.
  Judgement judge(const Property& property) const {
    const std::unique_ptr<Judge> judge = property.make({.plan = plan_, .system = system_});
    Stream stream;
    stream.add(*judge, property.watches);
    std::vector<std::size_t> arrived(responses.size());
    for (const StatusSample& sample : statuses) {
      std::size_t& known = arrived[sample.device];
      for (; known < sample.responses_so_far; ++known) {
        tell_of_response(stream, sample.device, responses[sample.device][known]);
      }
      stream.tell(sample.at, StatusShown{.device = sample.device,
                                         .status = sample.status,
                                         .truly_pending = sample.truly_pending,
                                         .accepted_just_now = sample.in_this_instant});
    }
    return judge->finish(evidence());
  }

  /// What the judge of that property says.
  Judgement judge(std::string_view name) const {
    const auto place = std::ranges::find(properties(), name, &Property::name);
    EXPECT_NE(place, properties().end()) << name;
    return judge(*place);
  }

  /// Judges by all properties: their breaches, in the order of the table.
  std::vector<Violation> judge() const {
    std::vector<Violation> all;
    for (const Property& property : properties()) {
      const Judgement judgement = judge(property);
      all.insert(all.end(), judgement.violations.begin(), judgement.violations.end());
    }
    return all;
  }

  /// "property: kind" of each different breach; what most tests compare.
  std::set<std::string> complaints() const {
    std::set<std::string> complaints;
    for (const Violation& violation : judge()) {
      complaints.insert(violation.property + ": " + violation.kind);
    }
    return complaints;
  }

  /// How much of `what` the property counted; nothing if it does not mention it.
  std::optional<std::uint64_t> counted(std::string_view property, std::string_view what) const {
    for (const auto& [name, number] : judge(property).counts) {
      if (name == what) return number;
    }
    return std::nullopt;
  }

  std::vector<std::optional<engine::Snapshot>> replicas;
  engine::Snapshot server;
  std::vector<StatusSample> statuses;
  std::vector<std::vector<WallTime>> responses;
  std::vector<ProgressSample> progress;

 private:
  static void tell_of_response(const Stream& stream, std::uint32_t device, WallTime wall) {
    sim::MessageSighting message;
    message.stage = sim::MessageStage::Arrived;
    message.kind = sim::MessageKind::Response;
    message.status = static_cast<std::uint16_t>(StatusCode::Ok);
    message.to = NodeId{device + 1};
    message.awaited = true;
    stream.tell(message.at, MessageSeen{.message = message, .wall = wall});
  }

  engine::Operation make(engine::OperationKind kind, std::string document) {
    engine::Operation operation;
    operation.id = engine::OperationId{++operations_};
    operation.kind = kind;
    operation.scope = "s";
    operation.document = std::move(document);
    return operation;
  }

  LedgerEntry& add(std::uint32_t device, engine::Operation operation) {
    const Instant at = Instant{hours{static_cast<std::int64_t>(operations_)}};
    LedgerEntry& entry = ledger_.begin(std::move(operation), device, at);
    entry.answered = at;
    entry.answer = Answer::Accepted;
    land(entry, at + minutes{1});
    return entry;
  }

  Plan plan_;
  engine::System system_{};
  Ledger ledger_;
  std::uint64_t operations_ = 0;
};

using Complaints = std::set<std::string>;

}  // namespace storm::scenarios
