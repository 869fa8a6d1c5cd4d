#include "engine/reference/policies/planted_defects.h"

#include <array>
#include <string>

namespace storm::engine::reference {
namespace {

constexpr std::string_view kCursorOnReceipt = "defect.Z01";
constexpr std::string_view kBatchAllOrNothing = "defect.Z15";
constexpr std::string_view kVerdictsForgotten = "defect.Z18";
constexpr std::string_view kWakeUpLost = "defect.Z21";
constexpr std::string_view kCollectionUnmarked = "defect.Z46";
constexpr std::string_view kHistoryUnchecked = "defect.Z50";

constexpr std::array<std::string_view, 3> kCursorAncestors{
    "https://github.com/apache/pouchdb/issues/1240",
    "https://github.com/livestorejs/livestore/issues/409",
    "https://github.com/ankidroid/Anki-Android/issues/4366"};
constexpr std::array<std::string_view, 2> kBatchAncestors{
    "https://github.com/Nozbe/WatermelonDB/issues/1226",
    "https://github.com/pubkey/rxdb/pull/6684"};
constexpr std::array<std::string_view, 2> kVerdictsAncestors{
    "https://github.com/firebase/firebase-android-sdk/issues/8440",
    "https://github.com/rocicorp/replicache/issues/1033"};
constexpr std::array<std::string_view, 3> kWakeUpAncestors{
    "https://github.com/pubkey/rxdb/pull/8254",
    "https://github.com/powersync-ja/powersync-native/issues/15",
    "https://github.com/powersync-ja/powersync-js/blob/main/packages/common/CHANGELOG.md"};
constexpr std::array<std::string_view, 3> kCollectionAncestors{
    "https://github.com/syncthing/syncthing/pull/10023",
    "https://github.com/syncthing/syncthing/issues/1075",
    "https://github.com/boardsesh/boardsesh/issues/3474"};
constexpr std::array<std::string_view, 3> kHistoryAncestors{
    "https://github.com/medic/cht-core/issues/8093",
    "https://github.com/automerge/automerge-classic/pull/361",
    "https://github.com/jupyter-ai-contrib/jupyter-server-documents/pull/254"};

bool is_planted(const Policies& policies, std::string_view policy) {
  const auto set = policies.find(std::string(policy));
  return set != policies.end() && set->second != 0;
}

}  // namespace

std::span<const Defect> planted_defects() {
  static constexpr std::array<Defect, 6> kDefects{{
      {.id = "Z01",
       .policy = kCursorOnReceipt,
       .title = "cursor stored on receipt, not on durable apply",
       .plants = "a client stores where the next page begins in a transaction of its own, before "
                 "the one that applies the page",
       .needs = "a crash, a full disk or a disk error between the two",
       .violates = "the replica never sees what was on the page (convergence)",
       .ancestors = kCursorAncestors},
      {.id = "Z15",
       .policy = kBatchAllOrNothing,
       .title = "batch ack treated as all-or-nothing success",
       .plants = "a client takes every operation of an answered batch for done, whatever the "
                 "server decided on it",
       .needs = "a server that refuses one operation of a batch (policy value_bytes_max)",
       .violates = "a user is told that work is on the server which never will be (honesty, no "
                   "silent loss)",
       .ancestors = kBatchAncestors},
      {.id = "Z18",
       .policy = kVerdictsForgotten,
       .title = "dedupe record forgotten too soon",
       .plants = "the server remembers its verdicts on operations for two hours only",
       .needs = "a reply that is lost, and a client that asks again after more than two hours",
       .violates = "an operation takes effect twice (effects once)",
       .ancestors = kVerdictsAncestors},
      {.id = "Z21",
       .policy = kWakeUpLost,
       .title = "lost wake-up",
       .plants = "after a failed exchange a client waits for new work, a hint or a refresh by "
                 "hand: neither its timers nor the link's return start another",
       .needs = "a failed exchange, and then silence on that device and around it",
       .violates = "what waits is never sent, what is new never read (progress, convergence)",
       .ancestors = kWakeUpAncestors},
      {.id = "Z46",
       .policy = kCollectionUnmarked,
       .title = "tombstones collected before the longest absence",
       .plants = "the server forgets old deletions without noting it, so that a client which was "
                 "away longer goes on reading where it stood",
       .needs = "a deletion, its collection, and a client that was away during both",
       .violates = "the client keeps what was deleted (deletes stay, convergence)",
       .ancestors = kCollectionAncestors},
      {.id = "Z50",
       .policy = kHistoryUnchecked,
       .title = "peer's loss of state not noticed",
       .plants = "the server does not compare a replica's history with its own, so that after a "
                 "backup was restored nobody sends again what it had acknowledged",
       .needs = "a server that is restored from a backup, or made anew, and work that had been "
                "acknowledged since",
       .violates = "acknowledged work is gone everywhere (no silent loss, effects once)",
       .ancestors = kHistoryAncestors},
  }};
  return kDefects;
}

PlantedDefects read_defects(const Policies& policies) {
  return {.cursor_on_receipt = is_planted(policies, kCursorOnReceipt),
          .batch_is_all_or_nothing = is_planted(policies, kBatchAllOrNothing),
          .verdicts_forgotten = is_planted(policies, kVerdictsForgotten),
          .wake_up_lost = is_planted(policies, kWakeUpLost),
          .collection_unmarked = is_planted(policies, kCollectionUnmarked),
          .history_unchecked = is_planted(policies, kHistoryUnchecked)};
}

}  // namespace storm::engine::reference
