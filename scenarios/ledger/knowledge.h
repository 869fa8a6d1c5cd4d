#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenarios/ledger/ledger.h"
#include "scenarios/ledger/party.h"
#include "scenarios/plan/plan.h"
#include "sim/observer.h"

namespace storm::scenarios {

/// Who can have known which operation, from the harness's own record and never from an engine's
/// clocks. There are three answers (`Knew`), because nobody can look into an engine:
///
/// - *Surely*: it was shown to the author just before, or it is the author's own earlier doing
///   within one lifeline of the store, or it is known through those.
/// - *No*: no message that can have carried it had been delivered to the author by the time of the
///   answer. Counted on the deliveries themselves as vector time, whatever was in the messages, and
///   so never too few: a message may carry all that its sender can have known when it was sent.
/// - *Maybe*: what lies between.
///
/// A duty of an engine needs Surely; a licence needs no more than Maybe. Then nobody healthy is
/// accused for what cannot be seen.
///
/// Operations are compared within one scope. An authority may carry the operations of all scopes, a
/// device those of the scopes that it holds or writes into. A store that was restored, cloned,
/// emptied or damaged begins a new lifeline, and from then on may know everything that was done
/// until then: an image brings along what no message had carried.
///
/// Leaves out: what a user saw at other looks than the one just before, and what people tell each
/// other.
///
/// Source: Mattern, "Virtual Time and Global States of Distributed Systems", 1989; Lamport, "Time,
/// Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978.
class Knowledge final : public sim::Observer {
 public:
  /// `plan` names the devices, their scopes and who writes where.
  explicit Knowledge(const Plan& plan);

  /// The author acts: numbers the entry. Requires: called once for each entry, in their order.
  void submitted(LedgerEntry& entry);
  /// The author was shown these operations just before.
  void shown_before(LedgerEntry& entry, std::span<const LedgerEntry* const> operations);
  /// The engine has answered, or never will: what it takes in from now on comes too late.
  void answered(LedgerEntry& entry);
  /// Something takes from the party's store what it held, or puts something else there: now, and
  /// if it lasts at each boot until the first one after its end.
  void store_struck(PartyId party);
  void store_in_doubt(PartyId party);
  void store_trusted(PartyId party);

  void saw(const sim::MessageSighting& message) override;
  void saw(const sim::PowerSighting& power) override;

  Lifeline lifeline(PartyId party) const { return lifelines_[to_index(party)]; }

 private:
  /// The authors of one scope. The n-th of them has the n-th place in every Reach of the scope.
  struct Circle {
    std::vector<std::uint32_t> authors;
    /// How many operations each of them has submitted.
    Reach submitted;
  };
  /// What one party can have come to know of one scope.
  struct Horizon {
    std::uint32_t scope = 0;
    Reach reach;
    /// The same, as handed out last; null after a change.
    std::shared_ptr<const Reach> frozen;
  };
  struct Cargo {
    std::uint32_t scope = 0;
    std::shared_ptr<const Reach> reach;
  };
  struct Party {
    /// In the order of scopes.
    std::vector<Horizon> horizons;
    /// How many things that last have their hands in its store, and whether one has had them there
    /// since the last boot.
    std::uint32_t doubts = 0;
    bool doubted_since_boot = false;
    /// For devices: by scope, of the author's last operation on the present lifeline.
    std::map<std::uint32_t, std::shared_ptr<const Certainty>> certainty;
  };

  std::uint32_t scope_of(const LedgerEntry& entry) const;
  std::uint32_t place_of(std::uint32_t scope, std::uint32_t device) const;
  Horizon* horizon_of(PartyId party, std::uint32_t scope);
  std::size_t devices() const { return parties_.size() - 1; }
  static std::shared_ptr<const Reach> freeze(Horizon& horizon);
  /// All that both ends deal with.
  std::vector<Cargo> load(PartyId from, PartyId to);
  void unload(PartyId to, const std::vector<Cargo>& cargo);

  std::map<std::string, std::uint32_t, std::less<>> scopes_;
  std::vector<Circle> circles_;
  std::vector<Party> parties_;
  std::vector<Lifeline> lifelines_;
  /// By message, while it is under way. For look-up only.
  std::unordered_map<std::uint64_t, std::vector<Cargo>> under_way_;
};

/// Whether the author of `later` knew `earlier` when the engine answered. Of operations in
/// different scopes nothing is known: Maybe.
Knew knew(const LedgerEntry& later, const LedgerEntry& earlier);

}  // namespace storm::scenarios
