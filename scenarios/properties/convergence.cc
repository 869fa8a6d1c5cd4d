#include "scenarios/properties/convergence.h"

#include <fmt/format.h>
#include <string>

#include "scenarios/datatypes/snapshot_difference.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

std::string_view kind_of(const SnapshotDifference& difference) {
  if (difference.missing != 0) return "missing on the replica";
  if (difference.extra != 0) return "only on the replica";
  return "different on the replica";
}

}  // namespace

Judgement judge_convergence(const Evidence& evidence) {
  Findings findings("convergence");
  findings.count("replicas compared", 0);
  findings.count("documents compared", 0);
  for (std::uint32_t i = 0; i < evidence.plan.devices.size(); ++i) {
    const DevicePlan& device = evidence.plan.devices[i];
    if (evidence.left_broken.contains(i)) {
      findings.count("not judged: left broken");
      continue;
    }
    Violation violation;
    violation.at = evidence.judged_at;
    violation.devices = {i};
    if (i >= evidence.replicas.size() || !evidence.replicas[i]) {
      findings.count("replicas that could not be asked");
      violation.kind = "could not be asked";
      violation.explanation = fmt::format(
          "{} could not be asked what it shows on {}: its replica was not running or its store "
          "did not open, {} after the heal.",
          device.name, moment(evidence.judged_at),
          stretch(evidence.judged_at - evidence.healed_at));
      if (findings.breach(violation.kind)) findings.list(std::move(violation));
      continue;
    }
    const SnapshotDifference difference =
        compare_snapshots(*evidence.replicas[i], evidence.server, device.scopes);
    findings.count("replicas compared");
    findings.count("documents compared", difference.compared);
    if (difference.documents() == 0) continue;
    findings.count("replicas that differ");
    findings.count("documents that differ", difference.documents());
    violation.kind = kind_of(difference);
    violation.explanation = fmt::format(
        "{} differs from the server in {} of {} documents on {}, {} after the heal: {} missing, {} "
        "only there, {} different. First: {}{}.",
        device.name, difference.documents(), difference.compared, moment(evidence.judged_at),
        stretch(evidence.judged_at - evidence.healed_at), difference.missing, difference.extra,
        difference.different, difference.words,
        difference.documents() > SnapshotDifference::kNamedMax ? "; and others" : "");
    if (findings.breach(violation.kind)) findings.list(std::move(violation));
  }
  return findings.take();
}

}  // namespace storm::scenarios
