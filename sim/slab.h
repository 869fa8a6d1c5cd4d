#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/env/assertion.h"

namespace storm::sim {

/// Objects that come and go by the million: kept in chunks, reused last in, first out, and never
/// moved. Each has an index and a generation that changes with each reuse, so that a stale name is
/// noticed. All live as long as the slab.
template <class T>
class Slab {
 public:
  Slab() = default;
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  /// A free object, which `T::slab_index` names until it is released.
  T& acquire() {
    if (free_.empty()) grow();
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return at(index);
  }

  void release(T& object) { free_.push_back(object.slab_index); }

  T& at(std::uint32_t index) {
    STORM_ASSERT(index < chunks_.size() * kChunk);
    return chunks_[index / kChunk][index % kChunk];
  }

  bool contains(std::uint32_t index) const { return index < chunks_.size() * kChunk; }

 private:
  static constexpr std::uint32_t kChunk = 32;

  void grow() {
    const auto first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
    chunks_.push_back(std::make_unique<T[]>(kChunk));
    free_.reserve(chunks_.size() * kChunk);
    for (std::uint32_t i = kChunk; i > 0; --i) {
      chunks_.back()[i - 1].slab_index = first + i - 1;
      free_.push_back(first + i - 1);
    }
  }

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace storm::sim
