#include "sim/admission_queue.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

std::uint64_t AdmissionQueue::add(const Load& load) {
  loads_.push_back({.token = ++tokens_, .load = load});
  combine();
  return tokens_;
}

void AdmissionQueue::remove(std::uint64_t token) {
  const auto place = std::ranges::find(loads_, token, &Entry::token);
  STORM_ASSERT(place != loads_.end());
  loads_.erase(place);
  combine();
  serve_waiting();
}

void AdmissionQueue::combine() {
  load_ = {};
  for (const Entry& entry : loads_) {
    const Load& more = entry.load;
    load_.service_time += more.service_time;
    if (more.workers == 0) continue;
    const bool first = load_.workers == 0;
    load_.workers = first ? more.workers : std::min(load_.workers, more.workers);
    load_.waiting_max = first ? more.waiting_max : std::min(load_.waiting_max, more.waiting_max);
    load_.refusal = more.refusal;
  }
}

bool AdmissionQueue::admit(Process& process, Work work) {
  STORM_ASSERT(slow());
  STORM_ASSERT(process_ == nullptr || process_ == &process);
  process_ = &process;
  if (has_free_worker()) {
    serve(std::move(work));
    return true;
  }
  if (waiting_.size() >= load_.waiting_max) return false;
  waiting_.push_back(std::move(work));
  return true;
}

void AdmissionQueue::forget() {
  process_ = nullptr;
  busy_ = 0;
  waiting_.clear();
}

void AdmissionQueue::serve(Work work) {
  ++busy_;
  // A timer of the process: it stands still in suspend, and a kill destroys it unrun.
  process_->arm(load_.service_time,
                Process::Timer([this, served = std::move(work)](
                                   const boost::system::error_code& /*error*/) mutable {
                  STORM_ASSERT(busy_ != 0);
                  --busy_;
                  served();
                  serve_waiting();
                }));
}

void AdmissionQueue::serve_waiting() {
  while (!waiting_.empty() && has_free_worker()) {
    Work next = std::move(waiting_.front());
    waiting_.pop_front();
    serve(std::move(next));
  }
}

}  // namespace storm::sim
