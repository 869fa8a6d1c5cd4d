#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/env/storage.h"
#include "engine/reference/sql/database.h"

namespace storm::engine::reference {

/// Where a replica's store stands on its disk: under one of two names, so that a damaged one can be
/// replaced by another at one stroke. While both are there, nobody has been promised anything that
/// only the newer has.
class StoreFiles final {
 public:
  explicit StoreFiles(Storage& storage) : storage_(storage) {}

  /// The file that the store is in, or is to be made in. Removes what an interrupted replacement
  /// has left. Errors: Unavailable.
  Result<std::string, SqlError> find();
  /// The other name.
  std::string beside(const std::string& path) const;

 private:
  std::string name(int which) const;
  /// Counts replacements; nothing for a file that is damaged or was never finished.
  /// Errors: Unavailable.
  Result<std::optional<std::int64_t>, SqlError> generation_of(const std::string& path) const;

  Storage& storage_;
};

}  // namespace storm::engine::reference
