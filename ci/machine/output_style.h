#pragma once

#include <cstdint>

/// How much a command says, and to whom.
namespace storm::ci {

enum class OutputStyle : std::uint8_t { Human, Json };
enum class Chatter : std::uint8_t { Normal, Quiet };

}  // namespace storm::ci
