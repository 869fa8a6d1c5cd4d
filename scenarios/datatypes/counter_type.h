#pragma once

#include <cstddef>

#include "scenarios/datatypes/data_type.h"

namespace storm::scenarios {

/// A counter: a named number of a document, to which increments add, by negative amounts too.
/// Absent and zero mean the same.
///
/// Atoms: one for each increment. A sum shows none of them by itself.
///
/// Fates: what shows has to be the sum of the promised increments and of some of those left open.
/// If it is not, the counter as a whole is wrong: doubled, when the excess is just what took effect
/// again, else invented (too much) or lost (too little). Suspects are those that took effect again
/// when it is too much, and promised ones that the server never had when it is too little.
///
/// Cannot see: two errors that cancel out; with more open outcomes than `kReachableSumsMax` sums
/// can tell apart, anything within their range.
const DataType& counter_type();

const Verb& increment_verb();

/// How many different sums of open outcomes are kept for one counter.
constexpr std::size_t kReachableSumsMax = 4096;

/// The largest amount of one increment in a file.
constexpr std::int64_t kAmountMax = std::int64_t{1} << 53;

}  // namespace storm::scenarios
