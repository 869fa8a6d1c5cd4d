#include "scenarios/plan/document_model.h"

#include <algorithm>
#include <utility>

namespace storm::scenarios {
namespace {

const DocumentModel::Pool kNoDocuments;

template <class Map, class Key>
const DocumentModel::Pool& pool_of(const Map& pools, const Key& key) {
  const auto place = pools.find(key);
  return place == pools.end() ? kNoDocuments : place->second;
}

}  // namespace

std::uint32_t DocumentModel::add(Document document, Instant now) {
  const auto index = static_cast<std::uint32_t>(entries_.size());
  by_scope_[document.scope].push_back(index);
  by_creator_[document.creator].push_back(index);
  const Instant published_at = presence_.published_at(document.creator, now);
  entries_.push_back(Entry{std::move(document), published_at, {}});
  return index;
}

void DocumentModel::remove(std::uint32_t document, std::uint32_t device, Instant now) {
  entries_[document].deletions.push_back(
      Deletion{.device = device, .published_at = presence_.published_at(device, now)});
}

bool DocumentModel::is_known(std::uint32_t document, std::uint32_t device, Instant now) const {
  const Entry& entry = entries_[document];
  const Instant seen_until = presence_.seen_until(device, now);
  if (entry.document.creator != device && entry.published_at > seen_until) return false;
  return std::none_of(entry.deletions.begin(), entry.deletions.end(),
                      [&](const Deletion& deletion) {
                        return deletion.device == device || deletion.published_at <= seen_until;
                      });
}

const DocumentModel::Pool& DocumentModel::of_scope(const std::string& scope) const {
  return pool_of(by_scope_, scope);
}

const DocumentModel::Pool& DocumentModel::of_creator(std::uint32_t device) const {
  return pool_of(by_creator_, device);
}

std::optional<std::uint32_t> DocumentModel::pick(const std::vector<const Pool*>& pools,
                                                 std::uint32_t device, Instant now,
                                                 Random& random) const {
  Pool all;
  for (const Pool* pool : pools) all.insert(all.end(), pool->begin(), pool->end());
  if (all.empty()) return std::nullopt;
  const std::size_t first = random.below(all.size());
  for (std::size_t step = 0; step < all.size(); ++step) {
    const std::uint32_t document = all[(first + step) % all.size()];
    if (is_known(document, device, now)) return document;
  }
  return std::nullopt;
}

}  // namespace storm::scenarios
