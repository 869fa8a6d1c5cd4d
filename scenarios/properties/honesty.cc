#include "scenarios/properties/honesty.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/datatypes/data_type.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"
#include "scenarios/properties/response_times.h"

namespace storm::scenarios {
namespace {

/// The first of several looks at one device that saw the same breach, and what was told then.
struct Sighting {
  Instant at{};
  std::uint64_t told_pending = 0;
  std::uint64_t truly_pending = 0;
  std::uint64_t accepted_just_now = 0;
  WallTime told_success{};
  std::optional<WallTime> latest_response;
  std::uint64_t looks = 0;
};

/// Checks the claims of one device while it makes them.
class Witness {
 public:
  void respond(WallTime reading) { responses_.add(reading); }

  void look(Instant at, const StatusShown& shown) {
    const engine::Status& status = shown.status;
    const std::uint64_t owed = shown.truly_pending > shown.accepted_just_now
                                   ? shown.truly_pending - shown.accepted_just_now
                                   : 0;
    if (status.pending && *status.pending < owed) {
      note(understated_, at);
      if (understated_.looks == 1) {
        understated_.told_pending = *status.pending;
        understated_.truly_pending = shown.truly_pending;
        understated_.accepted_just_now = shown.accepted_just_now;
      }
    }
    if (!status.last_success || !status.last_success->at) return;
    // An unchanged claim keeps the verdict that it had: responses that came since cannot make an
    // older lie true.
    if (status.last_success->at != claim_) {
      claim_ = status.last_success->at;
      claim_is_true_ = responses_.any_within(*claim_ - kClaimLate, *claim_ + kClaimEarly);
    }
    if (claim_is_true_) return;
    note(invented_, at);
    if (invented_.looks == 1) {
      invented_.told_success = *claim_;
      invented_.latest_response = responses_.latest();
    }
  }

  const Sighting& understated() const { return understated_; }
  const Sighting& invented() const { return invented_; }

 private:
  static void note(Sighting& sighting, Instant at) {
    if (sighting.looks == 0) sighting.at = at;
    ++sighting.looks;
  }

  Sighting understated_;
  Sighting invented_;
  std::optional<WallTime> claim_;
  bool claim_is_true_ = true;
  ResponseTimes responses_;
};

void explain(Findings& findings, const std::string& kind, std::uint32_t device,
             const Sighting& sighting, const std::string& words) {
  if (!findings.breach(kind)) return;
  findings.list({.property = {},
                 .kind = kind,
                 .at = sighting.at,
                 .devices = {device},
                 .operations = {},
                 .explanation = fmt::format("{} So it was at {} look{}.", words, sighting.looks,
                                            sighting.looks == 1 ? "" : "s")});
}

void explain_understated(const Evidence& evidence, std::uint32_t device, const Sighting& sighting,
                         Findings& findings) {
  if (sighting.looks == 0) return;
  explain(findings, "pending understated", device, sighting,
          fmt::format("{} told its user on {} that {} operations were pending; truly it was {}, {} "
                      "of them accepted in that very instant.",
                      device_name(evidence.plan, device), moment(sighting.at),
                      sighting.told_pending, sighting.truly_pending, sighting.accepted_just_now));
}

void explain_invented(const Evidence& evidence, std::uint32_t device, const Sighting& sighting,
                      Findings& findings) {
  if (sighting.looks == 0) return;
  const std::string truth =
      sighting.latest_response
          ? fmt::format("by that clock the latest response had reached it at {}",
                        wall_date(*sighting.latest_response))
          : "no response had ever reached it";
  explain(findings, "last success invented", device, sighting,
          fmt::format("{} told its user on {} that it last synced at {} by its own clock; {}.",
                      device_name(evidence.plan, device), moment(sighting.at),
                      wall_date(sighting.told_success), truth));
}

void judge_ends(const Evidence& evidence, Findings& findings) {
  findings.count("statuses at the end", 0);
  for (const ProgressSample& sample : evidence.progress) {
    const bool asked =
        sample.device < evidence.replicas.size() && evidence.replicas[sample.device].has_value();
    if (!asked) continue;
    findings.count("statuses at the end");
    if (!sample.status.pending) {
      findings.count("not judged: no figure of pending at the end");
      continue;
    }
    if (*sample.status.pending == sample.truly_pending) continue;
    const std::string kind = "pending wrong at the end";
    if (!findings.breach(kind)) continue;
    findings.list(
        {.property = {},
         .kind = kind,
         .at = evidence.judged_at,
         .devices = {sample.device},
         .operations = {},
         .explanation = fmt::format(
             "{} tells its user on {}, {} after the heal, that {} operations are pending; "
             "truly it is {}.",
             device_name(evidence.plan, sample.device), moment(evidence.judged_at),
             stretch(evidence.judged_at - evidence.healed_at), *sample.status.pending,
             sample.truly_pending)});
  }
}

void list_notice(const Evidence& evidence, const LedgerEntry& entry, const std::string& kind,
                 Instant at, const std::string& truth, Findings& findings) {
  if (!findings.breach(kind)) return;
  findings.list({.property = {},
                 .kind = kind,
                 .at = at,
                 .devices = {entry.device},
                 .operations = {entry.operation.id},
                 .explanation = fmt::format("{}; the user was told: {}. {}",
                                            deed(evidence.plan, entry), told_about(entry), truth)});
}

/// The operations on a document of which the server shows at the end what they are mainly about:
/// their first atom.
std::set<engine::OperationId> standing_operations(const DocumentHistory& history, PartyId authority,
                                                  const engine::Document& shown) {
  std::set<engine::OperationId> standing;
  for (const CellHistory& cell : cells_of(history, authority, &shown)) {
    for (const std::size_t deed : cell.type->shown(cell, &shown)) {
      const AtomRun& run = cell.deeds[deed].atom.run;
      if (run.first == 0) standing.insert(run.operation);
    }
  }
  return standing;
}

/// Says what stands on the server, having looked at each document once.
class FinalState final {
 public:
  /// Requires: `evidence` outlives this.
  explicit FinalState(const Evidence& evidence)
      : evidence_(evidence), histories_(histories_of(evidence.ledger)) {}

  /// Whether the operation is what the server's final state shows. Requires: it is not Void.
  bool shows(const engine::Operation& operation) {
    const auto shown = evidence_.server.find(operation.document);
    if (shown == evidence_.server.end()) return false;
    const auto [place, is_new] = standing_.try_emplace(operation.document);
    if (is_new) {
      place->second = standing_operations(histories_.at(operation.document), evidence_.authority(),
                                          shown->second);
    }
    return place->second.contains(operation.id);
  }

 private:
  const Evidence& evidence_;
  std::map<std::string_view, DocumentHistory> histories_;
  std::map<std::string_view, std::set<engine::OperationId>> standing_;
};

void judge_notices(const Evidence& evidence, Findings& findings) {
  findings.count("operations told synced", 0);
  findings.count("operations told failed or lost", 0);
  FinalState final_state(evidence);
  for (const LedgerEntry* entry : evidence.ledger.entries()) {
    const auto synced = std::ranges::find(entry->notices, engine::Fate::Synced, &Notice::fate);
    if (synced != entry->notices.end()) {
      findings.count("operations told synced");
      const Landing* landing = evidence.on_the_server(*entry);
      if (landing == nullptr) {
        list_notice(evidence, *entry, "synced but never applied", synced->at,
                    "The server never had it.", findings);
      } else if (landing->first > synced->at) {
        list_notice(evidence, *entry, "synced too early", synced->at,
                    fmt::format("The server had it only on {}.", moment(landing->first)), findings);
      }
    }
    if (standing_of(*entry) != Standing::Reported) continue;
    findings.count("operations told failed or lost");
    if (final_state.shows(entry->operation)) {
      list_notice(evidence, *entry, "stands though reported lost", evidence.judged_at,
                  "And yet it stands on the server.", findings);
    }
  }
}

/// Watches what devices tell their users, and asks the ledger about the rest at the end.
class HonestyJudge final : public Judge {
 public:
  explicit HonestyJudge(const Plan& plan) : witnesses_(plan.devices.size()) {}

  void saw(const Observation& observation) override {
    if (const auto* shown = std::get_if<StatusShown>(&observation.what)) {
      ++looks_;
      if (!shown->status.pending) ++silent_looks_;
      looked_at_.insert(shown->device);
      witnesses_[shown->device].look(observation.at, *shown);
    } else if (const auto* seen = std::get_if<MessageSeen>(&observation.what)) {
      const sim::MessageSighting& message = seen->message;
      const std::uint32_t machine = to_index(message.to);
      if (brings_answer(message) && machine != 0) witnesses_[machine - 1].respond(seen->wall);
    }
  }

  Judgement finish(const Evidence& evidence) override {
    Findings findings("honesty");
    findings.count("looks at a status", looks_);
    if (silent_looks_ != 0) {
      findings.count("not judged: looks without a figure of pending", silent_looks_);
    }
    findings.count("devices looked at", looked_at_.size());
    for (const std::uint32_t device : looked_at_) {
      explain_understated(evidence, device, witnesses_[device].understated(), findings);
      explain_invented(evidence, device, witnesses_[device].invented(), findings);
    }
    judge_ends(evidence, findings);
    judge_notices(evidence, findings);
    return findings.take();
  }

 private:
  std::vector<Witness> witnesses_;
  std::set<std::uint32_t> looked_at_;
  std::uint64_t looks_ = 0;
  /// At a status without a figure of pending.
  std::uint64_t silent_looks_ = 0;
};

}  // namespace

std::unique_ptr<Judge> make_honesty_judge(const Case& about) {
  return std::make_unique<HonestyJudge>(about.plan);
}

}  // namespace storm::scenarios
