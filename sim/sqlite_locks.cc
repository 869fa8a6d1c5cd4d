#include "sim/sqlite_locks.h"

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

std::uint16_t slot_mask(std::size_t first, std::size_t count) {
  return static_cast<std::uint16_t>(((1U << count) - 1U) << first);
}

}  // namespace

LockOutcome SqliteLocks::lock(LockHolder& holder, LockLevel level) {
  if (holder.level >= level) {
    return LockOutcome::Granted;
  }
  const bool other_writes = writer_ != nullptr && writer_ != &holder;
  if (level == LockLevel::Shared) {
    if (other_writes && writer_->level >= LockLevel::Pending) {
      return LockOutcome::Busy;
    }
    ++readers_;
    holder.level = LockLevel::Shared;
    return LockOutcome::Granted;
  }
  // SQLite always takes Shared first.
  STORM_ASSERT(holder.level >= LockLevel::Shared);
  if (other_writes) {
    return LockOutcome::Busy;
  }
  writer_ = &holder;
  if (level == LockLevel::Exclusive && readers_ > 1) {
    holder.level = LockLevel::Pending;
    return LockOutcome::Busy;
  }
  holder.level = level;
  return LockOutcome::Granted;
}

void SqliteLocks::unlock(LockHolder& holder, LockLevel level) {
  STORM_ASSERT(level <= LockLevel::Shared);
  if (holder.level <= level) {
    return;
  }
  if (writer_ == &holder) {
    writer_ = nullptr;
  }
  if (level == LockLevel::None) {
    --readers_;
  }
  holder.level = level;
}

LockOutcome SqliteLocks::lock_slots(LockHolder& holder, std::size_t first, std::size_t count,
                                    SlotMode mode) {
  STORM_ASSERT(first + count <= kSlots);
  const std::uint16_t mask = slot_mask(first, count);
  const std::uint16_t own = holder.shared_slots | holder.exclusive_slots;
  if (mode == SlotMode::Shared && (own & mask) == mask) {
    return LockOutcome::Granted;
  }
  for (std::size_t slot = first; slot < first + count; ++slot) {
    const std::uint16_t bit = slot_mask(slot, 1);
    const std::uint32_t own_reads = (holder.shared_slots & bit) != 0 ? 1 : 0;
    const bool taken = slot_taken_[slot] && (holder.exclusive_slots & bit) == 0;
    if (taken || (mode == SlotMode::Exclusive && slot_readers_[slot] > own_reads)) {
      return LockOutcome::Busy;
    }
  }
  unlock_slots(holder, first, count);
  for (std::size_t slot = first; slot < first + count; ++slot) {
    if (mode == SlotMode::Shared) {
      ++slot_readers_[slot];
    } else {
      slot_taken_[slot] = true;
    }
  }
  std::uint16_t& held = mode == SlotMode::Shared ? holder.shared_slots : holder.exclusive_slots;
  held = static_cast<std::uint16_t>(held | mask);
  return LockOutcome::Granted;
}

void SqliteLocks::unlock_slots(LockHolder& holder, std::size_t first, std::size_t count) {
  STORM_ASSERT(first + count <= kSlots);
  for (std::size_t slot = first; slot < first + count; ++slot) {
    const std::uint16_t bit = slot_mask(slot, 1);
    if ((holder.shared_slots & bit) != 0) {
      --slot_readers_[slot];
    }
    if ((holder.exclusive_slots & bit) != 0) {
      slot_taken_[slot] = false;
    }
  }
  const auto kept = static_cast<std::uint16_t>(~slot_mask(first, count));
  holder.shared_slots = static_cast<std::uint16_t>(holder.shared_slots & kept);
  holder.exclusive_slots = static_cast<std::uint16_t>(holder.exclusive_slots & kept);
}

void* SqliteLocks::region(std::size_t index, std::size_t size, Extend extend) {
  if (index >= regions_.size() && extend == Extend::No) {
    return nullptr;
  }
  while (regions_.size() <= index) {
    regions_.push_back(std::make_unique<std::byte[]>(size));
  }
  return regions_[index].get();
}

void SqliteLocks::detach(LockHolder& holder) {
  unlock_slots(holder, 0, kSlots);
  STORM_ASSERT(attached_ != 0);
  --attached_;
  if (attached_ == 0) {
    regions_.clear();
  }
}

}  // namespace storm::sim
