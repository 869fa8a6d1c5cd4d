#include "engine/reference/client/store_keeper.h"

namespace storm::engine::reference {

Result<ClientStore*, Refusal> StoreKeeper::acquire() {
  if (store_ != nullptr && store_->database().broken()) store_.reset();
  if (store_ == nullptr) {
    auto opened = ClientStore::open(device_, scopes_);
    if (!opened) return to_refusal(opened.error());
    store_ = std::move(*opened);
    ++openings_;
  }
  return store_.get();
}

}  // namespace storm::engine::reference
