#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>
#include <xxhash.h>

#include "ci/commands.h"
#include "ci/execute.h"
#include "ci/failure.h"
#include "ci/file_access.h"
#include "ci/program.h"
#include "ci/results_store.h"
#include "ci/worker_pool.h"
#include "sim/sqlite_setup.h"

namespace storm::ci {

namespace {

using RealClock = std::chrono::steady_clock;

/// One world to run, and what its results are kept under.
struct Job {
  WorldOrder order;
  std::string subject;
};

/// What, beside the seed, decides a run: another text of the same scenario is another subject.
std::string subject_of(const CampaignCommand& command, const LoadedScenario& scenario) {
  const std::string text = read_file(scenario.path());
  std::string recorded;
  if (scenario.needs_recording()) recorded = read_file(command.recording);
  return fmt::format("{}{}{} {:016x} {:016x} {} {}", scenario.name(),
                     scenario.planted().empty() ? "" : " with ", scenario.planted(),
                     XXH3_64bits(text.data(), text.size()),
                     XXH3_64bits(recorded.data(), recorded.size()), command.engine, version());
}

/// One record for each kind of each property that was violated.
std::vector<FailureRecord> failures_of(const RunResult& result) {
  std::vector<FailureRecord> failures;
  const std::string scenario = result.at("scenario").get<std::string>();
  const std::string repeat = result.at("repeat").get<std::string>();
  if (result.contains("how")) {
    failures.push_back({.scenario = scenario,
                        .property = "crash or hang",
                        .kind = result.at("how").get<std::string>(),
                        .explanation = result.at("how").get<std::string>(),
                        .repeat = repeat});
  }
  for (const RunResult& property : result.at("properties")) {
    std::vector<std::string> kinds;
    for (const RunResult& violation : property.at("violations")) {
      const std::string kind = violation.at("kind").get<std::string>();
      if (std::ranges::find(kinds, kind) != kinds.end()) continue;
      kinds.push_back(kind);
      failures.push_back({.scenario = scenario,
                          .property = property.at("name").get<std::string>(),
                          .kind = kind,
                          .explanation = violation.at("explanation").get<std::string>(),
                          .repeat = repeat});
    }
  }
  return failures;
}

class Campaign final {
 public:
  explicit Campaign(const CampaignCommand& command)
      : command_(command), begun_(RealClock::now()), terminal_(::isatty(STDERR_FILENO) != 0) {}

  ExitCode run() {
    load();
    open_store();
    collect_jobs();
    const std::uint64_t known = planned_ - jobs_.size();
    if (known != 0 && command_.style == OutputStyle::Human) {
      fmt::print(stderr, "{} of {} worlds are in {} already\n", grouped(known), grouped(planned_),
                 results_path());
    }
    if (!jobs_.empty()) run_jobs();
    write_failures();
    return report();
  }

 private:
  std::string results_path() const { return command_.out + "/results.sqlite"; }

  void load() {
    const engine::System& system = engine_named(command_.engine);
    for (const std::string& file : command_.files) {
      scenarios_.push_back(std::make_unique<LoadedScenario>(file, command_.recording));
      scenarios_.back()->plant(system, command_.defects);
      if (scenarios_.back()->is_plan()) {
        throw BadInput(fmt::format(
            "{}: is a plan, which has one seed of its own; a campaign takes scenarios. To run it: "
            "syncstorm run {}",
            file, file));
      }
      subjects_.push_back(subject_of(command_, *scenarios_.back()));
    }
    planned_ = scenarios_.size() * command_.seeds;
  }

  void open_store() {
    // Before the first use of SQLite, of which the store is one.
    sim::configure_sqlite();
    std::error_code error;
    std::filesystem::create_directories(command_.out, error);
    if (error) {
      throw MachineTrouble(fmt::format("cannot make {}: {}", command_.out, error.message()));
    }
    store_.emplace(results_path());
  }

  /// Seeds outside, scenarios inside: whenever it is stopped, each scenario has had its share.
  void collect_jobs() {
    for (std::uint64_t i = 0; i < command_.seeds; ++i) {
      for (std::size_t s = 0; s < scenarios_.size(); ++s) {
        const std::uint64_t seed = command_.first_seed + i;
        if (store_->has(subjects_[s], seed)) continue;
        jobs_.push_back({.order = order_for(*scenarios_[s], seed, {}), .subject = subjects_[s]});
      }
    }
  }

  WorldOrder order_for(const LoadedScenario& scenario, std::uint64_t seed,
                       const std::string& folder) const {
    return {.scenario = &scenario,
            .system = &engine_named(command_.engine),
            .seed = seed,
            .recording = scenario.needs_recording() ? command_.recording : std::string(),
            .folder = folder,
            .show_progress = false};
  }

  void run_jobs() {
    run_in_processes(
        jobs_.size(), std::max(command_.jobs, 1U),
        [this](std::uint64_t job) { return execute(jobs_[job].order).dump(); },
        [this](const WorkerOutcome& outcome) {
          record(outcome);
          show_progress();
          return out_of_time() ? GoOn::No : GoOn::Yes;
        },
        {.time = command_.world_time, .memory_bytes = command_.world_memory_bytes});
    if (terminal_) std::fputs("\r\033[K", stderr);
  }

  bool out_of_time() const {
    return command_.time_budget.count() != 0 && RealClock::now() - begun_ >= command_.time_budget;
  }

  void record(const WorkerOutcome& outcome) {
    const Job& job = jobs_[outcome.job];
    const RunResult result = outcome.trouble.empty()
                                 ? RunResult::parse(outcome.output)
                                 : make_crash_result(job.order.scenario->name(), job.order.seed,
                                                     {.engine = std::string(job.order.system->name),
                                                      .repeat = repeat_line("run", job.order),
                                                      .metrics_path = {},
                                                      .version = version(),
                                                      .wall_microseconds = 0,
                                                      .memory_bytes = 0},
                                                     outcome.trouble);
    store_->add({.subject = job.subject,
                 .scenario = result.at("scenario").get<std::string>(),
                 .seed = job.order.seed,
                 .verdict = result.at("verdict").get<std::string>(),
                 .fingerprint = result.value("fingerprint", ""),
                 .wall_microseconds = result.value("wall_milliseconds", std::int64_t{0}) * 1000},
                failures_of(result));
    if (result.at("verdict") != "pass") ++not_passed_;
    ++ended_;
  }

  void show_progress() {
    if (command_.chatter == Chatter::Quiet) return;
    const auto now = RealClock::now();
    const std::chrono::milliseconds pause{terminal_ ? 200 : 10'000};
    if (now - shown_ < pause) return;
    shown_ = now;
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_).count();
    const std::uint64_t left = jobs_.size() - ended_;
    const auto left_ms = static_cast<std::int64_t>(left) * elapsed /
                         static_cast<std::int64_t>(std::max<std::uint64_t>(ended_, 1));
    fmt::print(stderr, "{}{} of {} worlds, {} not passed, {} worlds/s, {} left{}",
               terminal_ ? "\r\033[K" : "", grouped(ended_), grouped(jobs_.size()),
               grouped(not_passed_),
               ended_ * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(elapsed, 1)),
               duration_words(std::chrono::duration_cast<seconds>(milliseconds{left_ms})),
               terminal_ ? "" : "\n");
    std::fflush(stderr);
  }

  std::string folder_of(const FailureSummary& failure) const {
    std::string name = failure.best.property + "-" + failure.best.kind;
    std::ranges::replace_if(
        name, [](char letter) { return (letter < 'a' || letter > 'z') && letter != '-'; }, '_');
    return fmt::format("{}/failures/{}-{}", command_.out, failure.best.scenario, name);
  }

  /// Runs the fastest seed of each distinct failure again, and keeps what there is to see of it. A
  /// world that crashed or hung has nothing to show.
  void write_failures() {
    const std::vector<FailureSummary> failures = store_->failures(subjects_);
    run_in_processes(
        failures.size(), std::max(command_.jobs, 1U),
        [this, &failures](std::uint64_t job) {
          const FailureSummary& failure = failures[job];
          for (const auto& scenario : scenarios_) {
            if (scenario->name() != failure.best.scenario) continue;
            return execute(order_for(*scenario, failure.seed, folder_of(failure))).dump();
          }
          return std::string();
        },
        [](const WorkerOutcome& /*outcome*/) { return GoOn::Yes; },
        {.time = command_.world_time, .memory_bytes = command_.world_memory_bytes});
  }

  ExitCode report() const {
    const std::uint64_t ended = store_->count(subjects_);
    const std::uint64_t passed = store_->count(subjects_, "pass");
    const std::uint64_t inconclusive = store_->count(subjects_, "inconclusive");
    const std::vector<FailureSummary> failures = store_->failures(subjects_);
    if (command_.style == OutputStyle::Json) {
      print_json(ended, passed, failures);
    } else {
      print_text(ended, passed, failures);
    }
    if (!failures.empty()) return ExitCode::Violated;
    // Nothing that was judged, or a budget that ended before everything ran, proves nothing.
    if (ended == 0 || inconclusive == ended) return ExitCode::Inconclusive;
    return ExitCode::Pass;
  }

  void print_text(std::uint64_t ended, std::uint64_t passed,
                  const std::vector<FailureSummary>& failures) const {
    for (const FailureSummary& failure : failures) {
      fmt::print("{}: {}: {}\n    in {} of {} worlds; fastest: seed {}\n    {}\n    repeat: {}\n",
                 failure.best.scenario, failure.best.property, failure.best.kind,
                 grouped(failure.worlds), grouped(ended), failure.seed, failure.best.explanation,
                 failure.best.repeat);
      const std::string folder = folder_of(failure) + "/failure";
      std::error_code ignored;
      if (std::filesystem::exists(folder, ignored)) fmt::print("    folder: {}\n", folder);
    }
    fmt::print("{} of {} worlds passed, {} distinct failures", grouped(passed), grouped(ended),
               failures.size());
    const std::uint64_t left = planned_ > ended ? planned_ - ended : 0;
    if (left != 0) fmt::print("; {} not run: the same command goes on", grouped(left));
    fmt::print("\nresults      {}\n", results_path());
  }

  void print_json(std::uint64_t ended, std::uint64_t passed,
                  const std::vector<FailureSummary>& failures) const {
    RunResult list = RunResult::array();
    for (const FailureSummary& failure : failures) {
      list.push_back({{"scenario", failure.best.scenario},
                      {"property", failure.best.property},
                      {"kind", failure.best.kind},
                      {"worlds", failure.worlds},
                      {"seed", fmt::format("{}", failure.seed)},
                      {"explanation", failure.best.explanation},
                      {"repeat", failure.best.repeat}});
    }
    const RunResult result{{"planned", planned_},
                           {"worlds", ended},
                           {"passed", passed},
                           {"failures", std::move(list)},
                           {"results", results_path()}};
    fmt::print("{}\n", result.dump());
  }

  const CampaignCommand& command_;
  RealClock::time_point begun_;
  RealClock::time_point shown_{};
  bool terminal_;
  std::vector<std::unique_ptr<LoadedScenario>> scenarios_;
  std::vector<std::string> subjects_;
  std::uint64_t planned_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t not_passed_ = 0;
  std::vector<Job> jobs_;
  std::optional<ResultsStore> store_;
};

}  // namespace

ExitCode campaign(const CampaignCommand& command) { return Campaign(command).run(); }

}  // namespace storm::ci
