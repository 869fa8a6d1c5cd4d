#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// A judge that looks at what stands at the end, and at nothing before: a function as an object.
template <Judgement (*judge)(const Evidence& evidence)>
class FinalJudge final : public Judge {
 public:
  static std::unique_ptr<Judge> make(const Case& /*about*/) {
    return std::make_unique<FinalJudge>();
  }

  void saw(const Observation& /*observation*/) override {}
  Judgement finish(const Evidence& evidence) override { return judge(evidence); }
};

}  // namespace storm::scenarios
