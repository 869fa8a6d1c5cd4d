#pragma once

#include <string>

#include "engine/env/device.h"
#include "engine/naive/naive_database.h"
#include "engine/naive/naive_wire.h"
#include "engine/server.h"

namespace storm::engine::naive {

/// Keeps the latest record of each document, where "latest" is what the devices' clocks say.
///
/// Naive: a deletion removes the record and is only announced to those who ask with an older time,
/// so an update that comes after it makes the document anew; a record replaces all of what was
/// there, fields and counters that others have changed included; what devices are sent depends on
/// the stamps of the writers, and not on what they have seen.
class NaiveServer final : public Server {
 public:
  NaiveServer(Device& device, Auditor& auditor);

  Task<Result<void, Refusal>> boot() override;
  Task<Result<Snapshot, ReadError>> snapshot() override;
  Task<std::uint64_t> collect_tombstones(Duration age) override;

 private:
  Task<Response> answer(NodeId from, Bytes body);
  Result<void, Refusal> store(const NaiveRequest& request);
  Result<void, Refusal> store(const Record& record);
  void tell_auditor(const NaiveRequest& request);
  NaiveResponse changes_since(const NaiveRequest& request);

  Device& device_;
  Auditor& auditor_;
  NaiveDatabase database_;
  NaiveStatement find_;
  NaiveStatement put_;
  NaiveStatement remove_;
  NaiveStatement announce_;
  NaiveStatement silence_;
  NaiveStatement changed_;
  NaiveStatement deleted_;
  NaiveStatement all_;
  NaiveStatement forget_;
};

}  // namespace storm::engine::naive
