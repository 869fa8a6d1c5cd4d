#include "engine/reference/server/arbiter.h"

#include <algorithm>

#include "engine/env/assertion.h"
#include "engine/reference/merge/counter.h"
#include "engine/reference/merge/register.h"

namespace storm::engine::reference {
namespace {

/// `deletion`: the one that it lost to, unless that has been forgotten.
Decision lost_to_delete(OperationId operation, std::optional<OperationId> deletion) {
  return Decision{.verdict = ChangeVerdict::LostToDelete,
                  .time = {},
                  .lost_to = deletion,
                  .losses = {{.loser = operation, .winner = deletion}}};
}

Decision refused(ChangeVerdict verdict) {
  return Decision{.verdict = verdict, .time = {}, .losses = {}};
}

bool is_malformed(const Operation& operation) {
  if (operation.document.empty() || operation.scope.empty()) return true;
  const bool names_field =
      operation.kind == OperationKind::Set || operation.kind == OperationKind::Increment;
  return names_field && operation.field.empty();
}

bool is_too_long(const Operation& operation, std::uint64_t bytes_max) {
  if (operation.value.size() > bytes_max) return true;
  return std::ranges::any_of(
      operation.fields, [bytes_max](const auto& field) { return field.second.size() > bytes_max; });
}

}  // namespace

Decision Arbiter::decide(const Change& change, const Arrival& arrival) {
  STORM_ASSERT(store_.database().writes_together());
  STORM_ASSERT(arrival.sequence > store_.head());
  const Operation& operation = change.operation;
  if (is_malformed(operation)) return refused(ChangeVerdict::RefusedMalformed);
  if (is_too_long(operation, arrival.value_bytes_max))
    return refused(ChangeVerdict::RefusedTooLong);
  const auto document = obtain_document(change, arrival);
  if (document) {
    const auto scope = store_.find_scope(operation.scope);
    if (!scope || scope->id != document->scope) {
      const bool names = operation.kind == OperationKind::Create;
      return refused(names ? ChangeVerdict::RefusedName : ChangeVerdict::RefusedScope);
    }
  }
  if (operation.kind == OperationKind::Create) return create(change, arrival, document);
  if (operation.kind == OperationKind::Delete) {
    // What is gone already is as its user wants it.
    if (!document) return {};
    return remove(change, arrival, *document);
  }
  const bool lives = document && !document->deleted && document->epoch == change.epoch;
  if (!lives) return lost_to_delete(operation.id, document ? document->epoch : std::nullopt);
  return operation.kind == OperationKind::Set ? set(change, arrival, *document)
                                              : increment(change, arrival, *document);
}

std::optional<ServerDocument> Arbiter::obtain_document(const Change& change,
                                                       const Arrival& arrival) {
  auto document = store_.find_document(change.operation.document);
  if (!change.orphan || change.operation.kind == OperationKind::Create) return document;
  if (!document) return add_document(change, arrival, Life::AwaitsCreate);
  // The writer knew the deletion that is here, and a later life of the document that is not.
  if (document->deleted && document->epoch == change.epoch) {
    document->deleted = false;
    document->created = document->sequence = arrival.sequence;
    document->awaits_create = true;
    store_.update_document(*document, std::nullopt);
  }
  return document;
}

ServerDocument Arbiter::add_document(const Change& change, const Arrival& arrival, Life life) {
  ServerDocument document{.id = 0,
                          .scope = store_.obtain_scope(change.operation.scope),
                          .sequence = arrival.sequence,
                          .created = arrival.sequence,
                          .epoch = change.epoch,
                          .deleted = false,
                          .awaits_create = life == Life::AwaitsCreate};
  document.id = store_.add_document(change.operation.document, document);
  return document;
}

Decision Arbiter::create(const Change& change, const Arrival& arrival,
                         std::optional<ServerDocument> document) {
  const Operation& operation = change.operation;
  Decision decision;
  bool awaited = false;
  if (document) {
    if (document->epoch != change.epoch) return lost_to_delete(operation.id, document->epoch);
    awaited = document->awaits_create;
    if (document->deleted) document->created = arrival.sequence;
    document->deleted = false;
    document->awaits_create = false;
    document->sequence = arrival.sequence;
    store_.update_document(*document, std::nullopt);
  } else {
    document = add_document(change, arrival, Life::Created);
  }
  decision.feed = Decision::Feed::Touched;
  const HybridTime time = believe(clock_, change.time, arrival.wall, arrival.clock_ahead_max);
  decision.time = time;
  for (const auto& [field, value] : operation.fields) {
    // Whoever wrote into a document that was lost had seen what its Create put there.
    if (awaited && store_.find_cell(document->id, CellKind::Register, field)) continue;
    const Register written{.value = value,
                           .stamp = {.time = time, .writer = to_index(arrival.from)},
                           .operation = operation.id};
    write_register(*document, change, arrival, written, field, decision);
  }
  return decision;
}

Decision Arbiter::set(const Change& change, const Arrival& arrival, ServerDocument document) {
  const Operation& operation = change.operation;
  Decision decision;
  const HybridTime time = believe(clock_, change.time, arrival.wall, arrival.clock_ahead_max);
  const Register written{.value = operation.value,
                         .stamp = {.time = time, .writer = to_index(arrival.from)},
                         .operation = operation.id};
  decision.time = time;
  if (store_.history().any_lost() && replaced_meanwhile(change)) return decision;
  write_register(document, change, arrival, written, operation.field, decision);
  if (decision.verdict != ChangeVerdict::Applied) return decision;
  document.sequence = arrival.sequence;
  store_.update_document(document, std::nullopt);
  decision.feed = Decision::Feed::Touched;
  return decision;
}

bool Arbiter::replaced_meanwhile(const Change& change) {
  // Stamps cannot tell: one that was brought back to the moment of its arrival is a later one now.
  if (change.seen && !store_.find_result(*change.seen)) store_.note_replaced(*change.seen);
  return store_.is_replaced(change.operation.id);
}

void Arbiter::write_register(const ServerDocument& document, const Change& change,
                             const Arrival& arrival, const Register& written,
                             const std::string& field, Decision& decision) {
  Register winner = written;
  const auto held = store_.find_cell(document.id, CellKind::Register, field);
  if (held) {
    const Register present{
        .value = held->cell.value, .stamp = held->stamp, .operation = held->cell.operation};
    if (relate(present.operation, change.seen) == Relation::Concurrent) {
      winner = merge(present, written);
      const bool stays = winner == present;
      const Defeat loss = stays ? Defeat{.loser = written.operation, .winner = present.operation}
                                : Defeat{.loser = present.operation, .winner = written.operation};
      decision.losses.push_back(loss);
      if (stays) {
        decision.verdict = ChangeVerdict::LostToConcurrentWrite;
        // A Create may lose in several fields; one name for it is enough.
        if (!decision.lost_to) decision.lost_to = present.operation;
        return;
      }
    } else if (winner.stamp <= present.stamp) {
      // Knowing beats any clock. The stamp has to say so too, for whoever comes next.
      winner.stamp.time = clock_.tick(arrival.wall);
      decision.time = std::max(decision.time, winner.stamp.time);
    }
  }
  ServerCell cell{.cell = {.kind = CellKind::Register,
                           .name = field,
                           .value = winner.value,
                           .count = 0,
                           .operation = winner.operation,
                           .sequence = arrival.sequence},
                  .stamp = winner.stamp};
  store_.put_cell(document.id, cell);
}

Decision Arbiter::increment(const Change& change, const Arrival& arrival, ServerDocument document) {
  const Operation& operation = change.operation;
  Decision decision;
  ServerCell cell{
      .cell = {.kind = CellKind::Counter,
               .name = operation.field,
               .value = {},
               .count = operation.delta,
               .operation = operation.id,
               .sequence = arrival.sequence},
      .stamp = {.time = believe(clock_, change.time, arrival.wall, arrival.clock_ahead_max),
                .writer = to_index(arrival.from)}};
  decision.time = cell.stamp.time;
  if (const auto held = store_.find_cell(document.id, CellKind::Counter, operation.field)) {
    cell.cell.count = add(held->cell.count, operation.delta);
  }
  store_.put_cell(document.id, cell);
  document.sequence = arrival.sequence;
  store_.update_document(document, std::nullopt);
  decision.feed = Decision::Feed::Touched;
  return decision;
}

Decision Arbiter::remove(const Change& change, const Arrival& arrival, ServerDocument document) {
  Decision decision;
  decision.time = believe(clock_, change.time, arrival.wall, arrival.clock_ahead_max);
  if (!document.deleted) {
    // The document that its user deleted is gone; this is a later one, which nobody deleted.
    if (document.epoch != change.epoch) return decision;
    for (const ServerCell& cell : store_.cells_after(document.id, change.seen_through)) {
      const bool unseen = cell.stamp.writer != to_index(arrival.from);
      if (!unseen) continue;
      decision.losses.push_back({.loser = cell.cell.operation, .winner = change.operation.id});
    }
    std::ranges::sort(decision.losses);
    // Not ranges::unique: clang 14 cannot read libstdc++'s subrange.
    const auto doubles = std::unique(decision.losses.begin(), decision.losses.end());
    decision.losses.erase(doubles, decision.losses.end());
    store_.remove_cells(document.id);
    document.deleted = true;
  }
  // Of several deletions the last to arrive counts: whoever made the document anew knowing only
  // an earlier one did so beside this one, and a deletion wins.
  document.epoch = change.operation.id;
  document.sequence = arrival.sequence;
  store_.update_document(document, arrival.wall);
  decision.feed = Decision::Feed::Touched;
  return decision;
}

}  // namespace storm::engine::reference
