#include "scenarios/properties/property_catalogue.h"

#include <array>

#include "scenarios/properties/convergence.h"
#include "scenarios/properties/deletes_stay.h"
#include "scenarios/properties/effects_once.h"
#include "scenarios/properties/final_judge.h"
#include "scenarios/properties/honesty.h"
#include "scenarios/properties/no_silent_loss.h"
#include "scenarios/properties/progress.h"

namespace storm::scenarios {

std::span<const Property> properties() {
  static constexpr std::array<Property, 6> kProperties{{
      {.name = "convergence",
       .says = "after quiet, every replica shows what the server shows in the scopes it holds",
       .make = FinalJudge<judge_convergence>::make},
      {.name = "no silent loss",
       .says = "an accepted write stands, or was superseded, or its loss was declared or reported",
       .make = FinalJudge<judge_no_silent_loss>::make},
      {.name = "effects once",
       .says = "counters and creates happened exactly as often as they were accepted",
       .make = FinalJudge<judge_effects_once>::make},
      {.name = "deletes stay",
       .says = "a deleted document is gone everywhere at the end",
       .make = FinalJudge<judge_deletes_stay>::make},
      {.name = "progress",
       .says = "connected and quiet, pending work drains and traffic stops, within a bound",
       .make = FinalJudge<judge_progress>::make},
      {.name = "honesty",
       .says = "what a replica told its user agrees with the ledger",
       .watches = kHonestyWatches,
       .make = make_honesty_judge},
  }};
  return kProperties;
}

}  // namespace storm::scenarios
