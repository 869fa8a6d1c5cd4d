#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/env/clock.h"
#include "engine/env/completion.h"
#include "engine/env/node_id.h"
#include "engine/env/task.h"
#include "sim/event_queue.h"
#include "sim/kernel.h"
#include "sim/slab.h"

namespace storm::sim {

class Process;

/// Something that a process waits for. A kill destroys it unresumed.
class Owned {
 public:
  Owned() = default;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  virtual ~Owned() = default;

  /// Destroys what waits and gives the object back. The process has unlinked it already.
  virtual void discard() = 0;
  /// The process is suspended: what counts its time must stop counting.
  virtual void on_suspend() {}
  /// The process goes on.
  virtual void on_resume() {}

 private:
  friend class Process;

  Owned* previous_ = nullptr;
  Owned* next_ = nullptr;
};

/// One life of a program on a machine: what a crash ends.
///
/// Owns every coroutine that runs in it, through what each of them waits for. Killing it destroys
/// these waits, and with them the coroutines' frames, without resuming any. The object itself
/// stays until the world ends, since frames being destroyed may still post to it; what they post
/// is destroyed too.
///
/// Models a single-threaded process with an event loop. Leaves out: threads, priorities, the time
/// that computing takes (an event is instantaneous).
class Process final {
 public:
  using Timer = Clock::TimerCompletion;

  Process(Kernel& kernel, NodeId node);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// Runs `work` as an event of its own, after what is due now.
  void post(Timer work);
  /// Calls `completion` after `delay` of true time awake.
  TimerId arm(Duration delay, Timer completion);
  /// See Clock::finish_early.
  void finish_early(TimerId timer, boost::system::error_code error);
  /// Starts a coroutine that this process owns.
  void spawn(std::string_view name, Task<void> task);
  /// Runs a coroutine within the present event, as far as it comes without waiting: no event of its
  /// own, and nothing in the trace. One that waits is then owned like any other, but nobody hears
  /// how it ends. Returns whether it has come to its end; rethrows what left it.
  bool run_now(Task<void> task);

  /// Nothing of this process runs from now on, although it has not been killed yet: for a crash
  /// inside one of its own calls, which cannot destroy the stack that it stands on.
  void doom() { doomed_ = true; }
  /// Destroys everything that waits. Requires: no code of this process is on the stack.
  void kill();
  /// Nothing runs and no timer counts until resume().
  void suspend();
  void resume();

  bool runnable() const { return !killed_ && !doomed_ && !suspended_; }
  bool doomed() const { return doomed_ || killed_; }
  bool killed() const { return killed_; }
  Kernel& kernel() { return kernel_; }
  NodeId node() const { return node_; }

  void adopt(Owned& owned);
  void disown(Owned& owned);

 private:
  /// A waiting timer, or work that was posted.
  struct Wait final : public Event, public Owned {
    void run() override;
    void discard() override;
    void on_suspend() override;
    void on_resume() override;

    std::uint32_t slab_index = 0;
    std::uint32_t generation = 0;
    Process* process = nullptr;
    Duration remaining{};
    boost::system::error_code error;
    Timer completion;
  };

  /// The ends of the circular list of what is owned.
  struct Anchor final : public Owned {
    void discard() override {}
  };

  Wait& acquire(Timer completion);
  void release(Wait& wait);

  Kernel& kernel_;
  NodeId node_;
  bool killed_ = false;
  bool doomed_ = false;
  bool suspended_ = false;
  Anchor anchor_;
  Slab<Wait> waits_;
};

/// Runs handlers as events of one process: what makes `boost::asio::awaitable` run on virtual time.
/// Fulfils Asio's executor requirements; never blocks, and work tracking has no effect.
class ProcessExecutor final {
 public:
  explicit ProcessExecutor(Process& process) : process_(&process) {}

  template <class Function>
  void execute(Function&& function) const {
    process_->post(Process::Timer(
        [work = std::decay_t<Function>(std::forward<Function>(function))](
            const boost::system::error_code& /*error*/) mutable { std::move(work)(); }));
  }

  boost::asio::execution_context& query(boost::asio::execution::context_t /*property*/) const {
    return process_->kernel();
  }
  static constexpr boost::asio::execution::blocking_t query(
      boost::asio::execution::blocking_t /*property*/) {
    return boost::asio::execution::blocking.never;
  }

  bool operator==(const ProcessExecutor&) const = default;

 private:
  Process* process_;
};

}  // namespace storm::sim
