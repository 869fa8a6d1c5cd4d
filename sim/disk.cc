#include "sim/disk.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <utility>
#include <xxhash.h>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

// Kinds of digest entries beside the `DiskCall`s.
constexpr std::uint64_t kCrashKind = 64;
constexpr std::uint64_t kRestoreKind = 65;
constexpr std::uint64_t kRotKind = 66;

BytesView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

}  // namespace

Disk::Disk(const Options& options, Random& random)
    : options_(options), random_(random), capacity_bytes_(options.capacity_bytes) {}

Disk::~Disk() = default;

Result<FileId, DiskError> Disk::open(std::string_view name, OpenMode mode) {
  const Ruling verdict = admit(DiskCall::Open, name, Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  const auto found = names_.find(name);
  if (found == names_.end() && (mode == OpenMode::Existing || !has_place_for(name))) {
    return DiskError::NotFound;
  }
  if (found != names_.end() && mode == OpenMode::CreateNew) {
    return DiskError::Exists;
  }
  const std::uint32_t index = found != names_.end() ? found->second : create(name);
  ++slots_[index]->open_count;
  return id_of(index);
}

void Disk::close(FileId file) {
  Slot* slot = find(file);
  if (slot == nullptr) {
    return;
  }
  STORM_ASSERT(slot->open_count != 0);
  --slot->open_count;
  if (slot->open_count == 0 && !slot->linked) {
    release(static_cast<std::uint32_t>(static_cast<std::uint64_t>(file)));
  }
}

bool Disk::exists(std::string_view name) const {
  return !frozen_ && (names_.find(name) != names_.end() || is_folder(name));
}

Result<bool, DiskError> Disk::access(std::string_view name) {
  const Ruling verdict = admit(DiskCall::Access, name, Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  return exists(name);
}

bool Disk::linked(FileId file) const {
  const Slot* slot = find(file);
  return slot != nullptr && slot->linked;
}

Result<void, DiskError> Disk::remove(std::string_view name) {
  const Ruling verdict = admit(DiskCall::Remove, name, Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  const auto found = names_.find(name);
  if (found == names_.end()) {
    return DiskError::NotFound;
  }
  const std::uint32_t index = found->second;
  note(DiskCall::Remove, id_of(index), 0, {});
  names_.erase(found);
  Slot& slot = *slots_[index];
  slot.linked = false;
  if (slot.open_count == 0) {
    release(index);
  }
  return {};
}

Result<void, DiskError> Disk::sync_directory() {
  const Ruling verdict = admit(DiskCall::Sync, {}, options_.sync_latency);
  if (verdict.refused) {
    return verdict.error;
  }
  note(DiskCall::Sync, FileId{}, 0, {});
  return {};
}

Result<std::size_t, DiskError> Disk::read(FileId file, std::uint64_t offset,
                                          std::span<std::byte> into) {
  Slot* slot = find(file);
  const Ruling verdict = admit_file(DiskCall::Read, slot, options_.read_latency);
  if (verdict.refused) {
    return verdict.error;
  }
  const std::size_t count = slot->contents.read(offset, into);
  if (verdict.stale != nullptr && offset < verdict.stale->size()) {
    verdict.stale->read(offset, into.first(count));
  }
  counters_.bytes_read += count;
  return count;
}

Result<void, DiskError> Disk::write(FileId file, std::uint64_t offset, BytesView bytes) {
  Slot* slot = find(file);
  const Ruling verdict = admit_file(DiskCall::Write, slot, options_.write_latency);
  if (verdict.refused) {
    return verdict.error;
  }
  if (bytes.empty()) {
    return {};
  }
  const BytesView whole = bytes;
  if (verdict.is_short) {
    bytes = bytes.first(bytes.size() / 2);
  }
  if (bytes.size() > kFileBytesMax || offset > kFileBytesMax - bytes.size()) {
    return DiskError::Io;
  }
  const std::uint64_t growth = bytes.empty() ? 0 : slot->contents.growth(offset, bytes.size());
  if ((growth != 0 && !verdict.may_grow) || !fits(growth)) {
    return DiskError::Full;
  }
  const std::uint64_t before = slot->contents.held_bytes();
  slot->contents.write(offset, bytes);
  used_bytes_ += growth;
  STORM_ASSERT(slot->contents.held_bytes() == before + growth);
  counters_.bytes_written += bytes.size();
  note(DiskCall::Write, file, offset, bytes);
  if (bytes.size() < whole.size()) {
    return DiskError::Full;
  }
  return {};
}

Result<void, DiskError> Disk::truncate(FileId file, std::uint64_t size) {
  Slot* slot = find(file);
  const Ruling verdict = admit_file(DiskCall::Truncate, slot, Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  if (size > kFileBytesMax) {
    return DiskError::Io;
  }
  const bool grows = size > slot->contents.size();
  if (grows && (!verdict.may_grow || !fits(slot->contents.growth(size - 1, 1)))) {
    return DiskError::Full;
  }
  used_bytes_ -= slot->contents.held_bytes();
  slot->contents.truncate(size);
  used_bytes_ += slot->contents.held_bytes();
  note(DiskCall::Truncate, file, size, {});
  return {};
}

void Disk::flush() {
  if (frozen_) return;
  for (const auto& slot : slots_) {
    if (slot->contents.has_unsynced()) slot->contents.sync();
  }
}

Result<void, DiskError> Disk::sync(FileId file) {
  Slot* slot = find(file);
  const Ruling verdict = admit_file(DiskCall::Sync, slot, options_.sync_latency);
  if (verdict.refused) {
    return verdict.error;
  }
  if (!verdict.lies) {
    slot->contents.sync();
  }
  note(DiskCall::Sync, file, 0, {});
  return {};
}

Result<std::uint64_t, DiskError> Disk::size(FileId file) {
  const Slot* slot = find(file);
  const Ruling verdict = admit_file(DiskCall::Size, slot, Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  return slot->contents.size();
}

Result<void, DiskError> Disk::lock(FileId file) {
  const Ruling verdict = admit_file(DiskCall::Lock, find(file), Duration::zero());
  if (verdict.refused) {
    return verdict.error;
  }
  return {};
}

void Disk::freeze() { frozen_ = true; }

void Disk::thaw() { frozen_ = false; }

void Disk::crash() {
  kill_handles();
  used_bytes_ = 0;
  for (const auto& [name, index] : names_) {
    DiskFile& contents = slots_[index]->contents;
    if (contents.has_unsynced()) {
      contents.lose_unsynced(options_.tearing, unsynced_, random_);
      note_file(kCrashKind, index, contents.size(), contents.image());
    }
    used_bytes_ += contents.held_bytes();
  }
  unsynced_ = Unsynced::Drawn;
  cancel_crash();
}

void Disk::crash_after_calls(std::uint64_t n, std::function<void()> on_crash) {
  STORM_ASSERT(n != 0);
  STORM_ASSERT(on_crash != nullptr);
  calls_until_crash_ = n;
  on_crash_ = std::move(on_crash);
}

void Disk::cancel_crash() {
  calls_until_crash_ = 0;
  on_crash_ = nullptr;
}

void Disk::set_rule(DiskRule rule) {
  rules_.clear();
  if (rule) {
    add_rule(std::move(rule));
  }
}

std::uint64_t Disk::add_rule(DiskRule rule) {
  STORM_ASSERT(rule != nullptr);
  rules_.push_back({.token = ++rule_tokens_, .rule = std::move(rule), .stale = {}});
  return rule_tokens_;
}

std::uint64_t Disk::add_stale_rule(DiskRule rule) {
  const std::uint64_t token = add_rule(std::move(rule));
  rules_.back().stale = image();
  return token;
}

void Disk::remove_rule(std::uint64_t token) {
  const auto removed =
      std::erase_if(rules_, [token](const Rule& rule) { return rule.token == token; });
  STORM_ASSERT(removed == 1);
}

void Disk::slow_down(const Latencies& by) {
  options_.read_latency += by.read;
  options_.write_latency += by.write;
  options_.sync_latency += by.sync;
}

void Disk::set_capacity(std::uint64_t bytes) { capacity_bytes_ = bytes; }

Duration Disk::take_elapsed() { return std::exchange(elapsed_, Duration::zero()); }

void Disk::add_elapsed(Duration time) { elapsed_ += time; }

DiskImage Disk::image() const {
  DiskImage image;
  for (const auto& [name, index] : names_) {
    image.files.emplace(name, slots_[index]->contents.image());
  }
  return image;
}

std::uint64_t Disk::rot(FileKind files, std::uint64_t bits, Random& random) {
  std::vector<DiskFile*> decaying;
  std::uint64_t bytes = 0;
  for (const auto& [name, index] : names_) {
    DiskFile& contents = slots_[index]->contents;
    if (!is_of_kind(name, files) || contents.held_bytes() == 0) continue;
    decaying.push_back(&contents);
    bytes += contents.held_bytes();
  }
  if (bytes == 0) return 0;
  for (std::uint64_t n = 0; n < bits; ++n) {
    std::uint64_t at = random.below(bytes);
    const auto bit = static_cast<unsigned>(random.below(8));
    for (DiskFile* contents : decaying) {
      if (at < contents->held_bytes()) {
        contents->flip_bit(at, bit);
        break;
      }
      at -= contents->held_bytes();
    }
    note(kRotKind, bit, at, {});
  }
  return bits;
}

void Disk::restore(const DiskImage& image) {
  kill_handles();
  while (!names_.empty()) {
    const std::uint32_t index = names_.begin()->second;
    names_.erase(names_.begin());
    release(index);
  }
  for (const auto& [name, file] : image.files) {
    DiskFile& contents = slots_[create(name)]->contents;
    contents.assign(file);
    used_bytes_ += contents.held_bytes();
    note_file(kRestoreKind, 0, 0, file);
  }
}

Disk::Ruling Disk::admit(DiskCall call, std::string_view name, Duration latency) {
  if (frozen_) {
    return {.refused = true, .error = DiskError::Frozen};
  }
  ++counters_.calls[static_cast<std::size_t>(call)];
  elapsed_ += latency;
  if (calls_until_crash_ != 0 && is_mutation(call)) {
    --calls_until_crash_;
    if (calls_until_crash_ == 0) {
      frozen_ = true;
      const std::function<void()> on_crash = std::exchange(on_crash_, nullptr);
      on_crash();
      return {.refused = true, .error = DiskError::Frozen};
    }
  }
  Ruling verdict;
  const Decided decided = ask_rules(call, name);
  switch (decided.fault) {
    case DiskFault::None:
      break;
    case DiskFault::Io:
      verdict.refused = true;
      break;
    case DiskFault::LyingSync:
      verdict.lies = true;
      break;
    case DiskFault::Full:
      verdict.may_grow = false;
      break;
    case DiskFault::ShortWrite:
      verdict.is_short = true;
      break;
    case DiskFault::Stale: {
      const auto old = decided.rule->stale.files.find(std::string(name));
      if (old != decided.rule->stale.files.end()) verdict.stale = &old->second;
      break;
    }
  }
  return verdict;
}

Disk::Decided Disk::ask_rules(DiskCall call, std::string_view name) {
  Decided decided;
  for (Rule& rule : rules_) {
    const DiskFault said = rule.rule(call, name);
    if (decided.fault == DiskFault::None) decided = {.fault = said, .rule = &rule};
  }
  return decided;
}

Disk::Ruling Disk::admit_file(DiskCall call, const Slot* slot, Duration latency) {
  if (slot != nullptr) {
    return admit(call, slot->name, latency);
  }
  const Ruling verdict = admit(call, std::string_view(), latency);
  return verdict.refused ? verdict : Ruling{.refused = true, .error = DiskError::NotFound};
}

Disk::Slot* Disk::find(FileId file) const {
  const auto value = static_cast<std::uint64_t>(file);
  const auto index = static_cast<std::uint32_t>(value);
  if (index >= slots_.size() || slots_[index]->generation != value >> 32U) {
    return nullptr;
  }
  return slots_[index].get();
}

FileId Disk::id_of(std::uint32_t index) const {
  return FileId{std::uint64_t{slots_[index]->generation} << 32U | index};
}

bool Disk::is_folder(std::string_view name) const {
  return name == "/" || std::ranges::find(options_.folders, name) != options_.folders.end();
}

bool Disk::has_place_for(std::string_view name) const {
  const std::size_t slash = name.rfind('/');
  const bool is_found =
      slash == std::string_view::npos || slash == 0 || is_folder(name.substr(0, slash));
  return is_found && !is_folder(name);
}

std::uint32_t Disk::create(std::string_view name) {
  STORM_ASSERT(has_place_for(name));
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back(std::make_unique<Slot>(options_.sector_bytes));
  }
  const std::uint32_t index = free_slots_.back();
  free_slots_.pop_back();
  Slot& slot = *slots_[index];
  slot.name = name;
  slot.linked = true;
  names_.emplace(slot.name, index);
  note(DiskCall::Open, id_of(index), 0, bytes_of(name));
  return index;
}

void Disk::release(std::uint32_t index) {
  Slot& slot = *slots_[index];
  used_bytes_ -= slot.contents.held_bytes();
  slot.contents.reset();
  slot.name.clear();
  slot.linked = false;
  slot.open_count = 0;
  ++slot.generation;
  free_slots_.push_back(index);
}

void Disk::kill_handles() {
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    Slot& slot = *slots_[index];
    const bool was_open = slot.open_count != 0;
    slot.open_count = 0;
    if (was_open && !slot.linked) {
      release(static_cast<std::uint32_t>(index));
    } else {
      ++slot.generation;
    }
  }
}

bool Disk::fits(std::uint64_t growth) const {
  const std::uint64_t room = capacity_bytes_ > used_bytes_ ? capacity_bytes_ - used_bytes_ : 0;
  return growth == 0 || growth <= room;
}

void Disk::note(DiskCall call, FileId file, std::uint64_t offset, BytesView bytes) {
  note(static_cast<std::uint64_t>(call), static_cast<std::uint64_t>(file), offset, bytes);
}

void Disk::note(std::uint64_t kind, std::uint64_t file, std::uint64_t offset, BytesView bytes) {
  const std::uint64_t content = bytes.empty() ? 0 : XXH3_64bits(bytes.data(), bytes.size());
  const std::array<std::uint64_t, 6> entry{digest_, kind, file, offset, bytes.size(), content};
  digest_ = XXH3_64bits(entry.data(), sizeof(entry));
}

void Disk::note_file(std::uint64_t kind, std::uint64_t file, std::uint64_t offset,
                     const FileImage& image) {
  const auto& blocks = image.blocks();
  const bool is_whole = blocks.size() == 1 && blocks.begin()->second.size() == image.size();
  if (is_whole || image.size() == 0) {
    note(kind, file, offset, is_whole ? BytesView(blocks.begin()->second) : BytesView());
    return;
  }
  for (const auto& [start, bytes] : blocks) note(kind, file, start, bytes);
  note(kind, file, image.size(), BytesView());
}

}  // namespace storm::sim
