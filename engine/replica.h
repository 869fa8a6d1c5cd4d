#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/operation.h"
#include "engine/status.h"
#include "engine/told.h"

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

/// Why a party could not say what it shows.
enum class ReadError : std::uint8_t {
  /// The store answers with errors, or is not open. Nothing follows about what is in it.
  StoreUnavailable,
};

/// What an engine tells the user of a device, beside the answer to a submit. The harness writes
/// each call down in its ledger as something that the user of this device was told.
class User {
 public:
  User() = default;
  User(const User&) = delete;
  User& operator=(const User&) = delete;
  virtual ~User() = default;

  virtual void told(const Told& notice) = 0;
  /// Something of what was stored here is gone or unreadable, whether or not it can be said which
  /// operations that concerns. `what` is for people.
  virtual void told_damage(const std::string& what) = 0;
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
  /// The document as its user would see it now, or nothing where there is none. Reading may open,
  /// mend and wait for the store: it is something that a user does.
  /// Errors: it cannot be known now. Never nothing, or an older state, in place of an error.
  virtual Task<Result<std::optional<Document>, ReadError>> read(std::string document) = 0;
  /// All documents as their user would see them now, of one moment.
  virtual Task<Result<Snapshot, ReadError>> snapshot() = 0;
  /// Answered from memory, and at once.
  virtual Status status() = 0;
  /// The user pulled down to refresh: tries at once, whatever back-off says.
  virtual void sync_now() = 0;
};

}  // namespace storm::engine
