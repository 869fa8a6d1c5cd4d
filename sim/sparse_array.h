#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace storm::sim {

/// An array of any length that costs what is in it: a table for the low indices, where nearly all
/// files of a simulated disk end, and a map beyond. An element that holds its default is absent.
template <class T>
class SparseArray final {
 public:
  /// Below it, elements stand in one table; 64 MiB of a file in chunks of 4 KiB.
  static constexpr std::uint64_t kLow = 16'384;

  /// Null where there is nothing.
  const T* find(std::uint64_t index) const {
    if (index < kLow) {
      return index < low_.size() ? &low_[static_cast<std::size_t>(index)] : nullptr;
    }
    const auto found = high_.find(index);
    return found != high_.end() ? &found->second : nullptr;
  }

  /// The element, made if it is absent.
  T& at(std::uint64_t index) {
    if (index >= kLow) {
      return high_[index];
    }
    if (index >= low_.size()) {
      low_.resize(static_cast<std::size_t>(index) + 1);
    }
    return low_[static_cast<std::size_t>(index)];
  }

  /// The first present element at `from` or after it. Order: that of the indices.
  std::optional<std::uint64_t> next(std::uint64_t from) const {
    for (std::uint64_t index = from; index < low_.size(); ++index) {
      if (low_[static_cast<std::size_t>(index)] != T{}) {
        return index;
      }
    }
    for (auto place = high_.lower_bound(from); place != high_.end(); ++place) {
      if (place->second != T{}) {
        return place->first;
      }
    }
    return std::nullopt;
  }

  /// Forgets the element at `length`, and all after it.
  void cut(std::uint64_t length) {
    if (length < low_.size()) {
      low_.resize(static_cast<std::size_t>(length));
    }
    high_.erase(high_.lower_bound(length), high_.end());
  }

 private:
  std::vector<T> low_;
  std::map<std::uint64_t, T> high_;
};

}  // namespace storm::sim
