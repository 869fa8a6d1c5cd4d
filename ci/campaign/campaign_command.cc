#include "ci/campaign/campaign_command.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "ci/campaign/campaign_progress.h"
#include "ci/campaign/campaign_report.h"
#include "ci/campaign/campaign_worlds.h"
#include "ci/campaign/results_store.h"
#include "ci/failure/failure_folder.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/program.h"
#include "ci/machine/stop_on_signal.h"
#include "ci/machine/trouble.h"
#include "ci/machine/words.h"
#include "ci/machine/worker_pool.h"
#include "ci/result/run_record_json.h"
#include "ci/result/run_record_text.h"
#include "ci/result/worker_record.h"
#include "ci/world/execute.h"
#include "engine/env/assertion.h"
#include "scenarios/files/unit_text.h"
#include "sim/sqlite_setup.h"

namespace storm::ci {

namespace {

using RealClock = std::chrono::steady_clock;
using Keeps = CampaignCommand::Keeps;
using Tells = CampaignCommand::Tells;
using Verdicts = std::map<std::uint64_t, RunVerdict>;

class Campaign final {
 public:
  explicit Campaign(const CampaignCommand& command)
      : command_(command), worlds_(command), begun_(RealClock::now()) {}

  ExitCode run() {
    open_store();
    find_unknown();
    progress_.emplace(worlds_.all().size(), worlds_.all().size() - unknown_.size(),
                      worlds_.is_watched() ? Chatter::Quiet : command_.chatter);
    say_what_is_known();
    run_unknown();
    tell_known_before(worlds_.all().size());
    report_.milliseconds = progress_->passed().count();
    report_.rate = progress_->rate_words();
    if (StopOnSignal::asked()) return stopped();
    find_failures();
    if (StopOnSignal::asked()) return stopped();
    return report();
  }

 private:
  bool tells_each() const { return command_.tells == Tells::EachWorld; }
  bool keeps() const { return command_.keeps == Keeps::Results; }
  std::string results_path() const { return command_.out + "/results.sqlite"; }
  const CampaignWorld& world(std::size_t index) const { return worlds_.all()[index]; }

  void open_store() {
    // Before the first use of SQLite, of which the store is one.
    sim::configure_sqlite();
    if (!keeps()) {
      store_.emplace(":memory:");
      return;
    }
    std::error_code error;
    std::filesystem::create_directories(command_.out, error);
    if (error) {
      throw MachineTrouble(fmt::format("cannot make {}: {}", command_.out, error.message()));
    }
    store_.emplace(results_path());
    if (command_.earlier == Earlier::Counts) return;
    for (const std::string& subject : worlds_.subjects()) store_->forget(subject, worlds_.seeds());
  }

  void find_unknown() {
    const std::vector<Verdicts> verdicts = known_verdicts();
    for (std::size_t i = 0; i < worlds_.all().size(); ++i) {
      const Verdicts& known = verdicts[world(i).scenario];
      const auto found = known.find(world(i).seed);
      if (found == known.end() || !is_good_enough(world(i), found->second)) unknown_.push_back(i);
    }
  }

  /// For each scenario.
  std::vector<Verdicts> known_verdicts() const {
    std::vector<Verdicts> verdicts;
    for (const std::string& subject : worlds_.subjects()) {
      verdicts.push_back(store_->verdicts(subject, worlds_.seeds()));
    }
    STORM_ASSERT(verdicts.size() == worlds_.scenarios());
    return verdicts;
  }

  /// Whether what is in the results file answers this call, too.
  bool is_good_enough(const CampaignWorld& world, RunVerdict verdict) const {
    const bool died = verdict == RunVerdict::Crashed;
    if (!died && !tells_each()) return true;
    const auto known = store_->record(worlds_.subject(world.scenario), world.seed);
    if (!known) return false;
    if (died) {
      if (!known->death || known->death->try_again) return false;
      const auto time = known->death->world_time_milliseconds;
      const auto memory = known->death->world_memory_bytes;
      return time.value_or(command_.world_time.count()) == command_.world_time.count() &&
             memory.value_or(command_.world_memory_bytes) == command_.world_memory_bytes;
    }
    // Who threw its files away wants them again.
    std::error_code ignored;
    return std::filesystem::exists(worlds_.folder(world) + "/report.json", ignored);
  }

  void say_what_is_known() {
    for (std::size_t s = 0; s < worlds_.scenarios(); ++s) {
      report_.of_other_programs +=
          store_->worlds_of_other_programs(worlds_.what(s), worlds_.program());
    }
    if (command_.style == OutputStyle::Json) return;
    if (report_.of_other_programs != 0) {
      fmt::print(stderr,
                 "{} worlds in {} were run by another build of syncstorm: they do not count\n",
                 grouped(report_.of_other_programs), results_path());
    }
    const std::uint64_t planned = worlds_.all().size();
    const std::uint64_t known = planned - unknown_.size();
    if (known == 0) return;
    fmt::print(stderr, "{} of {} worlds are in {} already, run by this same program{}\n",
               grouped(known), grouped(planned), results_path(),
               known == planned ? ": nothing is left to run, and --anew runs them again" : "");
  }

  void run_unknown() {
    run_in_processes(
        unknown_.size(), std::max(command_.jobs, 1U),
        [this](std::uint64_t job) {
          const CampaignWorld& unknown = world(unknown_[job]);
          return json_text(execute(worlds_.order(unknown, worlds_.folder(unknown))));
        },
        [this](const WorkerOutcome& outcome) {
          tell_known_before(unknown_[outcome.job]);
          tell(record_of(outcome));
          ++told_;
          return GoOn::Yes;
        },
        {.time = command_.world_time, .memory_bytes = command_.world_memory_bytes},
        {.ended = [this](const WorkerOutcome& outcome) { keep(outcome); },
         .stopped =
             [this] {
               progress_->show();
               return StopOnSignal::asked() || out_of_time();
             }});
    progress_->clear();
  }

  /// A call gets one world further at least, however little time it has.
  bool out_of_time() const {
    return command_.time_budget.count() != 0 && progress_->ended() != 0 &&
           RealClock::now() - begun_ >= command_.time_budget;
  }

  /// What the worker said of its world; of one that died, what is known here of it.
  RunRecord record_of(const WorkerOutcome& outcome) const {
    RunRecord record = record_in(outcome);
    STORM_ASSERT(outcome.job < unknown_.size());
    const CampaignWorld& ended = world(unknown_[outcome.job]);
    const WorldOrder order = worlds_.order(ended, {});
    if (!record.death) {
      STORM_ASSERT(record.seed == ended.seed);
      STORM_ASSERT(record.scenario == order.scenario->name());
      return record;
    }
    record.version = version();
    record.scenario = order.scenario->name();
    record.seed = order.seed;
    record.engine = order.system->name;
    record.repeat = repeat_line("run", order);
    if (outcome.end == WorkerEnd::Hung) {
      record.repeat += " --world-time " + scenarios::duration_text(command_.world_time);
      record.death->world_time_milliseconds = command_.world_time.count();
    }
    if (outcome.end == WorkerEnd::OutOfMemory) {
      record.death->world_memory_bytes = command_.world_memory_bytes;
      if (command_.world_memory_bytes != 0) {
        record.repeat += fmt::format(
            " --world-memory {}",
            scenarios::bytes_text(static_cast<std::int64_t>(command_.world_memory_bytes)));
      }
    }
    return record;
  }

  void keep(const WorkerOutcome& outcome) {
    if (outcome.end == WorkerEnd::MachineFailed) {
      throw MachineTrouble(keeps() ? "the results so far are kept; the same command goes on"
                                   : "there is no result of it");
    }
    const CampaignWorld& ended = world(unknown_[outcome.job]);
    const RunRecord record = record_of(outcome);
    const bool wanted_again = tells_each() || record.verdict == RunVerdict::Crashed;
    store_->add(worlds_.subject(ended.scenario), record,
                wanted_again ? KeepRecord::Whole : KeepRecord::Rows);
    progress_->add(record.verdict == RunVerdict::Pass ? CampaignProgress::Ended::Passed
                                                      : CampaignProgress::Ended::Otherwise);
  }

  /// Tells of the worlds before that one which an earlier call has run.
  void tell_known_before(std::size_t end) {
    if (!tells_each()) return;
    for (; told_ < end; ++told_) {
      const auto known = store_->record(worlds_.subject(world(told_).scenario), world(told_).seed);
      // One that was not reached.
      if (known) tell(*known);
    }
  }

  void tell(const RunRecord& record) {
    if (!tells_each()) return;
    progress_->clear();
    if (command_.style == OutputStyle::Json) {
      fmt::print("{}\n", json_text(record));
    } else if (worlds_.all().size() == 1) {
      fmt::print("{}", to_text(record));
    } else if (command_.chatter == Chatter::Normal || record.verdict != RunVerdict::Pass) {
      const std::string scenario = worlds_.scenarios() == 1 ? "" : record.scenario + "  ";
      fmt::print("{}{}\n", scenario, to_line(record));
    }
    std::fflush(stdout);
  }

  ExitCode stopped() const {
    fmt::print(stderr, "stopped{}\n",
               keeps() ? "; " + results_path() +
                             " has the results so far, and the same command goes on from there"
                       : std::string());
    return ExitCode::TryAgain;
  }

  void find_failures() {
    for (FailureSummary& summary : store_->failures(worlds_.subjects(), worlds_.seeds())) {
      report_.failures.push_back({.summary = std::move(summary), .folder = {}});
    }
    if (!tells_each()) write_folders();
    for (FoundFailure& failure : report_.failures) {
      const std::string folder = folder_of(failure.summary) + "/failure";
      std::error_code ignored;
      const bool died = failure.summary.mark.property == kCrashOrHang;
      if (!died && std::filesystem::exists(folder, ignored)) failure.folder = folder;
    }
  }

  std::size_t scenario_of(const FailureSummary& failure) const {
    for (std::size_t s = 0; s < worlds_.scenarios(); ++s) {
      if (worlds_.scenario(s).name() == failure.scenario) return s;
    }
    return 0;
  }

  /// What is beside the folder of the failure, too.
  std::string folder_of(const FailureSummary& failure) const {
    const std::size_t scenario = scenario_of(failure);
    if (tells_each()) return worlds_.folder({.scenario = scenario, .seed = failure.seed});
    std::string name = failure.mark.property + "-" + failure.mark.kind;
    std::ranges::replace_if(
        name,
        [](char letter) {
          const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
          return !plain && letter != '-';
        },
        '_');
    return fmt::format("{}/failures/{}-{}", command_.out, worlds_.folder_name(scenario), name);
  }

  /// Whether its folder shows such a failure of this program already, be it of another seed: what
  /// somebody has shrunk there is worth more than a run that is a little shorter.
  bool is_shown(const FailureSummary& failure) const {
    try {
      const FailureFolder folder = read_failure_folder(folder_of(failure) + "/failure");
      const LoadedScenario& scenario = worlds_.scenario(scenario_of(failure));
      const std::vector<scenarios::FailureMark> marks = marks_of(folder.record);
      return folder.record.executable_hash == worlds_.program() &&
             folder.record.engine == command_.engine &&
             std::ranges::find(marks, failure.mark) != marks.end() &&
             folder.record.plan_hash == hash_of(plan_text(scenario.plan(folder.record.seed)));
    } catch (const BadInput&) {
      return false;
    }
  }

  /// Runs the fastest seed of each distinct failure again, and keeps what there is to see of it. A
  /// world that crashed or hung has nothing to show.
  void write_folders() {
    std::vector<const FailureSummary*> missing;
    for (const FoundFailure& failure : report_.failures) {
      const bool died = failure.summary.mark.property == kCrashOrHang;
      if (!died && !is_shown(failure.summary)) missing.push_back(&failure.summary);
    }
    // It runs once more for the pictures.
    constexpr int kRuns = 3;
    run_in_processes(
        missing.size(), std::max(command_.jobs, 1U),
        [this, &missing](std::uint64_t job) {
          const FailureSummary& failure = *missing[job];
          const CampaignWorld again{.scenario = scenario_of(failure), .seed = failure.seed};
          WorldOrder order = worlds_.order(again, folder_of(failure));
          order.about = failure.mark;
          return json_text(execute(order));
        },
        [](const WorkerOutcome& outcome) {
          if (outcome.end == WorkerEnd::MachineFailed) {
            throw MachineTrouble("the results are kept; the same command goes on with the folders");
          }
          return GoOn::Yes;
        },
        {.time = command_.world_time * kRuns, .memory_bytes = command_.world_memory_bytes},
        {.ended = {}, .stopped = StopOnSignal::asked});
  }

  ExitCode report() {
    report_.planned = worlds_.all().size();
    report_.ran = progress_->ended();
    if (keeps()) report_.results_path = results_path();
    const std::vector<Verdicts> verdicts = known_verdicts();
    for (const CampaignWorld& world : worlds_.all()) {
      const auto found = verdicts[world.scenario].find(world.seed);
      if (found == verdicts[world.scenario].end()) continue;
      ++report_.ended;
      if (found->second == RunVerdict::Pass) ++report_.passed;
      if (found->second == RunVerdict::Inconclusive) ++report_.inconclusive;
    }
    if (!tells_each() && command_.style == OutputStyle::Json) {
      fmt::print("{}\n", json_text(to_json(report_)));
    } else if (command_.style == OutputStyle::Human && (!tells_each() || report_.planned > 1)) {
      fmt::print("{}", to_text(report_));
    }
    return exit_code_of(report_);
  }

  const CampaignCommand& command_;
  CampaignWorlds worlds_;
  RealClock::time_point begun_;
  std::optional<ResultsStore> store_;
  /// Which of the worlds are to run.
  std::vector<std::size_t> unknown_;
  std::optional<CampaignProgress> progress_;
  /// So many worlds were told of.
  std::size_t told_ = 0;
  CampaignReport report_;
};

}  // namespace

ExitCode campaign(const CampaignCommand& command) {
  const StopOnSignal stop;
  return Campaign(command).run();
}

}  // namespace storm::ci
