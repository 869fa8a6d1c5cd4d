#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/env/random.h"
#include "engine/operation.h"

namespace storm::scenarios {

/// What the users of a plan write: words that a person can tell apart in a report, and how a report
/// quotes them.

/// A value that no other operation or field of the plan has:
/// `field-03/op-00412/title blue harbour`. Draws twice.
std::string unique_value(std::string_view device, engine::OperationId operation,
                         std::string_view field, Random& random);
/// `field-03/op-00412/title`, and what a user wrote after a space.
std::string unique_value(std::string_view device, engine::OperationId operation,
                         std::string_view field, std::string_view text);
/// What a user wrote: a unique value without its mark. Texts without a mark come back whole.
std::string_view text_of_value(std::string_view value);

/// `office-02/doc-0007`
std::string document_name(std::string_view creator, std::uint32_t number);

/// The text between quotes, on one line, cut to a few dozen bytes at a character's border.
std::string in_quotes(std::string_view text);

}  // namespace storm::scenarios
