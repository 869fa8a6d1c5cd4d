#pragma once

#include <string>
#include <string_view>

/// Texts and keys as TOML 1.0 writes them. Leaves out: bytes that are not UTF-8, which TOML cannot
/// hold.
namespace storm::scenarios {

/// `text` in quotation marks. A long one is spread over several lines, which read as one text.
std::string toml_text(std::string_view text);

/// `key`, in quotation marks if it needs them.
std::string toml_key(std::string_view key);

}  // namespace storm::scenarios
