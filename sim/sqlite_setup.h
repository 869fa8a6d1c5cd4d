#pragma once

#include <cstdint>

/// SQLite's process-wide state: one process runs one world at a time because of it.
namespace storm::sim {

/// Sets what SQLite takes for the whole process: no mutexes (one thread runs the world), no memory
/// statistics, no page-cache arena per connection (-21 KB, -5 % time). Further calls do nothing.
/// Requires: the first call comes before anything else uses SQLite;
/// registering a VFS does.
void configure_sqlite();

/// Starts SQLite's own generator anew from `seed`: randomblob(), journal nonces, WAL salts. Call
/// it once per world, before its first connection.
/// SQLite takes an int, and zero for "no seed": seeds share about 2^31 streams.
void seed_sqlite(std::uint64_t seed);

}  // namespace storm::sim
