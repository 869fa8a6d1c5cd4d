#include "faults/disk_faults.h"

#include <array>
#include <utility>
#include <vector>

#include "faults/parameters.h"
#include "sim/machine.h"

namespace storm::faults {

namespace {

using sim::DiskCall;
using sim::DiskFault;

/// In the order of sim::FileKind.
constexpr std::array<std::string_view, 3> kFiles{"any", "database", "journal"};
/// Any call but those that only ask, those that change something, those of one kind, or those that
/// only ask. Plans count calls: what "any" counts stays, so that they mean what they meant.
constexpr std::array<std::string_view, 12> kCalls{"any",   "changing", "open",     "read",
                                                  "write", "sync",     "truncate", "remove",
                                                  "size",  "access",   "lock",     "asking"};
static_assert(kCalls.size() == sim::kDiskCallKinds + 3);
constexpr std::array<std::string_view, 2> kRepeat{"once", "onwards"};

constexpr Parameter kFilesParameter = choice_parameter(
    "files", kFiles, "which files: any, all but journals, or rollback journals and logs");

constexpr std::array kFullParameters{
    bytes_parameter("free_bytes", 0, "room that is left when the fault begins; only with any"),
    kFilesParameter,
};

constexpr std::array kQuotaParameters{
    probability_parameter("share", kMillion / 2, "what is left of what is stored at the begin"),
};

constexpr std::array kErrorParameters{
    count_parameter("nth", 1, 1, 1'000'000'000, "the first call that fails, from now"),
    choice_parameter("repeat", kRepeat, "whether later ones fail too"),
    choice_parameter("calls", kCalls,
                     "which calls are counted and fail; any leaves out size, access and lock, and "
                     "asking is those three"),
    kFilesParameter,
};

constexpr std::array kShortParameters{
    probability_parameter("share", kMillion / 10, "of the writes"),
    kFilesParameter,
};

constexpr std::array kSlowParameters{
    duration_parameter("read", 5ms, Duration::zero(), hours{1}, "what each read takes more"),
    duration_parameter("write", 5ms, Duration::zero(), hours{1}, "what each write takes more"),
    duration_parameter("sync", 500ms, Duration::zero(), hours{1}, "what each sync takes more"),
};

constexpr std::array kRotParameters{
    count_parameter("bits", 8, 1, 1'000'000, "how many, anywhere in the files"),
    kFilesParameter,
};

constexpr std::array kStaleParameters{
    probability_parameter("share", kMillion / 10, "of the reads"),
    kFilesParameter,
};

sim::FileKind files_in(const Parameters& parameters) {
  return static_cast<sim::FileKind>(number_in(parameters, "files"));
}

std::vector<DiskCall> calls_in(const Parameters& parameters) {
  static const std::vector<DiskCall> kChanging{DiskCall::Write, DiskCall::Sync, DiskCall::Truncate,
                                               DiskCall::Remove};
  static const std::vector<DiskCall> kAny{DiskCall::Open, DiskCall::Read,     DiskCall::Write,
                                          DiskCall::Sync, DiskCall::Truncate, DiskCall::Remove};
  static const std::vector<DiskCall> kAsking{DiskCall::Size, DiskCall::Access, DiskCall::Lock};
  const std::string_view name = kCalls[number_in(parameters, "calls")];
  if (name == "any") return kAny;
  if (name == "changing") return kChanging;
  if (name == "asking") return kAsking;
  // The rest stands in the order of DiskCall, after "any" and "changing".
  return {static_cast<DiskCall>(number_in(parameters, "calls") - 2)};
}

void install(Port& port, sim::DiskRule rule) {
  port.state = port.machine.disk().add_rule(std::move(rule));
}

void remove(Port& port, const Parameters& /*parameters*/) {
  port.machine.disk().remove_rule(port.state);
}

void begin_full(Port& port, const Parameters& parameters) {
  const sim::FileKind files = files_in(parameters);
  if (files == sim::FileKind::Any) {
    const std::uint64_t free_bytes = number_in(parameters, "free_bytes");
    port.state = port.machine.limit_capacity(port.machine.disk().used_bytes() + free_bytes);
    return;
  }
  const auto full = [](DiskCall /*call*/, std::string_view /*file*/) { return DiskFault::Full; };
  install(port, sim::only_on(files, full));
}

void end_full(Port& port, const Parameters& parameters) {
  if (files_in(parameters) == sim::FileKind::Any) {
    port.machine.lift_limit(port.state);
  } else {
    remove(port, parameters);
  }
}

/// In parts per million first, so that nothing overflows: a disk has at most 2^40 bytes.
void begin_quota(Port& port, const Parameters& parameters) {
  const std::uint64_t stored = port.machine.disk().used_bytes();
  port.state = port.machine.limit_capacity(stored * number_in(parameters, "share") / kMillion);
}

void end_quota(Port& port, const Parameters& /*parameters*/) {
  port.machine.lift_limit(port.state);
}

void begin_error(Port& port, const Parameters& parameters) {
  const auto repeat =
      number_in(parameters, "repeat") == 0 ? sim::Repeat::Once : sim::Repeat::Onwards;
  install(port,
          sim::only_on(files_in(parameters),
                       sim::fail_call(calls_in(parameters), number_in(parameters, "nth"), repeat)));
}

void begin_read_only(Port& port, const Parameters& /*parameters*/) {
  install(port, sim::fail_call({DiskCall::Write, DiskCall::Truncate, DiskCall::Remove}, 1,
                               sim::Repeat::Onwards));
}

/// Lets `fault` befall a share of the calls of one kind, on some of the files.
sim::DiskRule share_of(DiskCall struck, DiskFault fault, Port& port, const Parameters& parameters) {
  const Ratio share = ratio_in(parameters, "share");
  const auto rule = [struck, fault, share, random = sim::Xoshiro(sim::Seed(port.random.next()))](
                        DiskCall call, std::string_view /*file*/) mutable {
    if (call != struck) return DiskFault::None;
    return random.chance(share) ? fault : DiskFault::None;
  };
  return sim::only_on(files_in(parameters), rule);
}

void begin_short(Port& port, const Parameters& parameters) {
  install(port, share_of(DiskCall::Write, DiskFault::ShortWrite, port, parameters));
}

void begin_rot(Port& port, const Parameters& parameters) {
  port.machine.disk().rot(files_in(parameters), number_in(parameters, "bits"), port.random);
}

void begin_stale(Port& port, const Parameters& parameters) {
  port.state = port.machine.disk().add_stale_rule(
      share_of(DiskCall::Read, DiskFault::Stale, port, parameters));
}

void begin_lies(Port& port, const Parameters& /*parameters*/) { install(port, sim::lie_on_sync()); }

/// The cache that had the lies reaches the medium in the end.
void end_lies(Port& port, const Parameters& parameters) {
  remove(port, parameters);
  port.machine.disk().flush();
}

sim::Disk::Latencies latencies_in(const Parameters& parameters) {
  return {.read = duration_in(parameters, "read"),
          .write = duration_in(parameters, "write"),
          .sync = duration_in(parameters, "sync")};
}

void begin_slow(Port& port, const Parameters& parameters) {
  port.machine.disk().slow_down(latencies_in(parameters));
}

void end_slow(Port& port, const Parameters& parameters) {
  const sim::Disk::Latencies more = latencies_in(parameters);
  port.machine.disk().slow_down({.read = -more.read, .write = -more.write, .sync = -more.sync});
}

}  // namespace

FaultKind disk_full() {
  return {.name = "disk_full",
          .says = "the disk, or its files of one kind, take no more than a little: ENOSPC",
          .imitates = "photos and videos fill a phone; a separate volume for logs fills",
          .leaves_out = "who fills it: the space is simply gone",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kFullParameters,
          .begin = begin_full,
          .end = end_full};
}

FaultKind quota_shrunk() {
  return {.name = "quota_shrunk",
          .says = "less may be stored than is: nothing is lost, and nothing grows until the end",
          .imitates =
              "a browser whose quota follows the free space of the disk; a mailbox whose plan is "
              "downgraded",
          .leaves_out = "a quota for each kind of file; a system that then evicts the store",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kQuotaParameters,
          .begin = begin_quota,
          .end = end_quota};
}

FaultKind disk_error() {
  return {.name = "disk_error",
          .says = "the n-th disk call fails with EIO, once or from then on",
          .imitates = "a bad sector; a cable; a network volume that goes away",
          .leaves_out = "dirty pages that a failed sync drops (Rebello et al., ATC 2020)",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kErrorParameters,
          .begin = begin_error,
          .end = remove};
}

FaultKind disk_read_only() {
  return {.name = "disk_read_only",
          .says = "the disk can be read, and takes no change",
          .imitates = "ext4 that mounts itself read-only after an error; a worn-out SD card",
          .leaves_out = "the error code EROFS: it looks like EIO",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = begin_read_only,
          .end = remove};
}

FaultKind disk_short_writes() {
  return {.name = "disk_short_writes",
          .says = "a share of writes stop half-way and then report that the disk is full",
          .imitates = "write(2) on a disk that fills just then; a quota that is reached",
          .leaves_out = "any length but a half",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kShortParameters,
          .begin = begin_short,
          .end = remove};
}

FaultKind disk_lies() {
  return {.name = "disk_lies",
          .says = "syncs succeed and make nothing durable until the fault ends",
          .imitates = "drives and hypervisors that acknowledge a flush out of a volatile cache",
          .leaves_out = "drives that never write at all; harmless unless power is lost meanwhile",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = begin_lies,
          .end = end_lies,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

FaultKind disk_slow() {
  return {.name = "disk_slow",
          .says = "reads, writes and syncs take much longer",
          .imitates = "an SD card that collects garbage; a virus scanner; a noisy neighbour",
          .leaves_out = "calls that queue behind those of others",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kSlowParameters,
          .begin = begin_slow,
          .end = end_slow};
}

FaultKind bit_rot() {
  return {.name = "bit_rot",
          .says = "bits of what is stored turn over, and no call fails",
          .imitates = "worn-out flash; a disk that decays; memory without parity on the way to it",
          .leaves_out = "whole sectors that cannot be read any more: that is disk_error",
          .target = Target::Device,
          .extent = Extent::Instant,
          .parameters = kRotParameters,
          .begin = begin_rot,
          .end = nullptr,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

FaultKind stale_reads() {
  return {.name = "stale_reads",
          .says = "a share of reads get what stood there when the fault began",
          .imitates =
              "a write that reached one of two mirrors only; firmware that serves an old "
              "cache line",
          .leaves_out = "reads of another place than was asked for",
          .target = Target::Device,
          .extent = Extent::Lasting,
          .parameters = kStaleParameters,
          .begin = begin_stale,
          .end = remove,
          .step = nullptr,
          .damage = Damage::UnsentWork};
}

}  // namespace storm::faults
