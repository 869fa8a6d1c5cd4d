#include "sim/event_queue.h"

#include <bit>

#include "engine/env/assertion.h"

namespace storm::sim {

EventQueue::EventQueue() {
  for (Slot& head : slots_) {
    head.previous_ = &head;
    head.next_ = &head;
  }
}

void EventQueue::link(Event& event) {
  const auto time = static_cast<std::uint64_t>(event.at_.time_since_epoch().count());
  const std::uint64_t difference = time ^ base_;
  const unsigned level =
      difference == 0 ? 0 : (static_cast<unsigned>(std::bit_width(difference)) - 1) / kDigitBits;
  const auto index = static_cast<unsigned>((time >> (level * kDigitBits)) & (kSlots - 1));
  Slot& head = slot(level, index);
  event.bucket_ = static_cast<std::uint16_t>(level * kSlots + index);
  event.previous_ = head.previous_;
  event.next_ = &head;
  head.previous_->next_ = &event;
  head.previous_ = &event;
  occupied_[level] |= std::uint64_t{1} << index;
}

void EventQueue::unlink(Event& event) {
  event.previous_->next_ = event.next_;
  event.next_->previous_ = event.previous_;
  if (event.next_ == event.previous_) {
    const unsigned bucket = event.bucket_;
    Slot& head = slots_[bucket];
    if (head.next_ == &head) {
      occupied_[bucket / kSlots] &= ~(std::uint64_t{1} << (bucket % kSlots));
    }
  }
  event.previous_ = nullptr;
  event.next_ = nullptr;
}

void EventQueue::push(Event& event, Instant at) {
  STORM_ASSERT(!event.queued());
  STORM_ASSERT(at.time_since_epoch().count() >= 0);
  STORM_ASSERT(static_cast<std::uint64_t>(at.time_since_epoch().count()) >= base_);
  event.at_ = at;
  link(event);
  ++size_;
}

void EventQueue::cancel(Event& event) {
  STORM_ASSERT(event.queued());
  unlink(event);
  --size_;
}

Event* EventQueue::take(Event& event) {
  base_ = static_cast<std::uint64_t>(event.at_.time_since_epoch().count());
  unlink(event);
  --size_;
  return &event;
}

Event* EventQueue::take_tied(Slot& head, Random& ties) {
  std::uint64_t count = 0;
  for (const Event* event = head.next_; event != &head; event = event->next_) ++count;
  // Drawn only where there is a choice: the stream then follows the ties, not the events.
  std::uint64_t chosen = count > 1 ? ties.below(count) : 0;
  Event* event = head.next_;
  for (; chosen > 0; --chosen) event = event->next_;
  return take(*event);
}

Event* EventQueue::pop(Instant limit, Random* ties) {
  const auto last = static_cast<std::uint64_t>(limit.time_since_epoch().count());
  while (size_ != 0) {
    unsigned level = 0;
    while (occupied_[level] == 0) ++level;
    const auto index = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    Slot& head = slot(level, index);
    Event& first = *head.next_;
    if (level == 0) {
      if (static_cast<std::uint64_t>(first.at_.time_since_epoch().count()) > last) return nullptr;
      return ties == nullptr ? take(first) : take_tied(head, *ties);
    }
    if (first.next_ == &head) {
      if (static_cast<std::uint64_t>(first.at_.time_since_epoch().count()) > last) return nullptr;
      return take(first);
    }
    // The base may only enter a slot whose time has come: a later push could otherwise lie before
    // it. The slot's start has the base's digits above this level and zeros below.
    const unsigned shift = level * kDigitBits;
    const std::uint64_t above =
        shift + kDigitBits >= 64 ? 0 : (base_ >> (shift + kDigitBits)) << (shift + kDigitBits);
    const std::uint64_t start = above | (std::uint64_t{index} << shift);
    if (start > last) return nullptr;
    base_ = start;
    while (head.next_ != &head) {
      Event& event = *head.next_;
      unlink(event);
      link(event);
    }
  }
  return nullptr;
}

}  // namespace storm::sim
