#pragma once

#include <span>
#include <string_view>

#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// A kind of access link, by the name that scenarios use.
struct LinkProfile {
  std::string_view name;
  std::string_view says;
  LinkSpec link;
};

/// All profiles, in the order in which they are listed.
/// The figures are round ones in the range that public measurements of such links report; they
/// are means for the engine to be tried with, not models of one network. Leaves out: queues that
/// fill, rates that change with time, different rates up and down.
std::span<const LinkProfile> link_profiles();

}  // namespace storm::scenarios
