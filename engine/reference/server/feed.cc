#include "engine/reference/server/feed.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

/// Keeps a page of large documents small enough for a slow link.
constexpr std::size_t kPageBytesMax = 64 * 1024;
constexpr std::uint64_t kPageItemsMax = 10'000;

/// A scope of the request that exists here.
struct Reading {
  std::uint64_t index = 0;
  ScopeRow row;
};

std::vector<Reading> readings_of(ServerStore& store, const std::vector<std::string>& scopes) {
  std::vector<Reading> readings;
  for (std::uint64_t index = 0; index < scopes.size(); ++index) {
    if (const auto row = store.find_scope(scopes[index])) readings.push_back({index, *row});
  }
  return readings;
}

bool must_restart(const ServerStore& store, const SyncRequest& request,
                  const std::vector<Reading>& readings) {
  const FeedPosition& feed = request.feed;
  if (request.store != store.identity()) return true;
  if (feed.position > store.head() || feed.complete > feed.position) return true;
  const Sequence known = std::max(feed.position, feed.horizon);
  return std::ranges::any_of(
      readings, [known](const Reading& reading) { return reading.row.collected > known; });
}

std::vector<FeedEntry> entries_after(ServerStore& store, const std::vector<Reading>& readings,
                                     Sequence position, std::uint64_t limit) {
  std::vector<FeedEntry> entries;
  for (const Reading& reading : readings) {
    store.append_entries(entries, reading.row.id, position, limit);
  }
  std::ranges::sort(entries, {}, &FeedEntry::sequence);
  return entries;
}

std::size_t size_of(const FeedItem& item) {
  std::size_t bytes = item.document.size();
  for (const Cell& cell : item.cells) bytes += cell.name.size() + cell.value.size() + 16;
  return bytes;
}

}  // namespace

void fill_page(ServerStore& store, const SyncRequest& request, SyncResponse& response) {
  STORM_ASSERT(response.items.empty());
  if (request.page_limit == 0) {
    response.feed = request.feed;
    response.more = true;
    return;
  }
  const std::vector<Reading> readings = readings_of(store, request.scopes);
  response.restarted = must_restart(store, request, readings);
  FeedPosition at = request.feed;
  if (response.restarted) at = FeedPosition{.complete = 0, .position = 0, .horizon = store.head()};

  // One more than fits tells whether this is the last page.
  const std::uint64_t limit = std::min<std::uint64_t>(request.page_limit, kPageItemsMax);
  const auto entries = entries_after(store, readings, at.position, limit + 1);
  std::size_t bytes = 0;
  std::size_t taken = 0;
  while (taken < entries.size() && taken < limit && bytes < kPageBytesMax) {
    const FeedEntry& entry = entries[taken++];
    at.position = entry.sequence;
    std::int64_t scope = 0;
    FeedItem item = store.read_item(entry.document, at.complete, scope);
    // A replica that began from nothing has no copy of what was gone by then.
    if (item.deleted && entry.sequence <= at.horizon) continue;
    const auto reading = std::ranges::find(
        readings, scope, [](const Reading& candidate) { return candidate.row.id; });
    if (reading == readings.end()) continue;
    item.scope = reading->index;
    bytes += size_of(item);
    response.items.push_back(std::move(item));
  }
  STORM_ASSERT(response.items.size() <= limit);
  response.more = taken < entries.size();
  if (!response.more) at = FeedPosition{store.head(), store.head(), 0};
  response.feed = at;
  if (!request.verify || response.more) return;
  StateDigest digest;
  for (const Reading& reading : readings) {
    store.digest_scope(reading.row.id, request.scopes[reading.index], digest);
  }
  response.digest = digest.value();
}

}  // namespace storm::engine::reference
