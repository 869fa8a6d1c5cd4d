#include "sim/process.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <deque>
#include <exception>
#include <memory>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {
namespace {

/// Keeps handlers for whoever runs them at once, instead of making events of them.
class PresentExecutor final {
 public:
  struct State {
    std::deque<Process::Timer> due;
    /// The coroutine has come to its end.
    bool ended = false;
    /// Nobody runs what is due any more.
    bool over = false;
  };

  PresentExecutor(Kernel& kernel, std::shared_ptr<State> state)
      : kernel_(&kernel), state_(std::move(state)) {}

  template <class Function>
  void execute(Function&& function) const {
    if (state_->over) return;
    state_->due.emplace_back(
        [work = std::decay_t<Function>(std::forward<Function>(function))](
            const boost::system::error_code& /*error*/) mutable { std::move(work)(); });
  }

  boost::asio::execution_context& query(boost::asio::execution::context_t /*property*/) const {
    return *kernel_;
  }
  static constexpr boost::asio::execution::blocking_t query(
      boost::asio::execution::blocking_t /*property*/) {
    return boost::asio::execution::blocking.never;
  }

  bool operator==(const PresentExecutor&) const = default;

 private:
  Kernel* kernel_;
  std::shared_ptr<State> state_;
};

}  // namespace

Process::Process(Kernel& kernel, NodeId node) : kernel_(kernel), node_(node) {
  anchor_.previous_ = &anchor_;
  anchor_.next_ = &anchor_;
}

Process::~Process() {
  if (!killed_) kill();
}

void Process::adopt(Owned& owned) {
  owned.previous_ = anchor_.previous_;
  owned.next_ = &anchor_;
  anchor_.previous_->next_ = &owned;
  anchor_.previous_ = &owned;
}

void Process::disown(Owned& owned) {
  owned.previous_->next_ = owned.next_;
  owned.next_->previous_ = owned.previous_;
  owned.previous_ = nullptr;
  owned.next_ = nullptr;
}

Process::Wait& Process::acquire(Timer completion) {
  Wait& wait = waits_.acquire();
  wait.process = this;
  wait.error = {};
  wait.completion = std::move(completion);
  adopt(wait);
  return wait;
}

void Process::release(Wait& wait) {
  ++wait.generation;
  waits_.release(wait);
}

void Process::post(Timer work) {
  // A frame that is being destroyed posts its clean-up here: destroying it uncalled is the same.
  if (killed_) return;
  Wait& wait = acquire(std::move(work));
  wait.remaining = Duration::zero();
  if (!suspended_) kernel_.schedule(wait, kernel_.now());
}

TimerId Process::arm(Duration delay, Timer completion) {
  if (killed_) return kNoTimer;
  Wait& wait = acquire(std::move(completion));
  wait.remaining = std::max(delay, Duration::zero());
  if (!suspended_) kernel_.schedule(wait, kernel_.now() + wait.remaining);
  return TimerId{(std::uint64_t{wait.generation} << 32U) | (std::uint64_t{wait.slab_index} + 1)};
}

void Process::finish_early(TimerId timer, boost::system::error_code error) {
  const auto name = static_cast<std::uint64_t>(timer);
  const auto index = static_cast<std::uint32_t>(name & 0xFFFF'FFFFU);
  if (killed_ || index == 0 || !waits_.contains(index - 1)) return;
  Wait& wait = waits_.at(index - 1);
  if (wait.generation != static_cast<std::uint32_t>(name >> 32U) || !wait.completion) return;
  wait.error = error;
  wait.remaining = Duration::zero();
  if (wait.queued()) kernel_.cancel(wait);
  if (!suspended_) kernel_.schedule(wait, kernel_.now());
}

void Process::spawn(std::string_view name, Task<void> task) {
  if (killed_) return;
  boost::asio::co_spawn(boost::asio::any_io_executor(ProcessExecutor(*this)), std::move(task),
                        [this, label = std::string(name)](const std::exception_ptr& failure) {
                          if (failure) kernel_.fail(failure);
                        });
}

bool Process::run_now(Task<void> task) {
  if (killed_) return false;
  const auto state = std::make_shared<PresentExecutor::State>();
  boost::asio::co_spawn(boost::asio::any_io_executor(PresentExecutor(kernel_, state)),
                        std::move(task), [state = state.get()](const std::exception_ptr& failure) {
                          if (failure) std::rethrow_exception(failure);
                          state->ended = true;
                        });
  while (!state->due.empty()) {
    Timer work = std::move(state->due.front());
    state->due.pop_front();
    work({});
  }
  state->over = true;
  return state->ended;
}

void Process::kill() {
  STORM_ASSERT(!killed_);
  killed_ = true;
  while (anchor_.next_ != &anchor_) {
    Owned& owned = *anchor_.next_;
    disown(owned);
    owned.discard();
  }
}

void Process::suspend() {
  STORM_ASSERT(!killed_ && !suspended_);
  suspended_ = true;
  for (Owned* owned = anchor_.next_; owned != &anchor_; owned = owned->next_) owned->on_suspend();
}

void Process::resume() {
  STORM_ASSERT(!killed_ && suspended_);
  suspended_ = false;
  for (Owned* owned = anchor_.next_; owned != &anchor_; owned = owned->next_) owned->on_resume();
}

void Process::Wait::run() {
  Process& owner = *process;
  owner.disown(*this);
  Timer waiting = std::move(completion);
  const boost::system::error_code outcome = error;
  owner.release(*this);
  if (owner.doomed_) return;
  owner.kernel_.trace(TraceKind::Resume, owner.node_);
  waiting(outcome);
}

void Process::Wait::discard() {
  if (queued()) process->kernel_.cancel(*this);
  Timer waiting = std::move(completion);
  process->release(*this);
}

void Process::Wait::on_suspend() {
  if (!queued()) return;
  remaining = at() - process->kernel_.now();
  process->kernel_.cancel(*this);
}

void Process::Wait::on_resume() {
  process->kernel_.schedule(*this, process->kernel_.now() + remaining);
}

}  // namespace storm::sim
