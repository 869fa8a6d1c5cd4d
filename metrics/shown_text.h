#pragma once

#include <string>
#include <string_view>

/// Texts of any bytes for those who show them: a terminal, a log, XML, JSON. Names, values and
/// explanations come out of files and engines, so each writer of text passes them through here.
/// What nobody should be shown becomes a question mark: bytes that are not UTF-8, control
/// characters (they steer terminals), the marks that turn the direction of writing (they show a
/// line as something else than it is), separators of lines, and what is not a character (XML 1.0
/// cannot hold it). Leaves out: letters that look like other letters.
namespace storm::metrics {

/// The text on one line, line breaks and tabs masked too.
std::string printable(std::string_view text);

/// The same for a text of several lines: line breaks stay.
std::string printable_lines(std::string_view text);

/// The text as XML wants it between tags and in attributes: `&amp;` for an ampersand. Line breaks
/// and tabs stay, as references to characters.
std::string xml_escaped(std::string_view text);

/// printable(), as a JSON string in quotation marks.
std::string json_quoted(std::string_view text);

}  // namespace storm::metrics
