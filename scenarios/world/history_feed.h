#pragma once

#include "metrics/history.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/plan.h"
#include "sim/kernel.h"

namespace storm::scenarios {

/// Puts what the machines do and what the harness sees into a history, in words for a person.
class HistoryFeed final : public Watcher {
 public:
  /// Requires: all outlive this.
  HistoryFeed(const Plan& plan, sim::Kernel& kernel, Stream& stream, metrics::History& history);
  ~HistoryFeed() override;

  void saw(const Observation& observation) override;

 private:
  const Plan& plan_;
  sim::Kernel& kernel_;
  Stream& stream_;
  metrics::History& history_;
};

}  // namespace storm::scenarios
