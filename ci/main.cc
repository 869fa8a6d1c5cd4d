#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <functional>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "ci/campaign/campaign_command.h"
#include "ci/campaign/run_command.h"
#include "ci/check_command.h"
#include "ci/list_command.h"
#include "ci/machine/program.h"
#include "ci/machine/trouble.h"
#include "ci/machine/whole_number.h"
#include "ci/shrink/shrink_command.h"
#include "ci/world/replay_command.h"
#include "ci/world/verify_command.h"
#include "metrics/shown_text.h"
#include "scenarios/files/diagnostic.h"
#include "scenarios/files/unit_text.h"
#include "scenarios/search/sweep.h"

namespace storm::ci {

namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 pass, 1 a property was violated, 2 bad input or usage, 3 nondeterminism,\n"
    "4 inconclusive or nothing ran, 70 a bug of syncstorm, 75 the machine's fault (try again).";

/// Each is a few bytes in memory.
constexpr std::uint64_t kSeedsMax = 10'000'000;

void add_engine(CLI::App& command, std::string& engine) {
  command.add_option("--engine", engine, "the system under test")->capture_default_str();
}

void add_defects(CLI::App& command, std::vector<std::string>& defects) {
  command
      .add_option("--defect", defects,
                  "plant this defect in the engine, e.g. Z01; may be given several times")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_recording(CLI::App& command, std::string& recording) {
  command.add_option("--recording", recording,
                     "the file of a recorded workload, for scenarios with a [recording]");
}

void add_json(CLI::App& command, OutputStyle& style) {
  command.add_flag_callback(
      "--json", [&style] { style = OutputStyle::Json; },
      "print one JSON object a line instead of text");
}

[[noreturn]] void refuse(const char* option, const std::string& found, const char* expected) {
  throw CLI::ValidationError(option, fmt::format("{} is expected, found \"{}\"", expected, found));
}

/// An option that takes a duration such as "10m".
void add_duration(CLI::App& command, const char* name,
                  const std::function<void(std::chrono::milliseconds)>& set, const char* says) {
  command
      .add_option(name, CLI::callback_t([set, name](const CLI::results_t& words) {
                    const auto read = scenarios::parse_duration(words[0]);
                    if (!read || *read < 1ms) {
                      refuse(name, words[0], "a duration of at least 1ms, such as \"1h30m\"");
                    }
                    set(std::chrono::duration_cast<std::chrono::milliseconds>(*read));
                    return true;
                  }),
                  says)
      ->type_name("DURATION");
}

void add_time_budget(CLI::App& command, std::chrono::milliseconds& budget, const char* says) {
  add_duration(
      command, "--time-budget", [&budget](std::chrono::milliseconds time) { budget = time; }, says);
}

/// What a world may take up before it is ended, as a failure.
void add_world_bounds(CLI::App& command,
                      const std::function<void(std::chrono::milliseconds)>& set_time,
                      const std::function<void(std::uint64_t)>& set_memory) {
  add_duration(command, "--world-time", set_time,
               "a world that takes longer, with what is written of it, hangs, which is a failure "
               "[5m]");
  command
      .add_option("--world-memory", CLI::callback_t([set_memory](const CLI::results_t& words) {
                    if (words[0] == "0") {
                      set_memory(0);
                      return true;
                    }
                    const auto read = scenarios::parse_bytes(words[0]);
                    if (!read) refuse("--world-memory", words[0], "0 or a size such as \"512MiB\"");
                    set_memory(static_cast<std::uint64_t>(*read));
                    return true;
                  }),
                  "address space that a world may use, e.g. 512MiB; more is a failure; 0: no "
                  "limit [4GiB]")
      ->type_name("SIZE");
}

void add_anew(CLI::App& command, Earlier& earlier) {
  command.add_flag_callback(
      "--anew", [&earlier] { earlier = Earlier::Forgotten; },
      "forget what results.sqlite knows of these worlds, and run them all again");
}

void add_sweep(CLI::App& command, RunCommand& options) {
  command
      .add_option("--sweep", CLI::callback_t([&options](const CLI::results_t& words) {
                    options.sweep = scenarios::find_sweep_kind(words[0]);
                    if (!options.sweep) refuse("--sweep", words[0], "disk-calls or crash-points");
                    return true;
                  }),
                  "disk-calls: run once more for each disk call, and fail it; crash-points: for "
                  "each point\n"
                  "at which a machine can be killed, and kill it there")
      ->type_name("KIND");
}

CLI::App* add_run(CLI::App& app, RunCommand& options) {
  CLI::App* command = app.add_subcommand("run", "Run scenarios or plans and judge them");
  command->add_option("FILE", options.files, "scenario or plan files")->required();
  command
      ->add_option("--seed", options.first_seed, "the seed, or the first of --seeds; not for plans")
      ->default_str("1");
  command
      ->add_option("--seeds", options.seeds,
                   "run this many seeds, from --seed upwards, each in a process of its own; the\n"
                   "results are kept in results.sqlite in the folder of --out, and the same\n"
                   "command goes on where it stopped")
      ->check(CLI::Range(std::uint64_t{1}, kSeedsMax));
  command->add_option("--jobs", options.jobs, "how many worlds at once")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  command->add_option("--out", options.out, "where results go")->capture_default_str();
  add_engine(*command, options.engine);
  add_defects(*command, options.defects);
  add_recording(*command, options.recording);
  add_json(*command, options.style);
  command->add_flag_callback(
      "--quiet", [&options] { options.chatter = Chatter::Quiet; },
      "no progress; of many worlds, only those that did not pass");
  add_sweep(*command, options);
  add_time_budget(*command, options.time_budget,
                  "stop many seeds or a sweep after so long, e.g. 10m");
  add_world_bounds(
      *command, [&options](std::chrono::milliseconds time) { options.world_time = time; },
      [&options](std::uint64_t bytes) { options.world_memory_bytes = bytes; });
  add_anew(*command, options.earlier);
  command->footer(
      "A single world has no bounds for time and memory unless they are given.\n"
      "Example: syncstorm run scenarios/month_offline.toml --seed 7\n"
      "         syncstorm run scenarios/small_chaos.toml --seeds 100 --jobs 2 --quiet\n"
      "         syncstorm run scenarios/tiny.toml --sweep crash-points --jobs 2");
  return command;
}

CLI::App* add_campaign(CLI::App& app, CampaignCommand& options) {
  CLI::App* command = app.add_subcommand(
      "campaign", "Run many seeds, keep the results, and go on where the last call stopped");
  command->add_option("FILE", options.files, "scenario files")->required();
  command->add_option("--seeds", options.seeds, "how many seeds of each scenario")
      ->check(CLI::Range(std::uint64_t{1}, kSeedsMax))
      ->capture_default_str();
  command->add_option("--seed", options.first_seed, "the first seed")->default_str("1");
  command->add_option("--jobs", options.jobs, "how many worlds at once")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  add_time_budget(*command, options.time_budget,
                  "stop after so long, e.g. 10m; the same command goes on later");
  add_world_bounds(
      *command, [&options](std::chrono::milliseconds time) { options.world_time = time; },
      [&options](std::uint64_t bytes) { options.world_memory_bytes = bytes; });
  add_anew(*command, options.earlier);
  command->add_option("--out", options.out, "the folder of results.sqlite")->capture_default_str();
  add_engine(*command, options.engine);
  add_defects(*command, options.defects);
  add_recording(*command, options.recording);
  add_json(*command, options.style);
  command->add_flag_callback(
      "--quiet", [&options] { options.chatter = Chatter::Quiet; }, "no progress");
  command->footer(
      "Example: syncstorm campaign scenarios/small_chaos.toml --seeds 10000 --jobs 2 "
      "--time-budget 5m");
  return command;
}

CLI::App* add_verify(CLI::App& app, VerifyCommand& options) {
  CLI::App* command =
      app.add_subcommand("verify", "Run a seed twice and compare the runs event by event");
  command->add_option("FILE", options.file, "a scenario or plan file")->required();
  command->add_option("--seed", options.seed, "the seed; not for plans")->default_str("1");
  add_engine(*command, options.engine);
  add_defects(*command, options.defects);
  add_recording(*command, options.recording);
  add_json(*command, options.style);
  command->footer("Example: syncstorm verify scenarios/small_chaos.toml --seed 3");
  return command;
}

CLI::App* add_replay(CLI::App& app, ReplayCommand& options) {
  CLI::App* command = app.add_subcommand(
      "replay", "Repeat a recorded failure and say whether it is still the same");
  command->add_option("FOLDER", options.folder, "the folder that a failed run left")->required();
  command->add_flag_callback(
      "--shrunk", [&options] { options.which = ReplayCommand::Which::Shrunk; },
      "run the shrunk plan in it");
  add_json(*command, options.style);
  command->footer(
      "Exits with 1 when the failure repeats, 0 when it is gone and the program has changed "
      "since,\n"
      "3 when the same program gives another run.\n"
      "Example: syncstorm replay out/small_chaos/seed-7/failure");
  return command;
}

CLI::App* add_shrink(CLI::App& app, ShrinkCommand& options) {
  CLI::App* command = app.add_subcommand(
      "shrink", "Reduce a plan that fails to a small one that fails in the same way");
  command->add_option("PATH", options.path, "a failure folder or a plan file")->required();
  add_time_budget(*command, options.time_budget,
                  "stop after so long, e.g. 5m; the same command goes on later [60s]");
  command->add_option("--jobs", options.jobs, "how many plans to try at once")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  command->add_option("--keep", options.keep,
                      "which failure to keep, as \"property: kind\"; else the first");
  command->add_option("--as-test", options.as_test, "write a GoogleTest that fails the same way");
  command->add_option("--engine", options.engine,
                      "the system under test; else the folder's, or the reference engine");
  command->footer(
      "The result is shrunk.toml in the folder, or beside the plan file; the original stays.\n"
      "Exits with 0 when the result is verified, 3 when it does not repeat, 4 when the original\n"
      "does not fail, 75 when it was stopped.\n"
      "Example: syncstorm shrink out/small_chaos/seed-7/failure --as-test regression_test.cc");
  return command;
}

CLI::App* add_check(CLI::App& app, CheckCommand& options) {
  CLI::App* command =
      app.add_subcommand("check", "Read scenario and plan files and say what is wrong with them");
  command->add_option("FILE", options.files, "scenario or plan files")->required();
  command->footer("Example: syncstorm check scenarios/month_offline.toml");
  return command;
}

CLI::App* add_list(CLI::App& app, ListCommand& options) {
  CLI::App* command = app.add_subcommand(
      "list", "Print the scenarios, properties, faults, engines and defects there are");
  using What = ListCommand::What;
  const auto only = [command, &options](const char* flag, What what, const char* says) {
    return command->add_flag_callback(
        flag, [&options, what] { options.what = what; }, says);
  };
  auto* scenarios = only("--scenarios", What::Scenarios, "only the scenarios");
  auto* properties = only("--properties", What::Properties, "only the properties");
  auto* faults = only("--faults", What::Faults, "only the faults");
  auto* engines = only("--engines", What::Engines, "only the engines and their policies");
  auto* defects = only("--defects", What::Defects, "only the defects that can be planted");
  scenarios->excludes(properties, faults, engines, defects);
  properties->excludes(faults, engines, defects);
  faults->excludes(engines, defects);
  engines->excludes(defects);
  command->add_option("--folder", options.folder, "where scenario files are")
      ->capture_default_str();
  command->footer("Example: syncstorm list --faults");
  return command;
}

/// CLI11 reads `-1` as 2^64 - 1, `010` as 8 and an empty text as nothing at all.
void refuse_odd_words(CLI::App& app) {
  const auto is_number = [](const std::string& text) {
    return whole_number(text) ? std::string()
                              : fmt::format(
                                    "a whole number up to 18446744073709551615 is expected, "
                                    "found \"{}\"",
                                    text);
  };
  const auto is_there = [](const std::string& text) {
    return text.empty() ? std::string("a folder is expected, found \"\"") : std::string();
  };
  for (CLI::App* command : app.get_subcommands(nullptr)) {
    for (const char* name : {"--seed", "--seeds", "--jobs"}) {
      if (CLI::Option* option = command->get_option_no_throw(name)) option->check(is_number);
    }
    if (CLI::Option* option = command->get_option_no_throw("--out")) option->check(is_there);
  }
}

/// "; did you mean \"run\"?", or nothing.
std::string hint_for(const std::string& word, const std::vector<std::string>& names) {
  const std::string nearest = scenarios::nearest_name(word, names);
  return nearest.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", nearest);
}

/// Throws BadInput when the first word should be a command and is none.
void check_command_name(const CLI::App& app, const std::string& word) {
  // What other programs have as commands.
  std::vector<std::string> names{"--help", "--version"};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return;
    names.push_back(command->get_name());
  }
  const bool is_option = word == "help" || word == "version";
  throw BadInput(fmt::format("syncstorm: unknown command \"{}\"{}\n    syncstorm --help lists them",
                             word, hint_for(is_option ? "--" + word : word, names)));
}

/// What is wrong with words that no option takes.
std::string words_about_extras(const CLI::App& app) {
  const std::vector<std::string> extras = app.remaining(true);
  if (extras.empty()) return {};
  const std::string word = extras.front().substr(0, extras.front().find('='));
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) names.push_back(option->get_name());
  }
  return fmt::format("syncstorm: nothing takes \"{}\"{}\n    --help lists the options", word,
                     hint_for(word, names));
}

ExitCode dispatch(int argc, char** argv) {
  CLI::App app("syncstorm: a deterministic simulator that tortures offline-first sync engines",
               "syncstorm");
  app.set_version_flag("--version", fmt::format("syncstorm {}", version()));
  app.require_subcommand(1);
  app.footer(std::string("Example: syncstorm run scenarios/month_offline.toml\n\n") + kExitCodes);
  RunCommand run_options;
  CampaignCommand campaign_options;
  VerifyCommand verify_options;
  ReplayCommand replay_options;
  CheckCommand check_options;
  ListCommand list_options;
  const CLI::App* run_command = add_run(app, run_options);
  const CLI::App* campaign_command = add_campaign(app, campaign_options);
  const CLI::App* verify_command = add_verify(app, verify_options);
  const CLI::App* replay_command = add_replay(app, replay_options);
  ShrinkCommand shrink_options;
  const CLI::App* shrink_command = add_shrink(app, shrink_options);
  const CLI::App* check_command = add_check(app, check_options);
  const CLI::App* list_command = add_list(app, list_options);
  refuse_odd_words(app);
  if (argc > 1 && argv[1][0] != '-') check_command_name(app, argv[1]);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    throw BadInput(words_about_extras(app));
  } catch (const CLI::ParseError& problem) {
    // Zero for --help and --version, which CLI11 reports this way too.
    return app.exit(problem) == 0 ? ExitCode::Pass : ExitCode::BadInput;
  }
  if (run_command->parsed()) return run(run_options);
  if (campaign_command->parsed()) return campaign(campaign_options);
  if (verify_command->parsed()) return verify(verify_options);
  if (replay_command->parsed()) return replay(replay_options);
  if (shrink_command->parsed()) return shrink(shrink_options);
  if (check_command->parsed()) return check(check_options);
  if (list_command->parsed()) return list(list_options);
  return ExitCode::BadInput;
}

}  // namespace

}  // namespace storm::ci

int main(int argc, char** argv) {
  using storm::ci::ExitCode;
  ExitCode code = ExitCode::HarnessError;
  try {
    code = storm::ci::dispatch(argc, argv);
    // What was printed may still be in a buffer, and the disk behind it full.
    // An earlier flush that failed has left the buffer empty, and the mark of the failure.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw storm::ci::MachineTrouble("cannot write the output");
    }
  } catch (const storm::ci::BadInput& problem) {
    fmt::print(stderr, "{}\n", storm::metrics::printable_lines(problem.what()));
    code = ExitCode::BadInput;
  } catch (const storm::ci::MachineTrouble& trouble) {
    fmt::print(stderr, "syncstorm: {}\n", storm::metrics::printable_lines(trouble.what()));
    code = ExitCode::TryAgain;
  } catch (const std::system_error& trouble) {
    // What a call of the system refused: fmt's of standard output among them.
    fmt::print(stderr, "syncstorm: {}\n", storm::metrics::printable_lines(trouble.what()));
    code = ExitCode::TryAgain;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "syncstorm: out of memory\n");
    code = ExitCode::TryAgain;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "syncstorm: a bug of syncstorm: {}\n",
               storm::metrics::printable_lines(failure.what()));
  }
  return storm::ci::to_int(code);
}
