#include "scenarios/files/file_limits.h"

#include <fmt/format.h>

namespace storm::scenarios {

void check_samples(TableReader& reader, std::string_view key, Duration length, Duration every,
                   std::int64_t devices) {
  const std::int64_t samples = length / every * devices;
  if (samples <= kSamplesMax) return;
  reader.report(key,
                {.problem = fmt::format("the metrics of {} would have {} samples of devices",
                                        duration_text(length), samples),
                 .expected = fmt::format(
                     "at most {}: at least \"{}\" here", kSamplesMax,
                     duration_text(std::chrono::ceil<seconds>(length / (kSamplesMax / devices)))),
                 .found = '"' + duration_text(every) + '"'});
}

Unit unit_of(faults::ParameterType type) {
  switch (type) {
    case faults::ParameterType::Duration:
      return Unit::Duration;
    case faults::ParameterType::Bytes:
      return Unit::Bytes;
    case faults::ParameterType::Probability:
      return Unit::Probability;
    case faults::ParameterType::Count:
    case faults::ParameterType::Choice:
    case faults::ParameterType::Trace:
      return Unit::Count;
  }
  return Unit::Count;
}

}  // namespace storm::scenarios
