#include "engine/reference/client/store_keeper.h"

#include "engine/env/assertion.h"
#include "engine/reference/client/salvage.h"
#include "engine/reference/client/store_files.h"

namespace storm::engine::reference {

Result<ClientStore*, Refusal> StoreKeeper::acquire() {
  if (store_ != nullptr && store_->database().broken()) {
    damaged_ = damaged_ || store_->database().corrupt();
    closed_ = summary();
    store_.reset();
  }
  if (store_ != nullptr) return store_.get();
  auto error = open();
  if (error == SqlError::Corrupt) {
    damaged_ = true;
    error = open();
  }
  if (error) return to_refusal(*error);
  STORM_ASSERT(store_ != nullptr);
  return store_.get();
}

void StoreKeeper::distrust() {
  if (store_ != nullptr) closed_ = summary();
  store_.reset();
  damaged_ = true;
}

std::optional<SqlError> StoreKeeper::open() {
  // Nobody else may have the file open: it is locked for one connection.
  STORM_ASSERT(store_ == nullptr);
  StoreFiles files(storage_);
  auto path = files.find();
  if (!path) return path.error();
  if (damaged_) {
    const std::string replacement = files.beside(*path);
    const auto salvaged = salvage(storage_, *path, replacement);
    if (!salvaged) return salvaged.error();
    damaged_ = false;
    *path = replacement;
  }
  auto opened = ClientStore::open(storage_, *path, owner_);
  if (!opened) return opened.error();
  if (const auto error = take_back_disowned(**opened)) return *error;
  store_ = std::move(*opened);
  ++openings_;
  return std::nullopt;
}

StoreSummary StoreKeeper::summary() const {
  if (store_ == nullptr) return closed_;
  const ClientState& state = store_->state();
  return {.waiting = store_->outbox().waiting_count(),
          .failed = state.failed,
          .conflicts = state.conflicts,
          .last_success = state.last_success};
}

std::optional<SqlError> StoreKeeper::take_back_disowned(ClientStore& store) {
  if (disowned_.empty()) return std::nullopt;
  Transaction transaction(store.database());
  for (const OperationId operation : disowned_) store.outbox().disown(operation);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  disowned_.clear();
  store.outbox().load();
  return store.database().take_error();
}

}  // namespace storm::engine::reference
