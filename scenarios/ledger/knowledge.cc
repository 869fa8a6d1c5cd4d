#include "scenarios/ledger/knowledge.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::scenarios {

namespace {

/// Lets `certainty` cover the operations of that author up to `number` on that lifeline.
void cover(Certainty& certainty, const Known& known) {
  // Numbers count from one, so this comes right before the entry that is looked for.
  const auto place = std::ranges::lower_bound(
      certainty, Known{.author = known.author, .lifeline = known.lifeline, .number = 0});
  if (place != certainty.end() && place->author == known.author &&
      place->lifeline == known.lifeline) {
    place->number = std::max(place->number, known.number);
  } else {
    certainty.insert(place, known);
  }
}

Known itself(const LedgerEntry& entry) {
  return {.author = entry.device, .lifeline = entry.lifeline, .number = entry.number};
}

}  // namespace

Knowledge::Knowledge(const Plan& plan)
    : parties_(plan.devices.size() + 1), lifelines_(plan.devices.size() + 1) {
  std::map<std::string, std::set<std::uint32_t>> authors;
  for (std::uint32_t i = 0; i < plan.devices.size(); ++i) {
    for (const std::string& scope : plan.devices[i].scopes) authors[scope].insert(i);
  }
  for (const PlannedOperation& planned : plan.operations) {
    authors[planned.operation.scope].insert(planned.device);
  }
  for (const auto& [scope, devices] : authors) {
    const auto index = static_cast<std::uint32_t>(circles_.size());
    scopes_.emplace(scope, index);
    Circle& circle = circles_.emplace_back();
    circle.authors.assign(devices.begin(), devices.end());
    circle.submitted.resize(devices.size());
    const Horizon nothing{.scope = index, .reach = Reach(devices.size()), .frozen = nullptr};
    for (const std::uint32_t device : devices) parties_[device].horizons.push_back(nothing);
    parties_.back().horizons.push_back(nothing);
  }
}

std::uint32_t Knowledge::scope_of(const LedgerEntry& entry) const {
  const auto place = scopes_.find(entry.operation.scope);
  STORM_ASSERT(place != scopes_.end());
  return place->second;
}

std::uint32_t Knowledge::place_of(std::uint32_t scope, std::uint32_t device) const {
  const auto& authors = circles_[scope].authors;
  const auto place = std::ranges::lower_bound(authors, device);
  STORM_ASSERT(place != authors.end());
  STORM_ASSERT(*place == device);
  return static_cast<std::uint32_t>(place - authors.begin());
}

Knowledge::Horizon* Knowledge::horizon_of(PartyId party, std::uint32_t scope) {
  auto& horizons = parties_[to_index(party)].horizons;
  const auto place = std::ranges::lower_bound(horizons, scope, {}, &Horizon::scope);
  return place == horizons.end() || place->scope != scope ? nullptr : &*place;
}

std::shared_ptr<const Reach> Knowledge::freeze(Horizon& horizon) {
  if (horizon.frozen == nullptr) horizon.frozen = std::make_shared<const Reach>(horizon.reach);
  return horizon.frozen;
}

void Knowledge::submitted(LedgerEntry& entry) {
  STORM_ASSERT(entry.number == 0);
  const std::uint32_t scope = scope_of(entry);
  const std::uint32_t place = place_of(scope, entry.device);
  const PartyId author{entry.device};
  entry.lifeline = lifelines_[entry.device];
  entry.place_in_scope = place;
  entry.number = ++circles_[scope].submitted[place];
  Horizon* horizon = horizon_of(author, scope);
  STORM_ASSERT(horizon != nullptr);
  horizon->reach[place] = entry.number;
  horizon->frozen = nullptr;
  entry.reach = freeze(*horizon);
  auto& last = parties_[entry.device].certainty[scope];
  auto certainty =
      last == nullptr ? std::make_shared<Certainty>() : std::make_shared<Certainty>(*last);
  cover(*certainty, itself(entry));
  entry.certainty = certainty;
  last = std::move(certainty);
}

void Knowledge::shown_before(LedgerEntry& entry, std::span<const LedgerEntry* const> operations) {
  STORM_ASSERT(entry.number != 0);
  auto certainty = std::make_shared<Certainty>(*entry.certainty);
  for (const LedgerEntry* operation : operations) {
    STORM_ASSERT(operation->number != 0);
    if (operation->operation.scope != entry.operation.scope) continue;
    cover(*certainty, itself(*operation));
    for (const Known& known : *operation->certainty) cover(*certainty, known);
  }
  // What the author does next knows this, too, unless the store has begun another life since.
  auto& last = parties_[entry.device].certainty[scope_of(entry)];
  if (last == entry.certainty) last = certainty;
  entry.certainty = std::move(certainty);
}

void Knowledge::answered(LedgerEntry& entry) {
  STORM_ASSERT(entry.number != 0);
  entry.reach = freeze(*horizon_of(PartyId{entry.device}, scope_of(entry)));
}

void Knowledge::store_in_doubt(PartyId party) {
  store_struck(party);
  ++parties_[to_index(party)].doubts;
  parties_[to_index(party)].doubted_since_boot = true;
}

void Knowledge::store_trusted(PartyId party) {
  STORM_ASSERT(parties_[to_index(party)].doubts != 0);
  --parties_[to_index(party)].doubts;
}

void Knowledge::saw(const sim::PowerSighting& power) {
  if (power.change != sim::PowerChange::Boot) return;
  const PartyId party = party_at(power.node, devices());
  Party& booted = parties_[to_index(party)];
  if (booted.doubted_since_boot) store_struck(party);
  booted.doubted_since_boot = booted.doubts != 0;
}

void Knowledge::store_struck(PartyId party) {
  Lifeline& lifeline = lifelines_[to_index(party)];
  lifeline = Lifeline{static_cast<std::uint32_t>(lifeline) + 1};
  parties_[to_index(party)].certainty.clear();
  for (Horizon& horizon : parties_[to_index(party)].horizons) {
    horizon.reach = circles_[horizon.scope].submitted;
    horizon.frozen = nullptr;
  }
}

std::vector<Knowledge::Cargo> Knowledge::load(PartyId from, PartyId to) {
  std::vector<Cargo> cargo;
  auto& mine = parties_[to_index(from)].horizons;
  const auto& theirs = parties_[to_index(to)].horizons;
  // The device's list is the short one.
  const bool sender_is_short = mine.size() <= theirs.size();
  for (const Horizon& wanted : sender_is_short ? mine : theirs) {
    if (sender_is_short && horizon_of(to, wanted.scope) == nullptr) continue;
    Horizon* held = horizon_of(from, wanted.scope);
    if (held != nullptr) cargo.push_back({.scope = wanted.scope, .reach = freeze(*held)});
  }
  return cargo;
}

void Knowledge::unload(PartyId to, const std::vector<Cargo>& cargo) {
  for (const Cargo& item : cargo) {
    Horizon* horizon = horizon_of(to, item.scope);
    STORM_ASSERT(horizon != nullptr);
    if (horizon->frozen == item.reach) continue;
    bool grew = false;
    for (std::size_t i = 0; i < horizon->reach.size(); ++i) {
      if ((*item.reach)[i] <= horizon->reach[i]) continue;
      horizon->reach[i] = (*item.reach)[i];
      grew = true;
    }
    if (!grew) continue;
    // Mostly both ends know the same then, and share one copy of it.
    horizon->frozen = horizon->reach == *item.reach ? item.reach : nullptr;
  }
}

void Knowledge::saw(const sim::MessageSighting& message) {
  if (message.message == sim::kNoMessage) return;
  const auto name = static_cast<std::uint64_t>(message.message);
  const PartyId from = party_at(message.from, devices());
  const PartyId to = party_at(message.to, devices());
  switch (message.stage) {
    case sim::MessageStage::Sent:
      under_way_.insert_or_assign(name, load(from, to));
      break;
    case sim::MessageStage::Arrived: {
      const auto place = under_way_.find(name);
      // The second of two copies: whatever it carries, its sender knows no less by now.
      unload(to, place == under_way_.end() ? load(from, to) : place->second);
      if (place != under_way_.end()) under_way_.erase(place);
      break;
    }
    case sim::MessageStage::Lost:
      under_way_.erase(name);
      break;
  }
}

Knew knew(const LedgerEntry& later, const LedgerEntry& earlier) {
  if (later.operation.scope != earlier.operation.scope) return Knew::Maybe;
  STORM_ASSERT(later.number != 0);
  STORM_ASSERT(earlier.number != 0);
  const Known wanted = itself(earlier);
  const bool surely = std::ranges::any_of(*later.certainty, [&wanted](const Known& known) {
    return known.author == wanted.author && known.lifeline == wanted.lifeline &&
           known.number >= wanted.number;
  });
  if (surely) return Knew::Surely;
  return (*later.reach)[earlier.place_in_scope] < earlier.number ? Knew::No : Knew::Maybe;
}

}  // namespace storm::scenarios
