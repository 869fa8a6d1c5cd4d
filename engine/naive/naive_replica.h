#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/device.h"
#include "engine/env/signal.h"
#include "engine/naive/naive_database.h"
#include "engine/naive/naive_wire.h"
#include "engine/replica.h"
#include "engine/system.h"

namespace storm::engine::naive {

/// A client that stores records in SQLite and remembers in memory which of them it has to send.
///
/// Naive: a crash forgets what was to be sent, while the records look as if all were well; an
/// increment is a new value for the counter; whatever the server answers counts as received; what
/// to ask for is "what has changed since I asked last" by this device's clock; the time of the last
/// success is the time of the last attempt.
class NaiveReplica final : public Replica {
 public:
  NaiveReplica(Device& device, const Identity& identity, Duration sync_every, User& user);

  Task<Result<void, Refusal>> boot() override;
  Task<Result<void, Refusal>> submit(Operation operation) override;
  Task<Result<std::optional<Document>, ReadError>> read(std::string document) override;
  Task<Result<Snapshot, ReadError>> snapshot() override;
  Status status() override;
  void sync_now() override { wake_.notify(); }

 private:
  /// Something that its user did, and the server does not have yet.
  struct Pending {
    OperationId operation;
    std::string document;
  };

  Task<void> sync_for_ever();
  Task<void> sync_once();
  /// The queued changes, one for each document, each with its whole record.
  std::vector<RecordChange> changes_of(const std::deque<Pending>& sent);
  void take_in(const NaiveResponse& response);

  Result<std::optional<Record>, ReadError> find(std::string_view name);
  /// Carries out the operation on the record: nothing is written yet.
  std::optional<Refusal> apply(const Operation& operation, std::optional<Record>& record) const;
  Result<void, Refusal> store(const Record& record);

  Device& device_;
  Identity identity_;
  Duration sync_every_;
  User& user_;
  NaiveDatabase database_;
  NaiveStatement find_;
  NaiveStatement put_;
  NaiveStatement all_;
  Signal wake_;
  std::deque<Pending> queue_;
  /// When the server was last asked, by this device's clock. In memory: after a restart everything
  /// is asked for again.
  std::int64_t since_ = 0;
  /// It knows of no failures and no conflicts, so it says nothing about them.
  Status status_{.connectivity = Connectivity::Offline,
                 .last_success = LastTime{},
                 .last_attempt = LastTime{},
                 .retries = 0};
};

}  // namespace storm::engine::naive
