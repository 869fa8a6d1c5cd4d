#include "scenarios/properties/honesty.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/data_type.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

/// The first of several looks at one device that saw the same breach.
struct Sighting {
  const StatusSample* first = nullptr;
  std::uint64_t looks = 0;

  void add(const StatusSample& sample) {
    if (first == nullptr) first = &sample;
    ++looks;
  }
};

/// Checks the claims of one device, in the order of the looks at it.
class Witness {
 public:
  void look(const StatusSample& sample, const std::vector<WallTime>& responses) {
    const std::uint64_t owed = sample.truly_pending > sample.in_this_instant
                                   ? sample.truly_pending - sample.in_this_instant
                                   : 0;
    if (sample.status.pending < owed) understated_.add(sample);
    if (!sample.status.last_success) return;
    // An unchanged claim keeps the verdict that it had: responses that came since cannot make an
    // older lie true.
    if (sample.status.last_success != claim_) {
      claim_ = sample.status.last_success;
      claim_is_true_ = coincides(*claim_, sample.responses_so_far, responses);
    }
    if (!claim_is_true_) invented_.add(sample);
  }

  const Sighting& understated() const { return understated_; }
  const Sighting& invented() const { return invented_; }

 private:
  bool coincides(WallTime claim, std::uint64_t responses_so_far,
                 const std::vector<WallTime>& responses) {
    const std::size_t known = std::min<std::size_t>(responses_so_far, responses.size());
    for (; taken_ < known; ++taken_) {
      // Mostly an append: the wall clock seldom goes back.
      const WallTime reading = responses[taken_];
      sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), reading), reading);
    }
    const auto after = std::upper_bound(sorted_.begin(), sorted_.end(), claim + kClaimEarly);
    return after != sorted_.begin() && claim <= *std::prev(after) + kClaimLate;
  }

  Sighting understated_;
  Sighting invented_;
  std::optional<WallTime> claim_;
  bool claim_is_true_ = true;
  std::size_t taken_ = 0;
  std::vector<WallTime> sorted_;
};

void explain(Findings& findings, const std::string& kind, const Sighting& sighting,
             const std::string& words) {
  if (!findings.breach(kind)) return;
  findings.list({.property = {},
                 .kind = kind,
                 .at = sighting.first->at,
                 .devices = {sighting.first->device},
                 .operations = {},
                 .explanation = fmt::format("{} So it was at {} look{}.", words, sighting.looks,
                                            sighting.looks == 1 ? "" : "s")});
}

void explain_understated(const Evidence& evidence, const Sighting& sighting, Findings& findings) {
  if (sighting.first == nullptr) return;
  const StatusSample& sample = *sighting.first;
  explain(findings, "pending understated", sighting,
          fmt::format("{} told its user on {} that {} operations were pending; truly it was {}, {} "
                      "of them accepted in that very instant.",
                      device_name(evidence.plan, sample.device), moment(sample.at),
                      sample.status.pending, sample.truly_pending, sample.in_this_instant));
}

void explain_invented(const Evidence& evidence, const Sighting& sighting,
                      const std::vector<WallTime>& responses, Findings& findings) {
  if (sighting.first == nullptr) return;
  const StatusSample& sample = *sighting.first;
  const std::size_t known = std::min<std::size_t>(sample.responses_so_far, responses.size());
  const std::string truth =
      known == 0 ? "no response had ever reached it"
                 : fmt::format("by that clock the latest response had reached it at {}",
                               wall_date(responses[known - 1]));
  explain(findings, "last success invented", sighting,
          fmt::format("{} told its user on {} that it last synced at {} by its own clock; {}.",
                      device_name(evidence.plan, sample.device), moment(sample.at),
                      wall_date(*sample.status.last_success), truth));
}

void judge_statuses(const Evidence& evidence, Findings& findings) {
  static const std::vector<WallTime> kNoResponses;
  std::map<std::uint32_t, Witness> witnesses;
  const auto responses_of = [&evidence](std::uint32_t device) -> const std::vector<WallTime>& {
    return device < evidence.responses.size() ? evidence.responses[device] : kNoResponses;
  };
  for (const StatusSample& sample : evidence.statuses) {
    witnesses[sample.device].look(sample, responses_of(sample.device));
  }
  findings.count("looks at a status", evidence.statuses.size());
  findings.count("devices looked at", witnesses.size());
  for (const auto& [device, witness] : witnesses) {
    explain_understated(evidence, witness.understated(), findings);
    explain_invented(evidence, witness.invented(), responses_of(device), findings);
  }
}

void judge_ends(const Evidence& evidence, Findings& findings) {
  findings.count("statuses at the end", 0);
  for (const ProgressSample& sample : evidence.progress) {
    const bool asked =
        sample.device < evidence.replicas.size() && evidence.replicas[sample.device].has_value();
    if (!asked) continue;
    findings.count("statuses at the end");
    if (sample.status.pending == sample.truly_pending) continue;
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
             stretch(evidence.judged_at - evidence.healed_at), sample.status.pending,
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
std::set<engine::OperationId> standing_operations(const DocumentHistory& history,
                                                  const engine::Document& shown) {
  std::set<engine::OperationId> standing;
  for (const CellHistory& cell : cells_of(history, &shown)) {
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
      place->second = standing_operations(histories_.at(operation.document), shown->second);
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
      if (entry->applied.empty()) {
        list_notice(evidence, *entry, "synced but never applied", synced->at,
                    "The server never had it.", findings);
      } else if (entry->applied.front() > synced->at) {
        list_notice(evidence, *entry, "synced too early", synced->at,
                    fmt::format("The server had it only on {}.", moment(entry->applied.front())),
                    findings);
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

}  // namespace

Judgement judge_honesty(const Evidence& evidence) {
  Findings findings("honesty");
  judge_statuses(evidence, findings);
  judge_ends(evidence, findings);
  judge_notices(evidence, findings);
  return findings.take();
}

}  // namespace storm::scenarios
