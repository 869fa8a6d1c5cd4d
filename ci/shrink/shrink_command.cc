#include "ci/shrink/shrink_command.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "ci/failure/failure_pictures.h"
#include "ci/failure/shrink_files.h"
#include "ci/machine/file_access.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/program.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/stop_on_signal.h"
#include "ci/machine/trouble.h"
#include "ci/result/load.h"
#include "ci/result/run_record.h"
#include "ci/shrink/shrink_progress.h"
#include "ci/shrink/shrink_test_source.h"
#include "ci/shrink/shrink_trials.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;
using scenarios::size_of;
using scenarios::Violation;
using RealClock = ForkedTrials::RealClock;

/// A smaller plan may take longer than the original, but not by this much.
constexpr int kSlowerMax = 20;
constexpr std::chrono::milliseconds kTimeMin{10'000};

std::string listed(const std::vector<FailureMark>& marks) {
  std::string text;
  for (const FailureMark& mark : marks)
    text += fmt::format("\n    \"{}\"", scenarios::to_text(mark));
  return text;
}

/// Which of the ways in which the run fails is to be kept.
FailureMark chosen(const ShrinkCommand& command, const ShrinkInput& input, const TrialRun& run) {
  if (!command.keep.empty()) {
    for (const FailureMark& mark : run.marks) {
      if (scenarios::to_text(mark) == command.keep) return mark;
    }
    throw BadInput(fmt::format("{}: does not fail with \"{}\"; it fails with:{}", command.path,
                               command.keep, listed(run.marks)));
  }
  for (const FailureMark& mark : run.marks) {
    const bool recorded = std::ranges::find(input.marks, mark) != input.marks.end();
    // What died was not judged, and so is not written down.
    const bool died = mark.property == kCrashOrHang;
    if (input.marks.empty() || recorded || died) return mark;
  }
  return {};
}

/// One call of the command, from the first run of the original to the last of what is left.
class ShrinkSession final {
 public:
  explicit ShrinkSession(const ShrinkCommand& command)
      : command_(command), input_(read_shrink_input(command.path)) {
    if (!command.engine.empty()) input_.engine = command.engine;
    system_ = &engine_named(input_.engine);
    deadline_ = RealClock::now() + command.time_budget;
  }

  ExitCode run() {
    const RealClock::time_point before = RealClock::now();
    limits_.memory_bytes = default_memory_bytes();
    limits_.time = std::max<std::chrono::milliseconds>(kTimeMin, command_.time_budget);
    const TrialRun original = try_plan(*system_, input_.plan, limits_);
    limits_.time = std::max<std::chrono::milliseconds>(
        kTimeMin, std::chrono::duration_cast<std::chrono::milliseconds>(
                      (RealClock::now() - before) * kSlowerMax));
    if (StopOnSignal::asked()) return stopped();
    if (original.marks.empty()) return does_not_fail("passes");
    state_.mark = chosen(command_, input_, original);
    if (state_.mark == FailureMark{}) return does_not_fail("fails in another way");
    state_.plan = input_.plan;
    STORM_ASSERT(original.violation_of(state_.mark) != nullptr);
    const Violation& violation = *original.violation_of(state_.mark);
    fmt::print("original     {}\nkeeps        {}\n             {}\n",
               size_words(size_of(input_.plan)),
               metrics::printable(scenarios::to_text(state_.mark)),
               metrics::printable(violation.explanation));
    std::fflush(stdout);
    const bool resumed = resume();
    // What was saved before is better than what a resumption that was cut short came to.
    if (StopOnSignal::asked()) return stopped();
    if (!resumed) keep_earlier();
    if (!state_.finished) reduce(resumed ? nullptr : &violation);
    if (StopOnSignal::asked()) return stopped();
    return finish();
  }

 private:
  ExitCode does_not_fail(const char* how) const {
    fmt::print(stderr,
               "{}: the plan {} with engine \"{}\" in this build: there is nothing to shrink\n",
               metrics::printable(command_.path), how, input_.engine);
    return ExitCode::Inconclusive;
  }

  /// Takes over what an earlier call came to, if that still fails in the same way.
  bool resume() {
    std::optional<ShrinkState> earlier = read_shrink_state(input_);
    if (!earlier || earlier->mark != state_.mark) return false;
    if (try_plan(*system_, earlier->plan, limits_).violation_of(state_.mark) == nullptr) {
      return false;
    }
    state_ = std::move(*earlier);
    fmt::print("goes on      from {}, {} tries so far\n", size_words(size_of(state_.plan)),
               state_.tries);
    std::fflush(stdout);
    return true;
  }

  /// What is there is of another plan or failure, or lost what was known of it.
  void keep_earlier() const {
    const std::optional<std::string> aside = move_shrunk_aside(input_);
    if (aside)
      fmt::print("kept         an earlier shrunk plan, as {}\n", metrics::printable(*aside));
  }

  void reduce(const Violation* violation) {
    ShrinkProgress progress;
    progress.set_size(size_of(state_.plan));
    const ShrinkState before = state_;
    ForkedTrials trials({.system = system_,
                         .mark = state_.mark,
                         .jobs = command_.jobs,
                         .deadline = deadline_,
                         .limits = limits_,
                         .stopped = StopOnSignal::asked,
                         .tried = [&progress](std::uint64_t tries) { progress.show(tries); }});
    const auto save = [&] {
      state_.tries = before.tries + trials.tries();
      state_.milliseconds =
          before.milliseconds + static_cast<std::uint64_t>(progress.passed().count());
      write_shrink_state(input_, state_);
    };
    save();
    scenarios::ShrinkOptions options;
    options.violation = violation;
    options.pass_begun = [&](const scenarios::ShrinkStep& step) { progress.set_pass(step.pass); };
    options.improved = [&](const scenarios::ShrinkStep& step) {
      state_.plan = step.plan;
      progress.set_size(size_of(step.plan));
      save();
    };
    const scenarios::Shrunk shrunk = scenarios::shrink(state_.plan, trials, options);
    state_.finished = shrunk.end == scenarios::ShrinkEnd::Smallest;
    save();
  }

  ExitCode stopped() const {
    if (state_.mark == FailureMark{}) {
      fmt::print(stderr, "stopped before anything was tried\n");
      return ExitCode::TryAgain;
    }
    fmt::print(stderr, "stopped; {} has the best so far, and the same command goes on from there\n",
               metrics::printable(input_.shrunk_path));
    return ExitCode::TryAgain;
  }

  ExitCode finish() {
    const TrialRun first = try_plan(*system_, state_.plan, limits_);
    const TrialRun second = try_plan(*system_, state_.plan, limits_);
    if (StopOnSignal::asked()) return stopped();
    const Violation* violation = first.violation_of(state_.mark);
    if (first.fingerprint != second.fingerprint || violation == nullptr ||
        second.violation_of(state_.mark) == nullptr) {
      fmt::print(stderr,
                 "{}: two runs of the shrunk plan differ ({} and {}): the engine is not "
                 "deterministic\n    repeat: {}\n",
                 metrics::printable(input_.shrunk_path), first.fingerprint, second.fingerprint,
                 line_of("verify"));
      return ExitCode::Nondeterminism;
    }
    state_.fingerprint = first.fingerprint;
    state_.executable_hash = executable_hash();
    write_shrink_state(input_, state_);
    fmt::print("shrunk       {}{}\n             {}\n", size_words(size_of(state_.plan)),
               state_.finished ? "" : " (time is up: the same command goes on)",
               metrics::printable(violation->explanation));
    fmt::print("effort       {} tries, {:.1f} s\n", state_.tries,
               static_cast<double>(state_.milliseconds) / 1e3);
    fmt::print("verified     two runs, both {}\n",
               first.fingerprint.empty() ? "end alike" : first.fingerprint);
    fmt::print("plan         {}\nrepeat       {}\n", metrics::printable(input_.shrunk_path),
               repeat_line());
    if (!first.fingerprint.empty()) write_pictures();
    if (!command_.as_test.empty()) write_test(*violation);
    return ExitCode::Pass;
  }

  std::string repeat_line() const { return line_of("run"); }

  std::string line_of(const char* command) const {
    const std::string engine =
        input_.engine == "reference" ? std::string() : " --engine " + input_.engine;
    return fmt::format("{} {} {}{}", shell_word(program_word()), command,
                       shell_word(input_.shrunk_path), engine);
  }

  /// Beside the shrunk plan. Only of what ends by itself: the plan runs in this process.
  void write_pictures() const {
    const std::string stem = std::filesystem::path(input_.shrunk_path).replace_extension().string();
    write_failure_pictures({.plan = &state_.plan,
                            .system = system_,
                            .mark = state_.mark,
                            .prefix = stem + "_",
                            .repeat_line = repeat_line()});
    fmt::print("pictures     {0}_space_time.svg, {0}_events.log, {0}_trace.json\n",
               metrics::printable(stem));
  }

  void write_test(const Violation& violation) const {
    const std::string source = test_source(state_.plan, {.engine = input_.engine,
                                                         .mark = state_.mark,
                                                         .explanation = violation.explanation,
                                                         .made_by = "syncstorm shrink --as-test"});
    write_file(command_.as_test, [&source](std::ostream& out) { out << source; });
    fmt::print("test         {}\n", metrics::printable(command_.as_test));
  }

  const ShrinkCommand& command_;
  ShrinkInput input_;
  const engine::System* system_ = nullptr;
  RealClock::time_point deadline_;
  WorkerLimits limits_;
  ShrinkState state_;
};

}  // namespace

ExitCode shrink(const ShrinkCommand& command) {
  const StopOnSignal stop;
  return ShrinkSession(command).run();
}

}  // namespace storm::ci
