#include "ci/campaign/campaign_report.h"

#include <fmt/format.h>
#include <utility>

#include "ci/failure/failure_folder.h"
#include "ci/machine/words.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

std::string text_of(const FoundFailure& failure, std::uint64_t ended) {
  const FailureRecord& best = failure.summary.best;
  std::string text =
      fmt::format("{}: {}: {}\n    in {} of {} worlds; fastest: seed {}\n", best.scenario,
                  metrics::printable(best.property), metrics::printable(best.kind),
                  grouped(failure.summary.worlds), grouped(ended), failure.summary.seed);
  if (best.explanation != best.kind)
    text += fmt::format("    {}\n", metrics::printable(best.explanation));
  text += fmt::format("    repeat: {}\n", metrics::printable(best.repeat));
  if (!failure.folder.empty()) {
    text += fmt::format("    replay: {}\n", replay_line(failure.folder));
  }
  return text;
}

}  // namespace

ExitCode exit_code_of(const CampaignReport& report) {
  if (!report.failures.empty()) return ExitCode::Violated;
  if (report.ended == 0 || report.inconclusive != 0) return ExitCode::Inconclusive;
  return ExitCode::Pass;
}

std::string to_text(const CampaignReport& report) {
  std::string text;
  for (const FoundFailure& failure : report.failures) text += text_of(failure, report.ended);
  text += fmt::format("{} of {} worlds passed", grouped(report.passed), grouped(report.ended));
  if (report.inconclusive != 0)
    text += fmt::format(", {} inconclusive", grouped(report.inconclusive));
  text += fmt::format(", {} distinct failure{}", report.failures.size(),
                      report.failures.size() == 1 ? "" : "s");
  if (report.planned > report.ended) {
    text += fmt::format("; {} not run{}", grouped(report.planned - report.ended),
                        report.results_path.empty() ? "" : ": the same command goes on");
  }
  if (report.ran != 0) {
    text += fmt::format("\neffort       {} world{} in {}.{} s, {}", grouped(report.ran),
                        report.ran == 1 ? "" : "s", report.milliseconds / 1000,
                        report.milliseconds % 1000 / 100, report.rate);
  }
  if (!report.results_path.empty())
    text += fmt::format("\nresults      {}", metrics::printable(report.results_path));
  return text + "\n";
}

RunResult to_json(const CampaignReport& report) {
  RunResult list = RunResult::array();
  for (const FoundFailure& failure : report.failures) {
    const FailureSummary& summary = failure.summary;
    list.push_back({{"scenario", summary.best.scenario},
                    {"property", summary.best.property},
                    {"kind", summary.best.kind},
                    {"worlds", summary.worlds},
                    {"seed", fmt::format("{}", summary.seed)},
                    {"explanation", summary.best.explanation},
                    {"repeat", summary.best.repeat},
                    {"failure", failure.folder}});
  }
  return {{"planned", report.planned},
          {"worlds", report.ended},
          {"passed", report.passed},
          {"inconclusive", report.inconclusive},
          {"failures", std::move(list)},
          {"ran", report.ran},
          {"wall_milliseconds", report.milliseconds},
          {"worlds_of_other_builds", report.of_other_programs},
          {"results", report.results_path}};
}

}  // namespace storm::ci
