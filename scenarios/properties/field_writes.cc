#include "scenarios/properties/field_writes.h"

#include <algorithm>
#include <map>
#include <utility>

namespace storm::scenarios {

using engine::OperationKind;

FieldWrites::FieldWrites(std::vector<FieldWrite> writes) : writes_(std::move(writes)) { link(); }

void FieldWrites::link() {
  std::map<std::string_view, std::size_t> latest_of_value;
  std::map<std::uint32_t, std::size_t> latest_of_device;
  std::optional<std::size_t> create;
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    FieldWrite& write = writes_[i];
    const auto own = latest_of_device.find(write.entry->device);
    if (own != latest_of_device.end()) write.after_own = own->second;
    if (write.entry->operation.kind == OperationKind::Set) {
      const auto seen = latest_of_value.find(write.entry->seen_value);
      if (seen != latest_of_value.end()) write.saw = seen->second;
      if (!write.saw && !write.after_own) write.saw = create;
    } else if (!create) {
      create = i;
    }
    latest_of_value.insert_or_assign(write.value, i);
    latest_of_device.insert_or_assign(write.entry->device, i);
  }
}

std::optional<std::size_t> FieldWrites::find(std::string_view value) const {
  for (std::size_t i = writes_.size(); i-- > 0;) {
    if (writes_[i].value == value) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> FieldWrites::follower(std::size_t index) const {
  for (std::size_t i = index + 1; i < writes_.size(); ++i) {
    if (writes_[i].saw == index || writes_[i].after_own == index) return i;
  }
  return std::nullopt;
}

std::vector<char> FieldWrites::descendants(std::size_t origin) const {
  std::vector<char> follows(writes_.size(), 0);
  for (std::size_t i = origin + 1; i < writes_.size(); ++i) {
    for (const auto& earlier : {writes_[i].saw, writes_[i].after_own}) {
      if (earlier && (*earlier == origin || follows[*earlier] != 0)) follows[i] = 1;
    }
  }
  return follows;
}

std::vector<char> FieldWrites::ancestors(std::size_t origin) const {
  std::vector<char> followed(writes_.size(), 0);
  for (std::size_t i = origin + 1; i-- > 0;) {
    if (i != origin && followed[i] == 0) continue;
    for (const auto& earlier : {writes_[i].saw, writes_[i].after_own}) {
      if (earlier) followed[*earlier] = 1;
    }
  }
  return followed;
}

std::vector<char> FieldWrites::promised_later() const {
  std::vector<char> later(writes_.size(), 0);
  for (std::size_t i = writes_.size(); i-- > 0;) {
    if (writes_[i].standing != Standing::Promised && later[i] == 0) continue;
    for (const auto& earlier : {writes_[i].saw, writes_[i].after_own}) {
      if (earlier) later[*earlier] = 1;
    }
  }
  return later;
}

std::vector<WriteFate> FieldWrites::fates(std::optional<std::size_t> standing) const {
  const std::vector<char> none(writes_.size(), 0);
  const std::vector<char> newer = standing ? descendants(*standing) : none;
  const std::vector<char> older = standing ? ancestors(*standing) : none;
  const std::vector<char> replaced = promised_later();
  std::vector<WriteFate> fates;
  fates.reserve(writes_.size());
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    if (writes_[i].standing == Standing::Reported) {
      fates.push_back(WriteFate::Reported);
    } else if (writes_[i].standing != Standing::Promised) {
      fates.push_back(WriteFate::Open);
    } else if (standing && writes_[i].value == writes_[*standing].value) {
      fates.push_back(WriteFate::Kept);
    } else if (older[i] != 0 || replaced[i] != 0) {
      fates.push_back(WriteFate::Superseded);
    } else if (!standing || newer[i] != 0) {
      fates.push_back(WriteFate::Lost);
    } else {
      fates.push_back(WriteFate::LostToConcurrent);
    }
  }
  return fates;
}

std::vector<FieldWrites> field_writes_of(const DocumentHistory& history) {
  std::vector<FieldWrite> writes;
  for (const LedgerEntry* entry : history.entries) {
    const engine::Operation& operation = entry->operation;
    const Standing standing = standing_of(*entry);
    if (operation.kind == OperationKind::Set) {
      writes.push_back({.field = operation.field,
                        .value = operation.value,
                        .entry = entry,
                        .standing = standing,
                        .saw = {},
                        .after_own = {}});
    }
    if (operation.kind != OperationKind::Create) continue;
    for (const auto& [field, value] : operation.fields) {
      writes.push_back({.field = field,
                        .value = value,
                        .entry = entry,
                        .standing = standing,
                        .saw = {},
                        .after_own = {}});
    }
  }
  std::ranges::stable_sort(writes, {}, &FieldWrite::field);
  std::vector<FieldWrites> fields;
  for (auto first = writes.begin(); first != writes.end();) {
    const auto last = std::find_if(first, writes.end(), [first](const FieldWrite& write) {
      return write.field != first->field;
    });
    fields.emplace_back(std::vector<FieldWrite>(first, last));
    first = last;
  }
  return fields;
}

}  // namespace storm::scenarios
