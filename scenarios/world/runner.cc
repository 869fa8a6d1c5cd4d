#include "scenarios/world/runner.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/snapshot_difference.h"
#include "scenarios/properties/property_catalogue.h"
#include "scenarios/world/fault_driver.h"
#include "scenarios/world/health_watch.h"
#include "scenarios/world/history_feed.h"
#include "scenarios/world/look.h"
#include "scenarios/world/onlookers.h"
#include "scenarios/world/snapshot_digest.h"
#include "scenarios/world/user_driver.h"
#include "scenarios/world/world.h"

namespace storm::scenarios {

namespace {

/// How often the world is asked whether it has converged, after the heal.
constexpr Duration kConvergenceEvery = 1min;
/// How long a party may take to answer whoever looks at everything, and how often it is looked
/// whether all have.
constexpr Duration kAnswerWithin = 1min;
constexpr Duration kAnswerStep = 1s;
/// The part of the quiet phase at whose end traffic is measured.
constexpr int kTailFraction = 4;
/// What an idle engine may send beside an exchange in each idle interval: what happens to end just
/// then.
constexpr std::uint64_t kIdleMessagesBeside = 4;
/// The property that a server breaks which does not come up.
constexpr std::string_view kProgressName = "progress";

/// A property and who watches for it; nobody where it does not apply.
struct SeatedJudge {
  const Property* property = nullptr;
  std::string not_applicable;
  std::unique_ptr<Judge> judge;
};

/// The phases of one run. A class for their shared state alone: it lives as long as run_world().
class WorldRun final {
 public:
  WorldRun(const Plan& plan, const RunOptions& options)
      : plan_(plan),
        options_(options),
        health_(std::make_unique<metrics::SyncHealth>(
            metrics::RunLabels{.version = std::string(options.version),
                               .scenario = plan.scenario,
                               .seed = plan.seed,
                               .engine = std::string(options.system->name)},
            plan.start)),
        world_(plan, *options.system, options.sink),
        faults_(world_, plan),
        watch_(world_, plan, faults_, *health_),
        users_(world_, plan, [this](std::uint32_t device) { watch_.look_at(device); }),
        onlookers_(world_, plan) {}

  RunReport execute() {
    if (options_.history != nullptr) {
      feed_ =
          std::make_unique<HistoryFeed>(plan_, world_.kernel(), world_.stream(), *options_.history);
    }
    if (options_.watcher != nullptr) world_.stream().add(*options_.watcher, options_.watches);
    summon_judges();
    if (options_.on_start) options_.on_start(world_.kernel());
    world_.boot();
    begin_phase(Phase::Chaos);
    const Instant healed_at{plan_.chaos};
    advance(healed_at);
    for (std::uint32_t i = 0; i < world_.devices(); ++i) note_use(world_.machine(i));
    note_use(world_.machine(kServerTarget));
    faults_.heal();
    begin_phase(Phase::Quiet);
    const Instant end = healed_at + plan_.quiet;
    const Instant tail = end - plan_.quiet / kTailFraction;
    wait_for_convergence(healed_at, tail);
    advance(tail);
    begin_phase(Phase::Tail);
    std::vector<std::uint64_t> sent_before;
    for (std::uint32_t i = 0; i < world_.devices(); ++i) sent_before.push_back(sent(i));
    advance(end);
    Evidence evidence = gather(healed_at, sent_before);
    // That the world ends is no event in it.
    feed_.reset();
    return judge(std::move(evidence));
  }

 private:
  void note_use(sim::Machine& machine) {
    machines_.push_back({.disk_calls = machine.disk().counters().all(),
                         .disk_changes = machine.disk().counters().mutations(),
                         .boundaries = machine.boundaries_passed()});
  }

  void begin_phase(Phase phase) {
    world_.stream().tell(world_.kernel().now(), PhaseBegan{.phase = phase});
  }

  void advance(Instant until) {
    while (world_.kernel().now() < until) {
      const Instant step = std::min(until, world_.kernel().now() + options_.progress_every);
      world_.kernel().run_until(step);
      if (options_.progress) {
        options_.progress({.at = step,
                           .end = Instant{plan_.chaos + plan_.quiet},
                           .events = world_.kernel().events_run(),
                           .devices_online = watch_.devices_online(),
                           .devices = world_.devices(),
                           .pending_operations = world_.keeper().truly_pending(),
                           .operations_begun = users_.begun()});
      }
    }
  }

  void wait_for_convergence(Instant healed_at, Instant limit) {
    while (world_.kernel().now() + kConvergenceEvery <= limit) {
      if (converged()) {
        converged_after_ = world_.kernel().now() - healed_at;
        health_->set_convergence(world_.kernel().now(), *converged_after_);
        return;
      }
      advance(world_.kernel().now() + kConvergenceEvery);
    }
  }

  /// Everybody but devices that are left broken is asked for everything. An engine may need time to
  /// answer; who has not answered after kAnswerWithin cannot be asked.
  std::vector<std::shared_ptr<Look>> ask_all(Occasion occasion) {
    std::vector<std::shared_ptr<Look>> looks;
    for (std::uint32_t i = 0; i < world_.devices(); ++i) {
      looks.push_back(std::make_shared<Look>());
      if (faults_.left_broken(i)) {
        looks.back()->ended = true;
      } else {
        world_.replica(i).look_around(occasion, looks.back());
      }
    }
    looks.push_back(std::make_shared<Look>());
    world_.server().look_around(occasion, looks.back());
    const Instant asked_at = world_.kernel().now();
    world_.kernel().run_until(asked_at);
    for (Duration waited = kAnswerStep; waited <= kAnswerWithin; waited += kAnswerStep) {
      if (std::ranges::all_of(looks, [](const auto& look) { return look->ended; })) break;
      world_.kernel().run_until(asked_at + waited);
    }
    return looks;
  }

  bool converged() {
    for (std::uint32_t i = 0; i < world_.devices(); ++i) {
      if (!faults_.left_broken(i) && world_.keeper().truly_pending(i) != 0) return false;
    }
    // Only now: a look reads a whole store.
    const auto looks = ask_all(Occasion::Look);
    const auto& truth = looks.back()->shown;
    if (!truth) return false;
    for (std::uint32_t i = 0; i < world_.devices(); ++i) {
      if (faults_.left_broken(i)) continue;
      const auto& shown = looks[i]->shown;
      if (!shown) return false;
      if (compare_snapshots(*shown, *truth, plan_.devices[i].scopes).documents() != 0) return false;
    }
    return true;
  }

  std::uint64_t sent(std::uint32_t device) {
    return world_.network().traffic(World::node_of(device)).messages_sent;
  }

  ProgressSample progress_of(std::uint32_t device, std::uint64_t sent_before) {
    engine::Replica* replica = world_.replica(device).usable();
    const Duration tail = plan_.quiet / kTailFraction;
    ProgressSample sample;
    sample.device = device;
    if (replica != nullptr) sample.status = replica->status();
    sample.progress_was_possible =
        replica != nullptr && world_.server().usable() != nullptr && !faults_.left_broken(device) &&
        world_.network().reachable(World::node_of(device), World::kServerNode);
    sample.drained_at = world_.keeper().drained_at(device);
    sample.truly_pending = world_.keeper().truly_pending(device);
    sample.messages_at_the_end = sent(device) - sent_before;
    sample.messages_at_the_end_max =
        static_cast<std::uint64_t>(tail / idle_interval(plan_, *options_.system).value) +
        kIdleMessagesBeside;
    return sample;
  }

  Evidence gather(Instant healed_at, const std::vector<std::uint64_t>& sent_before) {
    auto looks = ask_all(Occasion::End);
    Evidence evidence{.plan = plan_,
                      .system = *options_.system,
                      .ledger = world_.keeper().ledger(),
                      .healed_at = healed_at,
                      .left_broken = {},
                      .judged_at = world_.kernel().now(),
                      .replicas = {},
                      .server = {},
                      .progress = {}};
    for (std::uint32_t i = 0; i < world_.devices(); ++i) {
      auto& shown = evidence.replicas.emplace_back();
      if (faults_.left_broken(i)) {
        evidence.left_broken.insert(i);
        world_.keeper().strand(i);
      } else {
        watch_.look_at(i);
        shown = std::move(looks[i]->shown);
      }
      world_.kernel().trace(sim::TraceKind::State, World::node_of(i),
                            shown ? digest_of(*shown) : 0);
      evidence.progress.push_back(progress_of(i, sent_before[i]));
    }
    server_was_up_ = looks.back()->shown.has_value();
    if (server_was_up_) evidence.server = std::move(*looks.back()->shown);
    world_.kernel().trace(sim::TraceKind::State, World::kServerNode, digest_of(evidence.server));
    return evidence;
  }

  void summon_judges() {
    const Case about{.plan = plan_, .system = *options_.system};
    for (const Property& property : properties()) {
      if (options_.judges == Judges::None) break;
      SeatedJudge& seat = judges_.emplace_back();
      seat.property = &property;
      if (property.not_applicable != nullptr) seat.not_applicable = property.not_applicable(about);
      if (!seat.not_applicable.empty()) continue;
      seat.judge = property.make(about);
      world_.stream().add(*seat.judge, property.watches);
    }
  }

  Judgement judgement_of(const SeatedJudge& seat, const Evidence& evidence) const {
    if (seat.judge == nullptr) {
      Judgement judgement;
      judgement.not_applicable = seat.not_applicable;
      return judgement;
    }
    return server_was_up_ ? seat.judge->finish(evidence) : without_server(*seat.property);
  }

  RunReport judge(Evidence evidence) {
    RunReport report;
    world_end_ = evidence.judged_at;
    for (const SeatedJudge& seat : judges_) {
      const Property& property = *seat.property;
      report.properties.push_back({.name = property.name,
                                   .says = property.says,
                                   .judgement = judgement_of(seat, evidence)});
      const auto violations = report.properties.back().judgement.violations.size();
      if (violations != 0) report.verdict = Verdict::Violated;
      health_->set_violations(evidence.judged_at, std::string(property.name), violations);
    }
    count_answers(evidence.ledger, report);
    if (report.operations_accepted == 0 && report.verdict == Verdict::Pass) {
      report.verdict = Verdict::Inconclusive;
    }
    report.fingerprint = world_.kernel().fingerprint().to_text();
    report.simulated = world_.kernel().now().time_since_epoch();
    report.events = world_.kernel().events_run();
    report.faults_begun = faults_.begun();
    report.conflicts_decided = world_.keeper().conflicts();
    report.converged_after = converged_after_;
    report.machines = std::move(machines_);
    report.server = std::move(evidence.server);
    report.ledger = world_.keeper().share_ledger();
    report.health = std::move(health_);
    return report;
  }

  /// Without a server there is nothing to hold replicas against: all would look lost. That it did
  /// not come up although everything had healed is a breach of progress, and the only one to name.
  Judgement without_server(const Property& property) const {
    Judgement judgement;
    judgement.counts.emplace_back("not judged: the server did not come up", 1);
    if (property.name == kProgressName) {
      judgement.violations.push_back(
          {.property = std::string(property.name),
           .kind = "server not up",
           .at = world_end_,
           .devices = {},
           .operations = {},
           .explanation = "The server did not come up after the heal: its store could not be "
                          "opened, or its boot did not end."});
    }
    return judgement;
  }

  void count_answers(const Ledger& ledger, RunReport& report) {
    report.operations_planned = plan_.operations.size();
    for (const LedgerEntry* entry : ledger.entries()) {
      switch (entry->answer) {
        case Answer::Accepted:
          ++report.operations_accepted;
          break;
        case Answer::Refused:
          ++report.operations_refused;
          break;
        case Answer::NotTried:
          ++report.operations_not_tried;
          break;
        case Answer::None:
        case Answer::Unknown:
          ++report.operations_unknown;
          break;
      }
    }
  }

  const Plan& plan_;
  const RunOptions& options_;
  std::unique_ptr<metrics::SyncHealth> health_;
  World world_;
  FaultDriver faults_;
  HealthWatch watch_;
  UserDriver users_;
  Onlookers onlookers_;
  std::unique_ptr<HistoryFeed> feed_;
  std::vector<SeatedJudge> judges_;
  std::optional<Duration> converged_after_;
  std::vector<MachineUse> machines_;
  Instant world_end_{};
  bool server_was_up_ = false;
};

}  // namespace

RunReport run_world(const Plan& plan, const RunOptions& options) {
  STORM_ASSERT(options.system != nullptr);
  return WorldRun(plan, options).execute();
}

}  // namespace storm::scenarios
