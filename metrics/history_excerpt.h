#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/history.h"

namespace storm::metrics {

/// What somebody wants to understand: a violation, by where and when it was seen and which users'
/// operations it is about.
struct Focus {
  Instant at{};
  std::vector<NodeId> nodes;
  std::vector<std::uint64_t> operations;
  /// More that it is about: operations with these subjects are near to it, but not all of them need
  /// have a part in it.
  std::vector<std::string> subjects;
};

/// Whether the operation is among those in focus, or about a subject in focus.
bool is_in_focus(const History& history, const Focus& focus, std::uint64_t operation);

/// Whether the history's happening can have had a part in what is in focus: there is a path to it
/// from one happening of a node to the node's next, and from a sending to its arrival.
/// Final are all happenings of the operations and the last one on each of the nodes, by `focus.at`;
/// without either, the last one of every node. A loss has no effect on anybody; it counts when its
/// sending does.
/// Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7),
/// 1978.
/// Returns one value per happening, not zero for those.
std::vector<std::uint8_t> causal_past(const History& history, const Focus& focus);

/// Whether to show exchanges that brought nothing new to anybody, as far as their size tells.
enum class Idle : std::uint8_t { Hide, Show };

/// How much of a history to show.
struct ExcerptOptions {
  std::size_t happenings_max = 200;
  Idle idle = Idle::Hide;
};

/// Exchanges that were left out because nothing came of them.
struct IdleExchanges {
  /// Of the last one's request.
  HappeningIndex index = 0;
  NodeId asker{};
};

/// The part of a history that a person should look at, in its order.
struct Excerpt {
  std::vector<HappeningIndex> shown;
  /// In the order of their indices.
  std::vector<IdleExchanges> idle;
  std::uint64_t happened = 0;
  std::uint64_t in_the_past = 0;
  /// Of those worth showing: how many were too far from what is in focus.
  std::uint64_t too_far = 0;
};

/// The causal past of what is in focus, without what explains nothing: idle exchanges, messages
/// that arrived too late to matter, operations that could not be tried. When more than
/// `happenings_max` are left, those with the fewest steps of cause and effect to the operations in
/// focus, or to others with the same subject, are taken.
Excerpt excerpt_of(const History& history, const Focus& focus, const ExcerptOptions& options);

/// What an answer says of an operation that the user could not even try.
constexpr std::string_view kNotTried = "could not be tried";

/// What a picture says of itself.
struct PictureHeader {
  /// `no_silent_loss: accepted and gone`.
  std::string title;
  std::string explanation;
  /// The line that repeats the run in a shell.
  std::string repeat_line;
  std::string scenario;
  std::uint64_t seed = 0;
  /// By the index of the node: what is out of the ordinary with it from the start ("clock +2h
  /// 03m"). May be shorter than the list of nodes; an empty one says nothing.
  std::vector<std::string> node_notes{};
};

/// How much of the history is shown, in one sentence.
std::string extent_words(const Excerpt& excerpt);

}  // namespace storm::metrics
