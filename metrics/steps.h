#pragma once

#include <cstdint>
#include <string_view>

#include "engine/env/node_id.h"
#include "engine/env/time.h"

/// What whoever runs a world tells a History, beside what the machines do (sim/observer.h): what
/// users and faults do, in plain figures and in words.
namespace storm::metrics {

/// How far a user's operation has come.
enum class OperationStage : std::uint8_t {
  /// The user acts; the text says what he does.
  Begun,
  /// The text says what he is told at once.
  Answered,
  /// The text says what he is told later.
  Told,
  /// It is durable on the server.
  Applied,
};

/// A step of a user's operation. The texts live as long as the call.
struct OperationStep {
  Instant at{};
  /// Where it happened: the user's device, or the server.
  NodeId node{};
  OperationStage stage{};
  std::uint64_t operation = 0;
  /// What it is about: operations with equal subjects can touch each other. Only with Begun.
  std::string_view subject;
  std::string_view text;
};

/// How far a fault has come.
enum class FaultStage : std::uint8_t {
  Begun,
  /// It has no end: what it did is done.
  Struck,
  Ended,
};

struct FaultStep {
  Instant at{};
  /// The machine that it strikes.
  NodeId node{};
  FaultStage stage{};
  /// Equal for the begin and the end of one fault; counts from 0.
  std::uint64_t fault = 0;
  /// What it is, in words; lives as long as the call.
  std::string_view text;
};

}  // namespace storm::metrics
