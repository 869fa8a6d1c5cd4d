#include "engine/reference/server/server_history.h"

#include "engine/env/assertion.h"

namespace storm::engine::reference {

ServerHistory::ServerHistory(Database& database)
    : database_(database),
      newest_(database, "SELECT number, name FROM terms ORDER BY number DESC LIMIT 1"),
      begin_(database, "INSERT INTO terms(number,name,begins) VALUES(?1,?2,?3)"),
      find_(database,
            "SELECT (SELECT begins FROM terms WHERE number=?1+1) FROM terms "
            "WHERE number=?1 AND name=?2"),
      note_loss_(database, "UPDATE state SET lost_after=min(lost_after,?1) WHERE id=1"),
      loss_(database, "SELECT lost_after<>?1 FROM state WHERE id=1") {}

void ServerHistory::load() {
  Rows loss = loss_.query(kNothingLost);
  any_lost_ = loss.next() && loss.integer(0) != 0;
  Rows row = newest_.query();
  if (row.next()) term_ = Term{.number = row.natural(0), .name = row.natural(1)};
}

Term ServerHistory::begin_term(Random& random, Sequence head) {
  STORM_ASSERT(database_.writes_together());
  // Four bytes: they travel with every message.
  const Term term{.number = term_ ? term_->number + 1 : 1, .name = random.next() >> 32U};
  begin_.execute(term.number, term.name, head);
  return term;
}

std::optional<Sequence> ServerHistory::lost_after(const HistoryPoint& known, std::uint64_t store,
                                                  Sequence head) {
  if (known.store == 0) return std::nullopt;
  if (known.store != store) return 0;
  if (known.sequence == 0) return std::nullopt;
  // Almost always: no need to look terms up.
  const bool is_present = term_ && !known.terms.empty() && known.terms.front() == *term_;
  if (is_present && known.sequence <= head) return std::nullopt;
  for (const Term& term : known.terms) {
    const auto end = end_of(term, head);
    if (!end) continue;
    const bool has_all = term == known.terms.front() && known.sequence <= *end;
    return has_all ? std::nullopt : end;
  }
  return 0;
}

std::optional<Sequence> ServerHistory::end_of(const Term& term, Sequence head) {
  Rows row = find_.query(term.number, term.name);
  if (!row.next()) return std::nullopt;
  return row.optional_natural(0).value_or(head);
}

void ServerHistory::note_loss(Sequence place) {
  STORM_ASSERT(database_.writes_together());
  note_loss_.execute(place);
}

}  // namespace storm::engine::reference
