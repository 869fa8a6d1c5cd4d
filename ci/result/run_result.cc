#include "ci/result/run_result.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "ci/machine/exit_code.h"
#include "ci/machine/words.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

constexpr std::size_t kViolationsShown = 3;

const char* verdict_name(scenarios::Verdict verdict) {
  switch (verdict) {
    case scenarios::Verdict::Pass:
      return "pass";
    case scenarios::Verdict::Violated:
      return "violated";
    case scenarios::Verdict::Inconclusive:
      return "inconclusive";
  }
  return "unknown";
}

RunResult to_json(const scenarios::Violation& violation, const scenarios::Plan& plan) {
  RunResult devices = RunResult::array();
  for (const std::uint32_t device : violation.devices) {
    if (device < plan.devices.size()) devices.push_back(plan.devices[device].name);
  }
  RunResult operations = RunResult::array();
  for (const engine::OperationId operation : violation.operations) {
    operations.push_back(static_cast<std::uint64_t>(operation));
  }
  return {{"kind", violation.kind},
          {"at_seconds", violation.at.time_since_epoch() / 1s},
          {"devices", std::move(devices)},
          {"operations", std::move(operations)},
          {"explanation", violation.explanation}};
}

RunResult to_json(const scenarios::JudgedProperty& property, const scenarios::Plan& plan) {
  RunResult counts = RunResult::object();
  for (const auto& [what, count] : property.judgement.counts) counts[what] = count;
  RunResult violations = RunResult::array();
  for (const auto& violation : property.judgement.violations) {
    violations.push_back(to_json(violation, plan));
  }
  return {{"name", property.name},
          {"verdict", violations.empty() ? "pass" : "violated"},
          {"judged", std::move(counts)},
          {"violations", std::move(violations)}};
}

std::uint64_t events_per_second(std::uint64_t events, std::int64_t wall_microseconds) {
  return wall_microseconds <= 0
             ? 0
             : events * 1'000'000 / static_cast<std::uint64_t>(wall_microseconds);
}

std::string judged_text(const RunResult& judged) {
  std::string text;
  for (const auto& [what, count] : judged.items()) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", grouped(count.get<std::uint64_t>()), what);
  }
  return text;
}

std::string property_text(const RunResult& property) {
  const RunResult& violations = property.at("violations");
  std::string text =
      fmt::format("  {:<8}  {:<15}  {}\n", violations.empty() ? "pass" : "VIOLATED",
                  property.at("name").get<std::string>(), judged_text(property.at("judged")));
  for (std::size_t i = 0; i < std::min(violations.size(), kViolationsShown); ++i) {
    text += fmt::format("              - {}: {}\n",
                        metrics::printable(violations[i].at("kind").get<std::string>()),
                        metrics::printable(violations[i].at("explanation").get<std::string>()));
  }
  if (violations.size() > kViolationsShown) {
    text += fmt::format("              - and {} more; --json has them all\n",
                        violations.size() - kViolationsShown);
  }
  return text;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return text;
}

std::string operations_text(const RunResult& operations) {
  return fmt::format(
      "{} planned: {} accepted, {} refused, {} unknown (crashed before an answer), {} not tried "
      "(device off, or nothing to do it on)",
      grouped(operations.at("planned").get<std::uint64_t>()),
      grouped(operations.at("accepted").get<std::uint64_t>()),
      grouped(operations.at("refused").get<std::uint64_t>()),
      grouped(operations.at("unknown").get<std::uint64_t>()),
      grouped(operations.at("not_tried").get<std::uint64_t>()));
}

}  // namespace

RunResult make_result(const scenarios::Plan& plan, const scenarios::RunReport& report,
                      const RunFacts& facts) {
  RunResult properties = RunResult::array();
  for (const auto& property : report.properties) properties.push_back(to_json(property, plan));
  RunResult result{{"scenario", plan.scenario},
                   // As text: a 64-bit number does not survive every JSON reader.
                   {"seed", fmt::format("{}", plan.seed)},
                   {"engine", facts.engine},
                   {"verdict", verdict_name(report.verdict)},
                   {"properties", std::move(properties)},
                   {"operations",
                    {{"planned", report.operations_planned},
                     {"accepted", report.operations_accepted},
                     {"refused", report.operations_refused},
                     {"unknown", report.operations_unknown},
                     {"not_tried", report.operations_not_tried}}},
                   {"conflicts_decided", report.conflicts_decided},
                   {"faults_begun", report.faults_begun},
                   {"devices", plan.devices.size()},
                   {"simulated_seconds", report.simulated / 1s},
                   {"events", report.events},
                   {"events_per_second", events_per_second(report.events, facts.wall_microseconds)},
                   {"wall_milliseconds", facts.wall_microseconds / 1000},
                   {"memory_bytes", facts.memory_bytes},
                   {"fingerprint", report.fingerprint},
                   {"metrics", facts.metrics_path},
                   {"version", facts.version},
                   {"repeat", facts.repeat}};
  if (report.converged_after) {
    result["converged_after_seconds"] = *report.converged_after / 1s;
  }
  return result;
}

RunResult make_crash_result(const std::string& scenario, std::uint64_t seed, const RunFacts& facts,
                            const std::string& how) {
  return {{"scenario", scenario},
          {"seed", fmt::format("{}", seed)},
          {"engine", facts.engine},
          {"verdict", "crashed"},
          {"how", how},
          {"properties", RunResult::array()},
          {"version", facts.version},
          {"repeat", facts.repeat}};
}

std::string json_text(const RunResult& result, int indent) {
  return result.dump(indent, ' ', true, RunResult::error_handler_t::replace);
}

std::string to_text(const RunResult& result) {
  const auto text_of = [&result](const char* key) {
    return metrics::printable(result.at(key).get<std::string>());
  };
  std::string text = fmt::format("{}  seed {}  engine {}\n", text_of("scenario"), text_of("seed"),
                                 text_of("engine"));
  text += fmt::format("verdict      {}\n", upper(text_of("verdict")));
  if (result.contains("how")) {
    text += fmt::format("how          {}\nrepeat       {}\n", text_of("how"), text_of("repeat"));
    return text;
  }
  for (const RunResult& property : result.at("properties")) text += property_text(property);
  text += fmt::format("operations   {}\n", operations_text(result.at("operations")));
  text += fmt::format("world        {} devices, {} faults, {} conflicts decided",
                      result.at("devices").get<std::uint64_t>(),
                      grouped(result.at("faults_begun").get<std::uint64_t>()),
                      grouped(result.at("conflicts_decided").get<std::uint64_t>()));
  if (result.contains("converged_after_seconds")) {
    text += fmt::format(", converged {} after the heal",
                        duration_words(seconds{result.at("converged_after_seconds").get<int>()}));
  }
  const auto wall_ms = result.at("wall_milliseconds").get<std::int64_t>();
  text += fmt::format("\nsimulated    {} in {}.{:02} s: {} events, {} events/s, {} MiB\n",
                      duration_words(seconds{result.at("simulated_seconds").get<std::int64_t>()}),
                      wall_ms / 1000, wall_ms % 1000 / 10,
                      grouped(result.at("events").get<std::uint64_t>()),
                      grouped(result.at("events_per_second").get<std::uint64_t>()),
                      result.at("memory_bytes").get<std::uint64_t>() >> 20U);
  if (result.contains("recording")) {
    text += fmt::format(
        "recording\n{}",
        metrics::printable_lines(result.at("recording").at("words").get<std::string>()));
  }
  text += fmt::format("fingerprint  {}\n", text_of("fingerprint"));
  if (!text_of("metrics").empty()) text += fmt::format("metrics      {}\n", text_of("metrics"));
  text += fmt::format("repeat       {}\n", text_of("repeat"));
  if (result.contains("failure")) {
    text += fmt::format("failure      {}\nreplay       {}\nshrink       {}\n", text_of("failure"),
                        text_of("replay"), text_of("shrink"));
  }
  return text;
}

std::string to_line(const RunResult& result) {
  std::string violated;
  for (const RunResult& property : result.at("properties")) {
    if (property.at("violations").empty()) continue;
    violated +=
        fmt::format("{}{}", violated.empty() ? ": " : ", ", property.at("name").get<std::string>());
  }
  if (result.contains("how"))
    violated = ": " + metrics::printable(result.at("how").get<std::string>());
  const std::string verdict = result.at("verdict").get<std::string>();
  std::string text = fmt::format("seed {:<6} {}{}", result.at("seed").get<std::string>(),
                                 verdict == "pass" ? verdict : upper(verdict), violated);
  if (verdict != "pass") {
    text +=
        fmt::format("\n    repeat: {}", metrics::printable(result.at("repeat").get<std::string>()));
    if (result.contains("replay")) {
      text += fmt::format("\n    replay: {}",
                          metrics::printable(result.at("replay").get<std::string>()));
    }
  }
  return text;
}

int exit_code_of(const RunResult& result) {
  const std::string verdict = result.at("verdict").get<std::string>();
  if (verdict == "pass") return to_int(ExitCode::Pass);
  if (verdict == "inconclusive") return to_int(ExitCode::Inconclusive);
  return to_int(ExitCode::Violated);
}

}  // namespace storm::ci
