#include "ci/world/execute.h"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <optional>
#include <ostream>
#include <sys/resource.h>

#include "ci/failure/failure_folder.h"
#include "ci/failure/failure_pictures.h"
#include "ci/machine/file_access.h"
#include "ci/machine/program.h"
#include "ci/machine/progress_line.h"
#include "ci/machine/shell_words.h"
#include "ci/result/record_run.h"
#include "ci/result/run_record_json.h"
#include "engine/env/assertion.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

namespace {

/// The run that an assertion would fail in. Process-wide because the assertion handler is.
struct CurrentRun {
  const char* repeat = nullptr;
  const sim::Kernel* kernel = nullptr;
};

CurrentRun current_run;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): see above

void name_the_run(const char* /*condition*/, const char* /*file*/, int /*line*/) {
  if (current_run.repeat == nullptr) return;
  if (current_run.kernel != nullptr) {
    std::fprintf(stderr, "syncstorm: at event %llu, %lld ns after the start\n",
                 static_cast<unsigned long long>(current_run.kernel->events_run()),
                 static_cast<long long>(current_run.kernel->now().time_since_epoch().count()));
  }
  std::fprintf(stderr, "syncstorm: repeat with: %s\n", current_run.repeat);
}

/// Names the run for as long as it lasts.
class NamedRun final {
 public:
  explicit NamedRun(const std::string& repeat) : before_(set_assertion_handler(name_the_run)) {
    current_run = {.repeat = repeat.c_str(), .kernel = nullptr};
  }
  NamedRun(const NamedRun&) = delete;
  NamedRun& operator=(const NamedRun&) = delete;
  ~NamedRun() {
    set_assertion_handler(before_);
    current_run = {};
  }

 private:
  AssertionHandler before_;
};

/// The most memory that this process has held, in bytes.
std::uint64_t peak_memory_bytes() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

void write_files(const WorldOrder& order, const scenarios::RunReport& report,
                 const RunRecord& record) {
  write_file(record.metrics_path, [&report](std::ostream& out) { report.health->write(out); });
  write_file(order.folder + "/report.json",
             [&record](std::ostream& out) { out << json_text(record, 2) << '\n'; });
}

}  // namespace

std::string folder_name(const LoadedScenario& scenario, const engine::System& system) {
  std::string name = scenario.name();
  if (system.name != "reference") name += fmt::format("-{}", system.name);
  if (!scenario.planted().empty()) name += "-" + scenario.planted();
  return name;
}

std::string repeat_line(const std::string& command, const WorldOrder& order) {
  std::string line = fmt::format("{} {} {}", shell_word(program_word()), command,
                                 shell_word(order.scenario->path()));
  if (!order.scenario->is_plan()) line += fmt::format(" --seed {}", order.seed);
  if (order.system->name != "reference") line += fmt::format(" --engine {}", order.system->name);
  if (!order.scenario->planted().empty()) {
    line += fmt::format(" --defect {}", order.scenario->planted());
  }
  if (!order.recording.empty()) {
    line += fmt::format(" --recording {}", shell_word(order.recording));
  }
  return line;
}

RunRecord execute(const WorldOrder& order) {
  STORM_ASSERT(order.scenario != nullptr);
  STORM_ASSERT(order.system != nullptr);
  RunFacts facts{.repeat = repeat_line("run", order),
                 .metrics_path = order.folder.empty() ? "" : order.folder + "/metrics.om",
                 .version = version(),
                 .wall_microseconds = 0,
                 .memory_bytes = 0};
  const NamedRun named(facts.repeat);
  const auto begun = std::chrono::steady_clock::now();
  std::optional<ProgressLine> line;
  if (order.show_progress) line.emplace();
  const scenarios::Plan plan =
      order.scenario->plan(order.seed, [&line](std::size_t done, std::size_t all) {
        if (line) line->show_planning(done, all);
      });
  scenarios::RunOptions options;
  options.system = order.system;
  options.version = version();
  options.on_start = [](const sim::Kernel& kernel) { current_run.kernel = &kernel; };
  if (line) {
    options.progress = [&line, &plan](const scenarios::RunProgress& progress) {
      line->show(progress, plan.start);
    };
  }
  const scenarios::RunReport report = scenarios::run_world(plan, options);
  current_run.kernel = nullptr;
  line.reset();
  facts.wall_microseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                                std::chrono::steady_clock::now() - begun)
                                .count();
  facts.memory_bytes = peak_memory_bytes();
  RunRecord record = record_run(plan, *order.system, report, facts);
  record.recording = order.scenario->recording_outcome(plan, report);
  if (order.folder.empty()) return record;
  if (record.verdict == RunVerdict::Violated) {
    const std::string folder = order.folder + "/failure";
    record.failure = {
        .folder = folder, .replay = replay_line(folder), .shrink = shrink_line(folder)};
    record.about = order.about;
    write_failure_folder(folder, plan, record);
    write_failure_pictures({.plan = &plan,
                            .system = order.system,
                            .mark = order.about,
                            .prefix = folder + "/",
                            .repeat_line = record.failure->replay});
  }
  write_files(order, report, record);
  return record;
}

}  // namespace storm::ci
