#pragma once

#include <string>
#include <string_view>

namespace storm::scenarios {

/// A UTF-8 text as code points; bytes that are not UTF-8 become U+FFFD, one for each.
std::u32string to_code_points(std::string_view text);
std::string to_utf8(std::u32string_view text);

}  // namespace storm::scenarios
