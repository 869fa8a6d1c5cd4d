#include "sim/sqlite_setup.h"

#include <sqlite3.h>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

bool configure() {
  return sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
         sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
         sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0) == SQLITE_OK &&
         sqlite3_initialize() == SQLITE_OK;
}

}  // namespace

void configure_sqlite() {
  static const bool kConfigured = configure();
  STORM_ASSERT(kConfigured);
}

void seed_sqlite(std::uint64_t seed) {
  // The finaliser of SplitMix64 (Steele et al., OOPSLA 2014): neighbouring seeds part ways.
  seed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
  seed = (seed ^ (seed >> 27U)) * 0x94D049BB133111EBU;
  const auto bits = static_cast<int>(seed >> 33U);
  // Replaces what the generator would ask of the default VFS, for good, and resets it.
  const int seeded = sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, bits != 0 ? bits : 1, nullptr);
  STORM_ASSERT(seeded == SQLITE_OK);
}

}  // namespace storm::sim
