#include "faults/site_faults.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "faults/parameters.h"
#include "sim/machine.h"
#include "sim/network.h"
#include "sim/seed.h"

namespace storm::faults {

namespace {

constexpr std::array kGroupParameters{
    probability_parameter("share", kMillion / 2,
                          "of the groups, rounded up to one at least; chance picks them"),
};

constexpr std::array<std::string_view, 2> kLearns{"fail_fast", "time_out"};
constexpr std::array kInternetParameters{
    choice_parameter("requests", kLearns,
                     "whether they fail at once, since a name look-up does, or run into their "
                     "time-outs"),
};

/// The sites of whoever does not stand with the machine, in an order that chance has made. Each
/// draws its rank by its name: a site that leaves the plan leaves the order of the others.
std::vector<sim::SiteId> other_sites(const Port& port) {
  const sim::Seed seed(port.random.next());
  std::vector<std::pair<std::uint64_t, sim::SiteId>> ranked;
  for (std::uint32_t index = 0; index < port.network.sites(); ++index) {
    const sim::SiteId site{index};
    if (site == port.network.site(port.machine.id())) continue;
    ranked.emplace_back(seed.fork(port.network.site_name(site)).value(), site);
  }
  std::ranges::sort(ranked);
  std::vector<sim::SiteId> sites;
  sites.reserve(ranked.size());
  for (const auto& [rank, site] : ranked) sites.push_back(site);
  return sites;
}

/// At least one group is on the far side: a partition that cuts nothing is none.
void begin_group(Port& port, const Parameters& parameters) {
  std::vector<sim::SiteId> sites = other_sites(port);
  const std::uint64_t share = number_in(parameters, "share");
  const std::uint64_t apart = (sites.size() * share + kMillion - 1) / kMillion;
  sites.resize(std::min<std::uint64_t>(sites.size(), std::max<std::uint64_t>(apart, 1)));
  port.state = port.network.isolate_sites(sites);
}

void end_group(Port& port, const Parameters& /*parameters*/) {
  port.network.reconnect_sites(port.state);
}

sim::NoWayOut no_way_out(const Parameters& parameters) {
  return number_in(parameters, "requests") == 0 ? sim::NoWayOut::Told : sim::NoWayOut::Silent;
}

void begin_internet(Port& port, const Parameters& parameters) {
  port.network.confine_to_site(port.machine.id(), no_way_out(parameters));
}

void end_internet(Port& port, const Parameters& parameters) {
  port.network.release_from_site(port.machine.id(), no_way_out(parameters));
}

}  // namespace

FaultKind group_partition() {
  return {
      .name = "group_partition",
      .says = "some groups of devices reach each other, but neither the server nor other groups",
      .imitates = "a country or a provider that is cut off; a link between two data centres",
      .leaves_out = "groups that are cut off from each other too: strike twice",
      .target = Target::Server,
      .extent = Extent::Lasting,
      .parameters = kGroupParameters,
      .begin = begin_group,
      .end = end_group};
}

FaultKind internet_lost() {
  return {.name = "internet_lost",
          .says = "the machine is online and reaches the others of its group, but nobody outside",
          .imitates =
              "a router whose uplink is dead: \"connected, no internet\"; an access point in the "
              "field; a ship",
          .leaves_out =
              "the router: a group is without internet when each of its devices is; names that "
              "are still in a cache",
          .target = Target::Device,
          .extent = Extent::Lasting,
          .parameters = kInternetParameters,
          .begin = begin_internet,
          .end = end_internet};
}

}  // namespace storm::faults
