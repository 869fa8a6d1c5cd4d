#pragma once

#include "engine/reference/server/server_store.h"

namespace storm::engine::reference {

/// Fills the page that `request` asks for into `response`: the documents of its scopes that changed
/// after its position, oldest change first, each whole in what changed.
/// A limit of zero asks for no page: the position stays.
///
/// Starts the replica anew when its position means nothing here: it counts in another store or in a
/// history that was lost, lies beyond the head, or before a deletion that was forgotten.
/// The response says nothing new to a replica that is up to date, and costs a look-up a scope then.
void fill_page(ServerStore& store, const SyncRequest& request, SyncResponse& response);

}  // namespace storm::engine::reference
