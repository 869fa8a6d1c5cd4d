#include "scenarios/files/ties_reader.h"

#include <string>
#include <vector>

namespace storm::scenarios {

sim::Ties read_ties(TableReader& reader) {
  const std::vector<std::string> names{"scheduled", "shuffled"};
  return reader.name_of("ties", names, "order of ties") == "shuffled" ? sim::Ties::Shuffled
                                                                      : sim::Ties::Scheduled;
}

}  // namespace storm::scenarios
