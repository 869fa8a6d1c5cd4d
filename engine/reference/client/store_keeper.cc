#include "engine/reference/client/store_keeper.h"

namespace storm::engine::reference {

Result<ClientStore*, Refusal> StoreKeeper::acquire() {
  if (store_ != nullptr && store_->database().broken()) {
    closed_ = summary();
    store_.reset();
  }
  if (store_ == nullptr) {
    auto opened = ClientStore::open(device_, owner_);
    if (!opened) return to_refusal(opened.error());
    if (const auto error = take_back_disowned(**opened)) return to_refusal(*error);
    store_ = std::move(*opened);
    ++openings_;
  }
  return store_.get();
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
