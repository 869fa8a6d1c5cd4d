#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/device.h"
#include "engine/reference/client/client_store.h"
#include "engine/reference/client/salvage.h"
#include "engine/replica.h"

namespace storm::engine::reference {

/// What a user is told when the store does not take something.
constexpr Refusal to_refusal(SqlError error) {
  return error == SqlError::Full ? Refusal::DiskFull : Refusal::StoreUnavailable;
}

/// What a store holds, as its user is told.
struct StoreSummary {
  std::uint64_t waiting = 0;
  std::uint64_t failed = 0;
  std::uint64_t conflicts = 0;
  std::optional<WallTime> last_success;
};

/// Keeps the replica's store open: after an I/O error it is closed, and opened again when it is
/// next wanted, which rolls back what was left half done. One that is damaged is replaced by what
/// can be salvaged from it, and the user is told so.
class StoreKeeper final {
 public:
  StoreKeeper(Device& device, ClientStore::Owner owner, User& user)
      : storage_(device.storage()), owner_(std::move(owner)), user_(user) {}

  /// The open store. Do not keep it over an await.
  Result<ClientStore*, Refusal> acquire();
  /// What the store holds of the server's is not what the server has.
  void distrust();
  /// An operation whose user was refused although a commit may have kept it: taken back as soon as
  /// the store opens, before anything can come of it.
  void disown(OperationId operation) { disowned_.push_back(operation); }
  /// Of the store, or of what it held when it could last be read: what waits does not vanish
  /// because the disk cannot be asked for it. Nothing if this process has never had it open.
  std::optional<StoreSummary> summary() const;
  /// Changes whenever the store is opened: what was read from it before need not hold.
  std::uint64_t openings() const { return openings_; }
  const std::vector<std::string>& scopes() const { return owner_.scopes; }

 private:
  std::optional<SqlError> open();
  std::optional<SqlError> take_back_disowned(ClientStore& store);
  void tell_damage(const Salvaged& salvaged);

  Storage& storage_;
  ClientStore::Owner owner_;
  User& user_;
  std::unique_ptr<ClientStore> store_;
  /// Of the store that was last closed.
  std::optional<StoreSummary> closed_;
  std::vector<OperationId> disowned_;
  /// The store has to be replaced.
  bool damaged_ = false;
  /// The user has been told of that; to replace it may take several attempts.
  bool damage_told_ = false;
  std::uint64_t openings_ = 0;
};

}  // namespace storm::engine::reference
