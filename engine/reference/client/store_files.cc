#include "engine/reference/client/store_files.h"

#include "engine/env/assertion.h"

namespace storm::engine::reference {

std::string StoreFiles::name(int which) const {
  return storage_.directory() + (which == 0 ? "/replica.db" : "/replica-2.db");
}

std::string StoreFiles::beside(const std::string& path) const {
  STORM_ASSERT(path == name(0) || path == name(1));
  return path == name(0) ? name(1) : name(0);
}

Result<std::string, SqlError> StoreFiles::find() {
  const auto first = Database::exists(storage_.vfs_name(), name(0));
  if (!first) return first.error();
  const auto second = Database::exists(storage_.vfs_name(), name(1));
  if (!second) return second.error();
  if (!*second) return name(0);
  if (!*first) return name(1);

  const auto first_generation = generation_of(name(0));
  if (!first_generation) return first_generation.error();
  const auto second_generation = generation_of(name(1));
  if (!second_generation) return second_generation.error();
  const std::string newer = name(*second_generation > *first_generation ? 1 : 0);
  const auto removed = Database::remove(storage_.vfs_name(), beside(newer));
  if (!removed) return removed.error();
  return newer;
}

Result<std::optional<std::int64_t>, SqlError> StoreFiles::generation_of(
    const std::string& path) const {
  const auto database = Database::open({.vfs = storage_.vfs_name(), .path = path});
  if (!database && database.error() == SqlError::Corrupt) return std::optional<std::int64_t>();
  if (!database) return database.error();
  const std::int64_t generation = (*database)->read_number("SELECT generation FROM state");
  const auto error = (*database)->take_error();
  if (error && *error != SqlError::Corrupt) return *error;
  return error ? std::optional<std::int64_t>() : std::optional(generation);
}

}  // namespace storm::engine::reference
