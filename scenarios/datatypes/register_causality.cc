#include "scenarios/datatypes/register_causality.h"

#include <cstdint>
#include <map>
#include <string_view>

#include "scenarios/datatypes/document_life.h"

namespace storm::scenarios {

RegisterCausality::RegisterCausality(const CellHistory& history) : deeds_(history.deeds) {
  std::map<std::string_view, std::size_t> latest_of_value;
  std::map<std::uint32_t, std::size_t> latest_of_author;
  std::optional<std::size_t> first_create;
  links_.resize(deeds_.size());
  for (std::size_t i = 0; i < deeds_.size(); ++i) {
    const CellDeed& write = deeds_[i];
    Links& links = links_[i];
    const auto own = latest_of_author.find(write.author);
    if (own != latest_of_author.end()) links.after_own = own->second;
    if (!creates(*write.operation)) {
      const auto seen = latest_of_value.find(write.seen);
      if (seen != latest_of_value.end()) links.saw = seen->second;
      if (!links.saw && !links.after_own) links.saw = first_create;
    } else if (!first_create) {
      first_create = i;
    }
    latest_of_value.insert_or_assign(write.atom.value, i);
    latest_of_author.insert_or_assign(write.author, i);
  }
}

std::vector<char> RegisterCausality::knew(std::size_t origin) const {
  std::vector<char> follows(links_.size(), 0);
  for (std::size_t i = origin + 1; i < links_.size(); ++i) {
    for (const auto& earlier : {links_[i].saw, links_[i].after_own}) {
      if (earlier && (*earlier == origin || follows[*earlier] != 0)) follows[i] = 1;
    }
  }
  return follows;
}

std::vector<char> RegisterCausality::known_to(std::size_t origin) const {
  std::vector<char> known(links_.size(), 0);
  for (std::size_t i = origin + 1; i-- > 0;) {
    if (i != origin && known[i] == 0) continue;
    for (const auto& earlier : {links_[i].saw, links_[i].after_own}) {
      if (earlier) known[*earlier] = 1;
    }
  }
  return known;
}

std::vector<char> RegisterCausality::known_to_promised() const {
  std::vector<char> known(links_.size(), 0);
  for (std::size_t i = links_.size(); i-- > 0;) {
    if (deeds_[i].standing != Standing::Promised && known[i] == 0) continue;
    for (const auto& earlier : {links_[i].saw, links_[i].after_own}) {
      if (earlier) known[*earlier] = 1;
    }
  }
  return known;
}

}  // namespace storm::scenarios
