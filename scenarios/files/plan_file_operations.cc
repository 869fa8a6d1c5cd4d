// Reads what users do in a plan.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <tuple>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

__extension__ using Wide = __int128;

using engine::OperationKind;

constexpr std::array<std::pair<OperationKind, std::string_view>, 4> kKinds{
    {{OperationKind::Create, "create"},
     {OperationKind::Set, "set"},
     {OperationKind::Increment, "increment"},
     {OperationKind::Delete, "delete"}}};
// Traces keep eight bits beside an id.
constexpr std::int64_t kIdMax = std::int64_t{1} << 53;
// Of one increment, and of all of one counter together.
constexpr std::int64_t kDeltaMax = std::int64_t{1} << 53;

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
      if (sum.all <= kDeltaMax) continue;
      reading_.diagnostics.add(
          {.place = sum.last_that_fits,
           .problem = fmt::format("the increments of {} in \"{}\" are {} in all, signs left out",
                                  counter.second, counter.first, sum.all),
           .expected = fmt::format("at most {}, as up to this one", kDeltaMax)});
    }
  }

 private:
  struct Sum {
    Wide all = 0;
    /// The table of the last increment with which it is still allowed.
    Place last_that_fits{};
  };

  static std::string required_text(TableReader& reader, std::string_view key,
                                   std::string_view expected) {
    reader.require(key, expected);
    return reader.text(key).value_or("");
  }

  void read_id(TableReader& reader, engine::Operation& operation) {
    const auto id = reader.number("id", count_bounds(1, kIdMax));
    reader.require("id", "a number that no other operation has");
    if (!id) return;
    operation.id = static_cast<engine::OperationId>(*id);
    refuse_second(reader, "id", fmt::format("the operation id {}", *id),
                  ids_.try_emplace(*id, reader.place()));
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
    for (const auto& [kind, name] : kKinds) names.emplace_back(name);
    const auto name = reader.name_of("kind", names, "kind of operation");
    reader.require("kind", "one of " + join_names(names));
    if (!name) return;
    operation.kind = kKinds[static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) -
                                                     names.begin())]
                         .first;
    switch (operation.kind) {
      case OperationKind::Create:
        read_create(reader, operation);
        break;
      case OperationKind::Set:
        operation.field = required_text(reader, "field", "the name of a field");
        operation.value = required_text(reader, "value", "a text that no other operation writes");
        note_value(reader, "value", operation, operation.field, operation.value);
        break;
      case OperationKind::Increment:
        operation.field = required_text(reader, "field", "the name of a counter");
        reader.require("delta", "what to add");
        operation.delta = reader.number("delta", count_bounds(-kDeltaMax, kDeltaMax)).value_or(0);
        add_up(reader, operation);
        break;
      case OperationKind::Delete:
        break;
    }
    reader.finish();
  }

  void read_create(TableReader& reader, engine::Operation& operation) {
    if (!operation.document.empty()) {
      refuse_second(reader, "document",
                    fmt::format("a create of the document \"{}\"", operation.document),
                    creates_.try_emplace(operation.document, reader.place()));
    }
    const FileNode* table = reader.table("fields");
    if (table == nullptr) return;
    TableReader fields(*table, "fields of [[operation]]", reading_.diagnostics);
    for (const FileNode::Member& member : table->members) {
      const auto value = fields.text(member.key);
      if (!value) continue;
      operation.fields.insert_or_assign(member.key, *value);
      note_value(fields, member.key, operation, member.key, *value);
    }
  }

  /// A value names the write that made it: with two writes of one value in one field nobody could
  /// say which of them is there.
  void note_value(TableReader& reader, std::string_view key, const engine::Operation& operation,
                  const std::string& field, const std::string& value) {
    if (value.empty()) return;
    refuse_second(
        reader, key,
        fmt::format("the value \"{}\" of {} in \"{}\"", shortened(value), field,
                    operation.document),
        values_.try_emplace(std::tuple(operation.document, field, value), reader.place()));
  }

  void add_up(const TableReader& reader, const engine::Operation& operation) {
    Sum& sum = sums_[std::pair(operation.document, operation.field)];
    sum.all += operation.delta < 0 ? -operation.delta : operation.delta;
    if (sum.all <= kDeltaMax) sum.last_that_fits = reader.place();
  }

  static std::string shortened(const std::string& text) {
    constexpr std::size_t kShownMax = 40;
    if (text.size() <= kShownMax) return text;
    std::size_t length = kShownMax;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) --length;
    return text.substr(0, length) + "…";
  }

  template <class Outcome>
  static void refuse_second(TableReader& reader, std::string_view key, const std::string& what,
                            const Outcome& outcome) {
    if (outcome.second) return;
    reader.report(key, {.problem = fmt::format("{} is used twice", what),
                        .expected = fmt::format("another one: the first stands in line {}",
                                                outcome.first->second.line)});
  }

  PlanReading& reading_;
  std::map<std::int64_t, Place> ids_;
  /// By document and field.
  std::map<std::pair<std::string, std::string>, Sum> sums_;
  std::map<std::string, Place> creates_;
  std::map<std::tuple<std::string, std::string, std::string>, Place> values_;
};

}  // namespace

std::string_view operation_kind_name(engine::OperationKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return {};
}

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
