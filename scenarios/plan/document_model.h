#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/random.h"
#include "engine/env/time.h"
#include "scenarios/plan/presence.h"

namespace storm::scenarios {

/// The documents of a plan while it is made, and who can know of which: a document is known where
/// it was made, and elsewhere in its scope once word of it can have arrived; a deletion likewise.
class DocumentModel {
 public:
  struct Document {
    std::string scope;
    std::string name;
    std::uint32_t creator = 0;
  };

  /// Documents by index.
  using Pool = std::vector<std::uint32_t>;

  /// Requires: `presence` outlives this.
  explicit DocumentModel(const Presence& presence) : presence_(presence) {}

  /// Requires: calls to add() and remove() come in the order of `now`.
  std::uint32_t add(Document document, Instant now);
  void remove(std::uint32_t document, std::uint32_t device, Instant now);

  const Document& at(std::uint32_t document) const { return entries_[document].document; }
  bool is_known(std::uint32_t document, std::uint32_t device, Instant now) const;
  /// All that were ever made in a scope, or by a device.
  const Pool& of_scope(const std::string& scope) const;
  const Pool& of_creator(std::uint32_t device) const;

  /// One of the pools' documents that the device knows now, or nothing. Draws once if there is
  /// anything in them.
  std::optional<std::uint32_t> pick(const std::vector<const Pool*>& pools, std::uint32_t device,
                                    Instant now, Random& random) const;

 private:
  struct Deletion {
    std::uint32_t device = 0;
    Instant published_at{};
  };
  struct Entry {
    Document document;
    Instant published_at{};
    std::vector<Deletion> deletions;
  };

  const Presence& presence_;
  std::vector<Entry> entries_;
  std::map<std::string, Pool> by_scope_;
  std::map<std::uint32_t, Pool> by_creator_;
};

}  // namespace storm::scenarios
