#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/env/time.h"
#include "scenarios/search/failure_mark.h"

/// What is known of one run: everything that is printed, written, handed from a worker to its
/// parent or kept of it is made from this. Its text and its JSON have headers of their own.
namespace storm::ci {

/// What a world came to.
enum class RunVerdict : std::uint8_t {
  Pass,
  /// At least one property was violated.
  Violated,
  /// Nothing was judged.
  Inconclusive,
  /// Its process died before anything could be judged.
  Crashed,
};

/// `violated`
std::string_view name_of(RunVerdict verdict);
/// The verdict of that name, or nothing.
std::optional<RunVerdict> find_run_verdict(std::string_view name);

/// An amount with its unit: what a run did, or how a policy was set.
struct Measure {
  /// An identifier: `operations_accepted`.
  std::string name;
  /// `operations`, `nanoseconds`, `bytes`.
  std::string unit;
  std::int64_t value = 0;

  bool operator==(const Measure&) const = default;
};

/// Whether the text is letters, digits and underscores and begins with a letter, all in ASCII: what
/// names in JSON are made of.
bool is_identifier(std::string_view text);

/// How much of something a judge looked at: `3,777` `increments judged`.
struct JudgedCount {
  std::string what;
  std::uint64_t count = 0;

  bool operator==(const JudgedCount&) const = default;
};

/// One breach of a property; its property is the one that it is listed under.
struct RecordedViolation {
  std::string kind;
  /// From the start of the world.
  Instant at{};
  /// By name.
  std::vector<std::string> devices;
  std::vector<std::uint64_t> operations;
  std::string explanation;

  bool operator==(const RecordedViolation&) const = default;
};

/// What a judge held the system to, and who had asked for that (scenarios/properties/bounds.h).
struct RecordedBound {
  /// An identifier: `drain_within`.
  std::string name;
  std::int64_t nanoseconds = 0;
  /// "the scenario's", "the engine's" or "the default".
  std::string source;

  bool operator==(const RecordedBound&) const = default;
};

/// What became of one property. It was violated if it has violations.
struct RecordedProperty {
  std::string name;
  /// Why nothing was judged; empty when something was.
  std::string not_applicable{};
  std::vector<RecordedBound> bounds{};
  /// In the order to print.
  std::vector<JudgedCount> judged;
  std::vector<RecordedViolation> violations;

  bool operator==(const RecordedProperty&) const = default;
};

/// How the process of a world ended that did not live to be judged.
struct ProcessDeath {
  /// `it hung: no result within 300.000 s`
  std::string how;
  /// It was ended from outside: the same world may well live the next time.
  bool try_again = false;
  /// The bound that it broke, if it broke one.
  std::optional<std::int64_t> world_time_milliseconds;
  std::optional<std::uint64_t> world_memory_bytes;

  bool operator==(const ProcessDeath&) const = default;
};

/// Edits of recorded text, and how many characters they brought.
struct RecordedEdits {
  std::uint64_t edits = 0;
  std::uint64_t characters = 0;

  bool operator==(const RecordedEdits&) const = default;
};

/// What became of the text of one writer of a recording (scenarios/recording/recording_report.h).
struct RecordedWriter {
  std::string device;
  RecordedEdits written;
  RecordedEdits kept;
  RecordedEdits overwritten_unseen;
  RecordedEdits deleted;
  RecordedEdits not_taken;
  std::uint64_t characters_never_saved = 0;
  std::uint64_t line_breaks = 0;

  bool operator==(const RecordedWriter&) const = default;
};

/// How the text stands at the end, by its notes.
struct RecordedNotes {
  std::uint64_t notes = 0;
  std::uint64_t as_recorded = 0;
  std::uint64_t other_notes = 0;

  bool operator==(const RecordedNotes&) const = default;
};

/// What became of a whole recording.
struct RecordingOutcome {
  std::vector<RecordedWriter> writers;
  RecordedNotes end{};
  /// The same for people.
  std::string words;

  bool operator==(const RecordingOutcome&) const = default;
};

/// Where a failure can be looked at, and the lines that do it.
struct FailurePlace {
  std::string folder;
  std::string replay;
  std::string shrink;

  bool operator==(const FailurePlace&) const = default;
};

/// The property that a process's death is booked under.
constexpr std::string_view kCrashOrHang = "crash or hang";

/// One run. Texts may hold any bytes; they come back from JSON as valid UTF-8.
struct RunRecord {
  /// Of syncstorm.
  std::string version;
  std::string scenario;
  std::uint64_t seed = 0;
  std::string engine;
  /// Planted in it, by their names in its catalogue.
  std::vector<std::string> defects;
  /// All policies of the engine, those that the scenario left alone included. Each name once.
  std::vector<Measure> policies;
  RunVerdict verdict = RunVerdict::Pass;
  /// Exactly when the verdict is Crashed.
  std::optional<ProcessDeath> death;
  /// In the order in which they were judged. Some have violations exactly when the verdict is
  /// Violated.
  std::vector<RecordedProperty> properties;
  /// What ci/result/measure_catalogue.h lists, as far as it applies. Each name once.
  std::vector<Measure> measures;
  std::optional<RecordingOutcome> recording;
  /// 32 hexadecimal digits; equal means the same run. Empty when the process died.
  std::string fingerprint;
  /// Of the plan's file and of the program that ran it; empty when nobody asked.
  std::string plan_hash;
  std::string executable_hash;
  /// Where the metrics are; empty when none were written.
  std::string metrics_path;
  /// The one line that repeats the run.
  std::string repeat;
  std::optional<FailurePlace> failure;
  /// Which of its failures the failure's folder was made for, when it was made for one.
  std::optional<scenarios::FailureMark> about;

  bool operator==(const RunRecord&) const = default;
};

/// What contradicts itself in the record, in words; empty when nothing does. A record that this
/// program made has no flaw; one that it read may.
std::string flaw_of(const RunRecord& record);

/// One way in which a run failed.
struct RecordedFailure {
  scenarios::FailureMark mark;
  /// Of the first violation that has the mark.
  std::string explanation;
};

/// Every way in which the run failed, once each, in the order in which they were judged; a death is
/// one, too.
std::vector<RecordedFailure> failures_of(const RunRecord& record);
/// The same, without their words.
std::vector<scenarios::FailureMark> marks_of(const RunRecord& record);
/// The same as a set: the order of judges is not part of how a run failed.
std::vector<scenarios::FailureMark> sorted_marks(const RunRecord& record);

/// The value of the measure, or nothing when the record has it not.
/// Requires: the catalogue of measures has that name.
std::optional<std::int64_t> measure_of(const RunRecord& record, std::string_view name);

}  // namespace storm::ci
