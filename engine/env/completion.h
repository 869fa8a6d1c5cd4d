#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "engine/env/assertion.h"

namespace storm {

/// What waits for something that the environment will finish later: a move-only function, called
/// once at most. Destroying it uncalled destroys what waits (a suspended coroutine, its frame and
/// its callers' frames) without resuming it: this is how a crash looks from inside.
///
/// Stands for `asio::any_completion_handler`, which Boost 1.81 does not have. Handlers of up to
/// `kInlineBytes`, and so all coroutines, are kept without an allocation.
//
// For clang-tidy 14: the buffer is raw memory until a handler is built in it, and the constraint
// keeps the constructor below from standing in for the move constructor.
// NOLINTBEGIN(cppcoreguidelines-pro-type-member-init,bugprone-forwarding-reference-overload)
template <class... Args>
class Completion {
 public:
  static constexpr std::size_t kInlineBytes = 64;

  Completion() = default;

  template <class Handler>
  requires(!std::is_same_v<std::decay_t<Handler>, Completion>) explicit Completion(
      Handler&& handler) {
    using Stored = std::decay_t<Handler>;
    if constexpr (fits_inline<Stored>) {
      ::new (static_cast<void*>(&buffer_)) Stored(std::forward<Handler>(handler));
      operations_ = &kInline<Stored>;
    } else {
      ::new (static_cast<void*>(&buffer_)) Stored*(new Stored(std::forward<Handler>(handler)));
      operations_ = &kOnHeap<Stored>;
    }
  }

  Completion(Completion&& other) noexcept : operations_(other.operations_) {
    if (operations_ != nullptr) operations_->relocate(&other.buffer_, &buffer_);
    other.operations_ = nullptr;
  }
  // NOLINTEND(cppcoreguidelines-pro-type-member-init,bugprone-forwarding-reference-overload)

  Completion& operator=(Completion&& other) noexcept {
    if (this != &other) {
      reset();
      operations_ = other.operations_;
      if (operations_ != nullptr) operations_->relocate(&other.buffer_, &buffer_);
      other.operations_ = nullptr;
    }
    return *this;
  }

  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  ~Completion() { reset(); }

  explicit operator bool() const { return operations_ != nullptr; }

  /// Calls what waits, once. It is moved out first: the call may destroy this object.
  void operator()(Args... args) {
    STORM_ASSERT(operations_ != nullptr);
    const Operations* operations = std::exchange(operations_, nullptr);
    operations->invoke(&buffer_, std::move(args)...);
  }

  /// Destroys what waits, uncalled.
  void reset() {
    if (operations_ != nullptr) std::exchange(operations_, nullptr)->destroy(&buffer_);
  }

 private:
  struct Operations {
    void (*invoke)(void* buffer, Args&&... args);
    void (*relocate)(void* from, void* to);
    void (*destroy)(void* buffer);
  };

  template <class Stored>
  // NOLINTBEGIN(misc-redundant-expression): the two alignments coincide for some types only.
  static constexpr bool fits_inline =
      sizeof(Stored) <= kInlineBytes &&
      alignof(Stored) <= alignof(std::max_align_t) && std::is_nothrow_move_constructible_v<Stored>;
  // NOLINTEND(misc-redundant-expression)

  template <class Stored>
  static constexpr Operations kInline{
      [](void* buffer, Args&&... args) {
        auto* stored = std::launder(static_cast<Stored*>(buffer));
        Stored handler(std::move(*stored));
        stored->~Stored();
        std::move(handler)(std::move(args)...);
      },
      [](void* from, void* to) {
        auto* stored = std::launder(static_cast<Stored*>(from));
        ::new (to) Stored(std::move(*stored));
        stored->~Stored();
      },
      [](void* buffer) { std::launder(static_cast<Stored*>(buffer))->~Stored(); }};

  template <class Stored>
  static constexpr Operations kOnHeap{
      [](void* buffer, Args&&... args) {
        std::unique_ptr<Stored> stored(*std::launder(static_cast<Stored**>(buffer)));
        Stored handler(std::move(*stored));
        stored.reset();
        std::move(handler)(std::move(args)...);
      },
      [](void* from, void* to) { ::new (to) Stored*(*std::launder(static_cast<Stored**>(from))); },
      [](void* buffer) {
        const std::unique_ptr<Stored> stored(*std::launder(static_cast<Stored**>(buffer)));
      }};

  const Operations* operations_ = nullptr;
  alignas(std::max_align_t) std::byte buffer_[kInlineBytes];
};

}  // namespace storm
