#pragma once

#include "engine/promises.h"
#include "engine/reference/policies/reference_policies.h"

namespace storm::engine::reference {

/// What the reference engine claims under these policies.
///
/// Not claimed: `disk_reserve_bytes`, since what SQLite's journal takes beside an operation depends
/// on how many pages it touches; `attempts_max` and `deletions_kept`, since it never gives up, and
/// what it has forgotten of deletions never brings a document back.
/// A planted defect claims what the healthy engine does.
Promises promises_of(const ReferencePolicies& policies);

}  // namespace storm::engine::reference
