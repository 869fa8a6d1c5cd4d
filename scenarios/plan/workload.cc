#include "scenarios/plan/workload.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "scenarios/datatypes/counter_type.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/datatypes/wording.h"
#include "scenarios/plan/document_model.h"
#include "scenarios/plan/presence.h"
#include "scenarios/plan/rhythm.h"
#include "sim/seed.h"
#include "sim/xoshiro.h"

namespace storm::scenarios {
namespace {

constexpr std::array<std::string_view, 3> kRegisters{"title", "body", "status"};
constexpr std::array<std::string_view, 2> kFirstRegisters{"title", "body"};
constexpr std::array<std::string_view, 2> kCounters{"likes", "stock"};
// Most people throw away their own things: one deletion in six is of something shared.
constexpr std::uint32_t kForeignDeletionOneIn = 6;
// A user keeps some documents, so that there is always something to work on.
constexpr std::size_t kOwnDocumentsKept = 2;
constexpr std::uint32_t kIncrementOwnOneIn = 4;
// One increment in four takes something away.
constexpr std::int64_t kAddsMax = 9;
constexpr std::int64_t kTakesMax = 3;

enum class Action : std::uint8_t {
  CreateOwn,
  CreateShared,
  EditOwn,
  EditShared,
  Increment,
  Remove,
};

/// Something that a user will do at some time; what exactly is decided in the order of time.
struct Intent {
  Instant at{};
  std::uint32_t device = 0;
  /// The n-th of the device and, for equal instants, its order.
  std::uint32_t number = 0;
  /// Absent: makes one of the first documents, in `scope`.
  const WorkloadSpec* workload = nullptr;
  std::uint32_t stream = 0;
  std::string scope;
};

bool happens_before(const Intent& left, const Intent& right) {
  return std::tie(left.at, left.device, left.number) <
         std::tie(right.at, right.device, right.number);
}

/// A device's stream of chance for one workload, and how it splits into times and choices.
sim::Seed workload_seed(const Plan& plan, std::uint32_t device, std::uint64_t ordinal) {
  return sim::Seed(plan.seed)
      .fork("plan")
      .fork("workload")
      .fork(plan.devices[device].name)
      .fork(ordinal);
}

std::string shared_scope(const DevicePlan& device) {
  for (const std::string& scope : device.scopes) {
    if (scope.starts_with("team/")) return scope;
  }
  for (const std::string& scope : device.scopes) {
    if (scope == "company") return scope;
  }
  return {};
}

class OperationPlanner {
 public:
  OperationPlanner(const Scenario& scenario, const Plan& plan)
      : scenario_(scenario), plan_(plan), presence_(plan), documents_(presence_) {
    made_by_.resize(plan.devices.size());
  }

  std::vector<PlannedOperation> plan() {
    intend_first_documents();
    intend_workloads();
    std::sort(intents_.begin(), intents_.end(), happens_before);
    for (const Intent& intent : intents_) carry_out(intent);
    return std::move(operations_);
  }

 private:
  /// The first documents of a scope are made by its devices in turn.
  void intend_first_documents() {
    std::map<std::string, std::vector<std::uint32_t>> members;
    for (std::uint32_t device = 0; device < plan_.devices.size(); ++device) {
      for (const std::string& scope : plan_.devices[device].scopes) {
        members[scope].push_back(device);
      }
    }
    const ActivityTimes times(Rhythm::Flat, plan_.start, Instant{},
                              Instant{scenario_.scopes.created_within});
    for (const auto& [scope, devices] : members) {
      sim::Xoshiro random(sim::Seed(plan_.seed).fork("plan").fork("first documents").fork(scope));
      for (std::int64_t n = 0; n < first_documents(scope); ++n) {
        const Instant at = times.draw(random);
        add_intent(Intent{.at = at,
                          .device = devices[static_cast<std::size_t>(n) % devices.size()],
                          .number = 0,
                          .workload = nullptr,
                          .stream = 0,
                          .scope = scope});
      }
    }
  }

  std::int64_t first_documents(const std::string& scope) const {
    if (scope == "company") return scenario_.scopes.company_documents;
    return scope.starts_with("team/") ? scenario_.scopes.team_documents
                                      : scenario_.scopes.own_documents;
  }

  void intend_workloads() {
    std::map<std::string, std::uint64_t> ordinals;
    for (const WorkloadSpec& workload : scenario_.workloads) {
      const std::uint64_t ordinal = ordinals[workload.group]++;
      const ActivityTimes times(workload.rhythm, plan_.start, Instant{workload.from},
                                Instant{workload.until});
      for (std::uint32_t device = 0; device < plan_.devices.size(); ++device) {
        if (plan_.devices[device].group == workload.group) {
          intend_workload(workload, ordinal, times, device);
        }
      }
    }
  }

  void intend_workload(const WorkloadSpec& workload, std::uint64_t ordinal,
                       const ActivityTimes& times, std::uint32_t device) {
    const sim::Seed seed = workload_seed(plan_, device, ordinal);
    const auto stream = static_cast<std::uint32_t>(choices_.size());
    choices_.emplace_back(seed.fork("choices"));
    sim::Xoshiro when(seed.fork("times"));
    const std::int64_t count = when.between(workload.operations.low, workload.operations.high);
    for (std::int64_t n = 0; n < count; ++n) {
      const Instant at = times.draw(when);
      add_intent(Intent{.at = at,
                        .device = device,
                        .number = 0,
                        .workload = &workload,
                        .stream = stream,
                        .scope = {}});
    }
  }

  void add_intent(Intent intent) {
    intent.number = static_cast<std::uint32_t>(intents_.size());
    intents_.push_back(std::move(intent));
  }

  void carry_out(const Intent& intent) {
    if (intent.workload == nullptr) {
      sim::Xoshiro words(sim::Seed(plan_.seed)
                             .fork("plan")
                             .fork("first words")
                             .fork(plan_.devices[intent.device].name)
                             .fork(made_by_[intent.device]));
      create(intent, intent.scope, words);
      return;
    }
    sim::Xoshiro& random = choices_[intent.stream];
    switch (decide(intent.workload->mix, random)) {
      case Action::CreateOwn:
        return create(intent, "own/" + plan_.devices[intent.device].name, random);
      case Action::CreateShared:
        return create(intent, shared_scope(plan_.devices[intent.device]), random);
      case Action::EditOwn:
        return edit(intent, Kind::Own, random);
      case Action::EditShared:
        return edit(intent, Kind::Shared, random);
      case Action::Increment:
        return increment(intent, random);
      case Action::Remove:
        return remove(intent, random);
    }
  }

  static Action decide(const Mix& mix, Random& random) {
    const std::array<std::pair<Action, std::int64_t>, 6> weights{
        {{Action::CreateOwn, mix.create_own},
         {Action::CreateShared, mix.create_shared},
         {Action::EditOwn, mix.edit_own},
         {Action::EditShared, mix.edit_shared},
         {Action::Increment, mix.increment},
         {Action::Remove, mix.remove}}};
    std::int64_t total = 0;
    for (const auto& [action, weight] : weights) total += weight;
    std::int64_t drawn = random.between(0, total - 1);
    for (const auto& [action, weight] : weights) {
      if (drawn < weight) return action;
      drawn -= weight;
    }
    return Action::EditOwn;
  }

  enum class Kind : std::uint8_t { Own, Shared };

  std::vector<const DocumentModel::Pool*> pools(std::uint32_t device, Kind kind) const {
    std::vector<const DocumentModel::Pool*> result;
    for (const std::string& scope : plan_.devices[device].scopes) {
      if (scope.starts_with("own/") == (kind == Kind::Own)) {
        result.push_back(&documents_.of_scope(scope));
      }
    }
    return result;
  }

  /// A document of that kind, or else of the other.
  std::optional<std::uint32_t> pick(const Intent& intent, Kind kind, Random& random) const {
    const auto first =
        documents_.pick(pools(intent.device, kind), intent.device, intent.at, random);
    if (first) return first;
    const Kind other = kind == Kind::Own ? Kind::Shared : Kind::Own;
    return documents_.pick(pools(intent.device, other), intent.device, intent.at, random);
  }

  engine::Operation& begin(const Intent& intent, const Verb& verb) {
    const auto id = static_cast<engine::OperationId>(operations_.size() + 1);
    operations_.push_back(
        PlannedOperation{.at = intent.at, .device = intent.device, .operation = {}});
    engine::Operation& operation = operations_.back().operation;
    operation.id = id;
    operation.kind = verb.kind;
    return operation;
  }

  engine::Operation& begin_on(const Intent& intent, const Verb& verb, std::uint32_t document) {
    engine::Operation& operation = begin(intent, verb);
    operation.scope = documents_.at(document).scope;
    operation.document = documents_.at(document).name;
    return operation;
  }

  /// Lets the verb say what the user does.
  void draw(const Intent& intent, engine::Operation& operation, const Verb& verb,
            std::span<const std::string_view> cells, Random& random) const {
    const std::string& device = plan_.devices[intent.device].name;
    const auto value = [&device](const engine::Operation& of, std::string_view cell,
                                 Random& chance) {
      return unique_value(device, of.id, cell, chance);
    };
    verb.draw(operation,
              {.cells = cells, .value = value, .adds_max = kAddsMax, .takes_max = kTakesMax},
              random);
  }

  /// What a device that has no scope to create in, or nothing to work on, does instead.
  void create(const Intent& intent, std::string scope, Random& random) {
    const DevicePlan& device = plan_.devices[intent.device];
    const bool is_member =
        std::find(device.scopes.begin(), device.scopes.end(), scope) != device.scopes.end();
    if (!is_member) scope = device.scopes.front();
    engine::Operation& operation = begin(intent, create_verb());
    operation.scope = scope;
    operation.document = document_name(device.name, ++made_by_[intent.device]);
    draw(intent, operation, create_verb(), kFirstRegisters, random);
    documents_.add({.scope = scope, .name = operation.document, .creator = intent.device},
                   intent.at);
  }

  void edit(const Intent& intent, Kind kind, Random& random) {
    const auto document = pick(intent, kind, random);
    if (!document) return create(intent, {}, random);
    engine::Operation& operation = begin_on(intent, set_verb(), *document);
    draw(intent, operation, set_verb(), kRegisters, random);
  }

  void increment(const Intent& intent, Random& random) {
    const Kind kind = random.one_in(kIncrementOwnOneIn) ? Kind::Own : Kind::Shared;
    const auto document = pick(intent, kind, random);
    if (!document) return create(intent, {}, random);
    engine::Operation& operation = begin_on(intent, increment_verb(), *document);
    draw(intent, operation, increment_verb(), kCounters, random);
  }

  void remove(const Intent& intent, Random& random) {
    const bool is_foreign = random.one_in(kForeignDeletionOneIn);
    std::optional<std::uint32_t> document;
    if (is_foreign) {
      document =
          documents_.pick(pools(intent.device, Kind::Shared), intent.device, intent.at, random);
    } else {
      const DocumentModel::Pool& created = documents_.of_creator(intent.device);
      const auto known = std::count_if(created.begin(), created.end(), [&](std::uint32_t index) {
        return documents_.is_known(index, intent.device, intent.at);
      });
      if (static_cast<std::size_t>(known) > kOwnDocumentsKept) {
        document = documents_.pick({&created}, intent.device, intent.at, random);
      }
    }
    if (!document) return edit(intent, Kind::Own, random);
    begin_on(intent, delete_verb(), *document);
    documents_.remove(*document, intent.device, intent.at);
  }

  const Scenario& scenario_;
  const Plan& plan_;
  Presence presence_;
  DocumentModel documents_;
  std::vector<Intent> intents_;
  /// By `Intent::stream`.
  std::vector<sim::Xoshiro> choices_;
  /// How many documents each device has made.
  std::vector<std::uint32_t> made_by_;
  std::vector<PlannedOperation> operations_;
};

}  // namespace

std::vector<PlannedOperation> plan_operations(const Scenario& scenario, const Plan& plan) {
  return OperationPlanner(scenario, plan).plan();
}

}  // namespace storm::scenarios
