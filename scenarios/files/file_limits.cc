#include "scenarios/files/file_limits.h"

namespace storm::scenarios {

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
