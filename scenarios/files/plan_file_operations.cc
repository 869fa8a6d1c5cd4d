// Reads what users do in a plan.

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>
#include <utility>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

__extension__ using Wide = __int128;

// Traces keep eight bits beside an id.
constexpr std::int64_t kIdMax = std::int64_t{1} << 53;
// Of all that is added to one cell together.
constexpr std::int64_t kSumMax = std::int64_t{1} << 53;

std::string shortened(const std::string& text) {
  constexpr std::size_t kShownMax = 40;
  if (text.size() <= kShownMax) return text;
  std::size_t length = kShownMax;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) --length;
  return text.substr(0, length) + "…";
}

template <class Outcome>
void refuse_second(TableReader& reader, std::string_view key, const std::string& what,
                   const Outcome& outcome) {
  if (outcome.second) return;
  reader.report(key, {.problem = fmt::format("{} is used twice", what),
                      .expected = fmt::format("another one: the first stands in line {}",
                                              outcome.first->second.line)});
}

std::string required_text(TableReader& reader, std::string_view key, std::string_view expected) {
  reader.require(key, expected);
  return reader.text(key).value_or("");
}

/// Where what must not come twice came first.
struct FirstPlaces {
  std::map<std::int64_t, Place> ids;
  std::map<std::string, Place> creates;
  std::map<std::tuple<std::string, std::string, std::string>, Place> values;
};

/// Reads what a verb has written of its operation.
class TableEditReader final : public EditReader {
 public:
  /// Requires: all of them outlive this.
  TableEditReader(TableReader& reader, Diagnostics& diagnostics, const std::string& document,
                  FirstPlaces& first)
      : reader_(reader), diagnostics_(diagnostics), document_(document), first_(first) {}

  std::string text(std::string_view key, std::string_view expected) override {
    return required_text(reader_, key, expected);
  }

  std::string value(std::string_view key, std::string_view expected,
                    const std::string& cell) override {
    std::string value = required_text(reader_, key, expected);
    note_value(reader_, key, cell, value);
    return value;
  }

  std::int64_t number(std::string_view key, std::string_view expected,
                      NumberBounds bounds) override {
    reader_.require(key, expected);
    return reader_.number(key, count_bounds(bounds.low, bounds.high)).value_or(0);
  }

  std::map<std::string, std::string> values(std::string_view key) override {
    std::map<std::string, std::string> values;
    const FileNode* table = reader_.table(key);
    if (table == nullptr) return values;
    TableReader inside(*table, fmt::format("{} of [[operation]]", key), diagnostics_);
    for (const FileNode::Member& member : table->members) {
      const auto value = inside.text(member.key);
      if (!value) continue;
      values.insert_or_assign(member.key, *value);
      note_value(inside, member.key, member.key, *value);
    }
    return values;
  }

  void claim_document() override {
    if (document_.empty()) return;
    refuse_second(reader_, "document", fmt::format("a create of the document \"{}\"", document_),
                  first_.creates.try_emplace(document_, reader_.place()));
  }

 private:
  /// A value names the write that made it: with two writes of one value in one field nobody could
  /// say which of them is there.
  void note_value(TableReader& reader, std::string_view key, const std::string& field,
                  const std::string& value) {
    if (value.empty()) return;
    refuse_second(
        reader, key,
        fmt::format("the value \"{}\" of {} in \"{}\"", shortened(value), field, document_),
        first_.values.try_emplace(std::tuple(document_, field, value), reader.place()));
  }

  TableReader& reader_;
  Diagnostics& diagnostics_;
  const std::string& document_;
  FirstPlaces& first_;
};

/// Reads all operations, and holds them to what is true of all of them together.
class OperationsReader final {
 public:
  explicit OperationsReader(PlanReading& reading) : reading_(reading) {}

  void read(const FileNode& table) {
    TableReader reader(table, "[[operation]]", reading_.diagnostics);
    PlannedOperation planned;
    engine::Operation& operation = planned.operation;
    read_id(reader, operation);
    planned.at = read_moment(reader, "at", reading_.plan).value_or(Instant{});
    const auto device = read_device_name(reader, "device", reading_);
    planned.device = device.value_or(0);
    operation.scope = required_text(reader, "scope", "a scope of the device");
    if (device) check_scope(reader, operation.scope, reading_.plan.devices[*device]);
    operation.document = required_text(reader, "document", "the name of a document");
    read_kind(reader, operation);
    reading_.plan.operations.push_back(std::move(planned));
  }

  /// Whatever of the increments takes effect, in whatever order and however often a broken engine
  /// repeats it: no counter is to leave 64 bits.
  /// Call it when all have been read.
  void check_sums() {
    for (const auto& [counter, sum] : sums_) {
      if (sum.all <= kSumMax) continue;
      reading_.diagnostics.add(
          {.place = sum.last_that_fits,
           .problem = fmt::format("the increments of {} in \"{}\" are {} in all, signs left out",
                                  counter.second, counter.first, sum.all),
           .expected = fmt::format("at most {}, as up to this one", kSumMax)});
    }
  }

 private:
  struct Sum {
    Wide all = 0;
    /// The table of the last increment with which it is still allowed.
    Place last_that_fits{};
  };

  void read_id(TableReader& reader, engine::Operation& operation) {
    const auto id = reader.number("id", count_bounds(1, kIdMax));
    reader.require("id", "a number that no other operation has");
    if (!id) return;
    operation.id = static_cast<engine::OperationId>(*id);
    refuse_second(reader, "id", fmt::format("the operation id {}", *id),
                  first_.ids.try_emplace(*id, reader.place()));
  }

  static void check_scope(TableReader& reader, const std::string& scope, const DevicePlan& device) {
    const auto& scopes = device.scopes;
    if (scope.empty() || std::find(scopes.begin(), scopes.end(), scope) != scopes.end()) return;
    reader.report("scope", {.problem = fmt::format("{} has no scope \"{}\"", device.name, scope),
                            .expected = scopes.empty() ? "a device with scopes"
                                                       : "one of " + join_names(scopes),
                            .nearest = nearest_name(scope, scopes)});
  }

  /// The rest of the table depends on the kind.
  void read_kind(TableReader& reader, engine::Operation& operation) {
    std::vector<std::string> names;
    for (const Verb& verb : verbs()) names.emplace_back(verb.name);
    const auto name = reader.name_of("kind", names, "kind of operation");
    reader.require("kind", "one of " + join_names(names));
    if (!name) return;
    const Verb* verb = find_verb(*name);
    STORM_ASSERT(verb != nullptr);
    operation.kind = verb->kind;
    TableEditReader edit(reader, reading_.diagnostics, operation.document, first_);
    if (verb->read != nullptr) verb->read(operation, edit);
    add_up(reader, operation);
    reader.finish();
  }

  void add_up(const TableReader& reader, const engine::Operation& operation) {
    for (const Atom& atom : atoms_of(operation)) {
      if (atom.type->shows != Shows::Sum) continue;
      Sum& sum = sums_[std::pair(operation.document, std::string(atom.cell))];
      sum.all += atom.amount < 0 ? -Wide{atom.amount} : Wide{atom.amount};
      if (sum.all <= kSumMax) sum.last_that_fits = reader.place();
    }
  }

  PlanReading& reading_;
  FirstPlaces first_;
  /// By document and cell.
  std::map<std::pair<std::string, std::string>, Sum> sums_;
};

}  // namespace

std::optional<Instant> read_moment(TableReader& reader, std::string_view key, const Plan& plan) {
  reader.require(key, "a time since the start of the run, such as \"1h30m\"");
  const auto since_start = reader.duration(key, 0s, plan.chaos);
  if (!since_start) return std::nullopt;
  return Instant{*since_start};
}

void read_planned_operations(TableReader& file, PlanReading& reading) {
  const auto tables = file.tables("operation");
  if (static_cast<std::int64_t>(tables.size()) > kOperationsMax) {
    file.report("operation", {.problem = "too many operations",
                              .expected = fmt::format("at most {}", kOperationsMax),
                              .found = fmt::format("{}", tables.size())});
    return;
  }
  OperationsReader reader(reading);
  for (const FileNode* table : tables) reader.read(*table);
  reader.check_sums();
}

}  // namespace storm::scenarios
