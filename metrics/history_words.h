#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "metrics/history.h"

/// Words for what stands in a history, for logs and pictures.
namespace storm::metrics {

/// "day 1 09:51:19.004": true time since the start of the world; the first day is day 0.
std::string moment_words(Instant at);
/// "2h 14m", "3.250 s": the two biggest units.
std::string span_words(Duration span);
/// "request", "push".
std::string_view message_words(sim::MessageKind kind);
/// "on a link", "the receiver was down".
std::string_view loss_words(sim::Loss loss);
/// What happened, without who and when: `request, 312 bytes`, `loses power`.
std::string happening_words(const History& history, const Happening& happening);
/// At most `characters_max` characters, with an ellipsis at the end if it was longer.
std::string shortened(std::string_view text, std::size_t characters_max);

}  // namespace storm::metrics
