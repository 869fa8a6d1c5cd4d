#include "ci/campaign/campaign_report.h"

#include <fmt/format.h>
#include <utility>

#include "ci/failure/failure_folder.h"
#include "ci/machine/words.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

std::string text_of(const FoundFailure& failure, std::uint64_t ended) {
  const FailureSummary& summary = failure.summary;
  std::string text =
      fmt::format("{}: {}\n    in {} of {} worlds; fastest: seed {}\n", summary.scenario,
                  metrics::printable(scenarios::to_text(summary.mark)), grouped(summary.worlds),
                  grouped(ended), summary.seed);
  if (summary.explanation != summary.mark.kind)
    text += fmt::format("    {}\n", metrics::printable(summary.explanation));
  text += fmt::format("    repeat: {}\n", metrics::printable(summary.repeat));
  if (!failure.folder.empty()) {
    text += fmt::format("    replay: {}\n", replay_line(failure.folder));
  }
  return text;
}

void check_counts(const CampaignReport& report) {
  STORM_ASSERT(report.ended <= report.planned);
  STORM_ASSERT(report.passed + report.inconclusive <= report.ended);
  for (const FoundFailure& failure : report.failures) {
    STORM_ASSERT(failure.summary.worlds != 0);
    STORM_ASSERT(failure.summary.worlds <= report.ended);
  }
}

}  // namespace

ExitCode exit_code_of(const CampaignReport& report) {
  check_counts(report);
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

Json to_json(const CampaignReport& report) {
  check_counts(report);
  Json list = Json::array();
  for (const FoundFailure& failure : report.failures) {
    const FailureSummary& summary = failure.summary;
    list.push_back({{"scenario", summary.scenario},
                    {"property", summary.mark.property},
                    {"kind", summary.mark.kind},
                    {"worlds", summary.worlds},
                    {"seed", fmt::format("{}", summary.seed)},
                    {"explanation", summary.explanation},
                    {"repeat", summary.repeat},
                    {"failure", failure.folder}});
  }
  return {{"format", kJsonFormat},
          {"planned", report.planned},
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
