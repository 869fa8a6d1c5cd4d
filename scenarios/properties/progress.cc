#include "scenarios/properties/progress.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "scenarios/properties/bounds.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

/// What the device says of its queue: "says that 3 operations are pending".
std::string own_words(const engine::Status& status, std::string_view what) {
  if (!status.pending) return "does not say how many are pending";
  return fmt::format("says that {} {}are pending", *status.pending, what);
}

/// The oldest operation of the device that its user was promised and the server never had.
const LedgerEntry* oldest_stuck(const Evidence& evidence, std::uint32_t device) {
  const auto& entries = evidence.ledger.entries();
  const auto place = std::ranges::find_if(entries, [&](const LedgerEntry* entry) {
    return entry->device == device && evidence.on_the_server(*entry) == nullptr &&
           standing_of(*entry) == Standing::Promised;
  });
  return place == entries.end() ? nullptr : *place;
}

void judge_draining(const Evidence& evidence, const ProgressSample& sample, Findings& findings) {
  const Duration bound = drain_within(evidence.plan).value;
  const bool drained = sample.truly_pending == 0;
  // Without a moment nothing was ever pending.
  if (drained && sample.drained_at.value_or(Instant{}) <= evidence.healed_at + bound) {
    findings.count("drained in time");
    return;
  }
  Violation violation{.property = {},
                      .kind = drained ? "drained late" : "never drained",
                      .at = drained ? *sample.drained_at : evidence.judged_at,
                      .devices = {sample.device},
                      .operations = {},
                      .explanation = {}};
  findings.count(violation.kind);
  if (!findings.breach(violation.kind)) return;
  const std::string who = device_name(evidence.plan, sample.device);
  if (drained) {
    violation.explanation =
        fmt::format("{} had sent its pending work only on {}, {} after the heal; {} is allowed.",
                    who, moment(*sample.drained_at),
                    stretch(*sample.drained_at - evidence.healed_at), stretch(bound));
  } else {
    violation.explanation = fmt::format(
        "{} operations of {} had not reached the server by {}, {} after the heal, though it was on "
        "and connected; {} is allowed. The device itself {}.",
        sample.truly_pending, who, moment(evidence.judged_at),
        stretch(evidence.judged_at - evidence.healed_at), stretch(bound),
        own_words(sample.status, ""));
    const LedgerEntry* stuck = oldest_stuck(evidence, sample.device);
    if (stuck != nullptr) {
      violation.operations.push_back(stuck->operation.id);
      violation.explanation += fmt::format(" The oldest: {}; the user was told: {}.",
                                           deed(evidence.plan, *stuck), told_about(*stuck));
    }
  }
  findings.list(std::move(violation));
}

void judge_traffic(const Evidence& evidence, const ProgressSample& sample, Findings& findings) {
  if (sample.messages_at_the_end <= sample.messages_at_the_end_max) {
    findings.count("fell quiet");
    return;
  }
  const std::string kind = "traffic does not stop";
  findings.count(kind);
  if (!findings.breach(kind)) return;
  findings.list({.property = {},
                 .kind = kind,
                 .at = evidence.judged_at,
                 .devices = {sample.device},
                 .operations = {},
                 .explanation = fmt::format(
                     "{} sent {} messages in the last {} of the quiet phase, when nobody did "
                     "anything; an idle engine may send {}. It {}.",
                     device_name(evidence.plan, sample.device), sample.messages_at_the_end,
                     stretch(evidence.plan.quiet / 4), sample.messages_at_the_end_max,
                     own_words(sample.status, "operations "))});
}

}  // namespace

Judgement judge_progress(const Evidence& evidence) {
  Findings findings("progress");
  findings.count("devices judged", 0);
  findings.count("drained in time", 0);
  findings.count("fell quiet", 0);
  for (const ProgressSample& sample : evidence.progress) {
    if (!sample.progress_was_possible) {
      findings.count("not judged: no progress was possible");
      continue;
    }
    findings.count("devices judged");
    judge_draining(evidence, sample, findings);
    judge_traffic(evidence, sample, findings);
  }
  Judgement judgement = findings.take();
  judgement.bounds = {drain_within(evidence.plan), idle_interval(evidence.plan, evidence.system)};
  return judgement;
}

}  // namespace storm::scenarios
