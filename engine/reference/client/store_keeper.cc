#include "engine/reference/client/store_keeper.h"

#include <algorithm>
#include <string>

#include "engine/env/assertion.h"
#include "engine/reference/client/store_files.h"

namespace storm::engine::reference {
namespace {

std::string damage_words(const Salvaged& salvaged, const std::optional<StoreSummary>& held) {
  const std::string saved = std::to_string(salvaged.waiting);
  const std::string beginning = "the store on this device is damaged and is being replaced; ";
  if (held) {
    const std::uint64_t waiting = std::max(held->waiting, salvaged.waiting);
    return beginning + "of " + std::to_string(waiting) +
           " operations that had not been sent, it could save " + saved;
  }
  std::string words = beginning + "it could save " + saved + " operations that had not been sent";
  if (salvaged.unreadable > 0) {
    words += ", and could not read " + std::to_string(salvaged.unreadable) + " more";
  }
  return words + "; whether there were others is not known";
}

}  // namespace

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
    const auto replaced = salvage(storage_, *path, replacement,
                                  [this](const Salvaged& salvaged) { tell_damage(salvaged); });
    if (!replaced) return replaced.error();
    damaged_ = false;
    damage_told_ = false;
    *path = replacement;
  }
  auto opened = ClientStore::open(storage_, *path, owner_);
  if (!opened) return opened.error();
  if (const auto error = take_back_disowned(**opened)) return *error;
  store_ = std::move(*opened);
  ++openings_;
  return std::nullopt;
}

std::optional<StoreSummary> StoreKeeper::summary() const {
  if (store_ == nullptr) return closed_;
  const ClientState& state = store_->state();
  return StoreSummary{.waiting = store_->outbox().waiting_count(),
                      .failed = state.failed,
                      .conflicts = state.conflicts,
                      .last_success = state.last_success};
}

void StoreKeeper::tell_damage(const Salvaged& salvaged) {
  if (damage_told_) return;
  damage_told_ = true;
  user_.told_damage(damage_words(salvaged, closed_));
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
