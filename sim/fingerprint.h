#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/env/node_id.h"
#include "engine/env/time.h"

struct XXH3_state_s;

namespace storm::sim {

/// What a trace record is about. The values are part of recorded fingerprints: never renumber.
enum class TraceKind : std::uint16_t {
  /// A coroutine was resumed or started.
  Resume = 1,
  /// A message arrived; the detail is a hash of its bytes.
  Deliver = 2,
  /// A message was lost on its way; the detail is a hash of its bytes.
  Lose = 3,
  /// The harness acted: a user, a fault, a sample.
  Harness = 4,
  /// A machine went on or off, or was suspended or resumed; the detail says which.
  Power = 5,
  /// The state of a disk; the detail is the digest of all that was done to it.
  Disk = 6,
  /// A user's operation and its answer; the detail combines both.
  Operation = 7,
  /// The state that a replica or the server shows; the detail is a digest of it.
  State = 8,
};

/// One line of a run's trace. Its bytes are what is hashed, so it has no padding.
struct TraceRecord {
  std::int64_t at = 0;
  std::uint64_t sequence = 0;
  std::uint32_t node = 0;
  std::uint16_t kind = 0;
  std::uint16_t reserved = 0;
  std::uint64_t detail = 0;

  bool operator==(const TraceRecord&) const = default;
};
static_assert(sizeof(TraceRecord) == 32);

/// The node of what happens outside all machines.
constexpr NodeId kNoNode{0xFFFF'FFFF};

/// Takes the trace of a run as it grows.
class TraceSink {
 public:
  TraceSink() = default;
  TraceSink(const TraceSink&) = delete;
  TraceSink& operator=(const TraceSink&) = delete;
  virtual ~TraceSink() = default;

  virtual void record(const TraceRecord& record) = 0;
};

/// The 128-bit rolling hash over every record of a run: equal means the same run.
/// XXH3 over the records' bytes in little-endian order.
class Fingerprint final {
 public:
  Fingerprint();
  Fingerprint(const Fingerprint&) = delete;
  Fingerprint& operator=(const Fingerprint&) = delete;
  ~Fingerprint();

  void add(const TraceRecord& record) {
    buffer_[buffered_++] = record;
    if (buffered_ == buffer_.size()) flush();
    if (sink_ != nullptr) sink_->record(record);
  }

  /// From now on `sink` is shown each record as well; null for none. It must not change the run.
  void set_sink(TraceSink* sink) { sink_ = sink; }

  /// 32 hexadecimal digits over all records so far.
  std::string to_text();

 private:
  void flush();

  struct StateDeleter {
    void operator()(XXH3_state_s* state) const;
  };

  std::unique_ptr<XXH3_state_s, StateDeleter> state_;
  TraceSink* sink_ = nullptr;
  std::size_t buffered_ = 0;
  /// Hashing in blocks of this size costs about 4 ns a record, one by one about 6.
  std::array<TraceRecord, 128> buffer_{};
};

}  // namespace storm::sim
