#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/env/time.h"
#include "engine/operation.h"

namespace storm::engine {

/// Why a replica did not take an operation. All are definite: nothing has changed or will.
enum class Refusal : std::uint8_t {
  /// There is no such document here (or it has been deleted).
  NoSuchDocument,
  /// A document of that name is here already.
  AlreadyExists,
  /// The device has no room for it.
  DiskFull,
  /// The store answers with errors, or is not open.
  StoreUnavailable,
};

/// What happened in the end to an operation that had been accepted.
enum class Fate : std::uint8_t {
  /// The server has it durably.
  Synced,
  /// It lost against a concurrent operation under the declared policy.
  ConflictLost,
  /// It will not be carried out, and the user has been told why.
  Failed,
};

/// What an engine tells the user of a device, beside the answer to a submit.
/// The harness writes each call down in its ledger as something that this user was told.
class User {
 public:
  User() = default;
  User(const User&) = delete;
  User& operator=(const User&) = delete;
  virtual ~User() = default;

  virtual void told(OperationId operation, Fate fate, const std::string& reason) = 0;
};

enum class Connectivity : std::uint8_t { Offline, Syncing, Online };

/// What the status line of an application would show.
struct Status {
  Connectivity connectivity = Connectivity::Offline;
  /// Accepted here and not yet known to be on the server.
  std::uint64_t pending = 0;
  /// Given up and reported.
  std::uint64_t failed = 0;
  /// Conflicts decided on this replica or told to it, since its store was made.
  std::uint64_t conflicts = 0;
  /// When the last complete exchange with the server ended, by the device's wall clock.
  std::optional<WallTime> last_success;
  /// When the last attempt at one began.
  std::optional<WallTime> last_attempt;
  /// Requests made again after a failure, since boot.
  std::uint64_t retries = 0;
};

/// A client of a sync engine, on one device: the part of a system under test that users touch.
///
/// Life: constructed on a device, booted once, then used until it is destroyed. Destruction comes
/// without warning (a crash): by then its coroutines are gone and its disk takes no more writes,
/// so destructors must not rely on either. The next replica on the device finds what the disk kept.
class Replica {
 public:
  Replica() = default;
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;
  virtual ~Replica() = default;

  /// Opens or makes the store, recovers, and starts the work in the background.
  /// Errors: the store cannot be opened now (disk full, I/O error); it may be tried again.
  virtual Task<Result<void, Refusal>> boot() = 0;
  /// Carries out a user's operation locally. Success is a promise: the operation is durable and
  /// will reach everybody who shares the scope, or its user will be told that it did not.
  virtual Task<Result<void, Refusal>> submit(Operation operation) = 0;
  /// The document as its user would see it now, or nothing.
  virtual std::optional<Document> read(const std::string& document) = 0;
  /// All documents as their user would see them now.
  virtual Snapshot snapshot() = 0;
  virtual Status status() = 0;
  /// The user pulled down to refresh: tries at once, whatever back-off says.
  virtual void sync_now() = 0;
};

}  // namespace storm::engine
