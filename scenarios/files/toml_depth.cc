#include "scenarios/files/toml_depth.h"

#include <algorithm>
#include <vector>

namespace storm::scenarios {
namespace {

/// Goes through the text once, from bracket to bracket and from dot to dot.
class DepthScan final {
 public:
  DepthScan(std::string_view text, std::size_t depth_max) : text_(text), depth_max_(depth_max) {}

  std::optional<Place> run() {
    while (at_ < text_.size()) {
      take();
      if (header_ + base_ + key_ + dots_ > depth_max_) {
        return Place{.line = line_, .column = static_cast<std::uint32_t>(at_ - line_begin_)};
      }
    }
    return std::nullopt;
  }

 private:
  void take() {
    const char letter = text_[at_];
    if (letter == '"' || letter == '\'') return skip_string(letter);
    ++at_;
    switch (letter) {
      case '#':
        at_ = std::min(text_.find('\n', at_), text_.size());
        return;
      case '\n':
        return end_line();
      case '[':
      case '{':
        return open(letter);
      case ']':
      case '}':
        return close();
      case '.':
        ++(in_header_ ? header_ : dots_);
        break;
      case '=':
        key_ = dots_ + 1;
        dots_ = 0;
        break;
      case ',':
        end_item();
        break;
      default:
        break;
    }
    if (letter != ' ' && letter != '\t') line_is_blank_ = false;
  }

  void end_item() {
    key_ = 0;
    dots_ = 0;
  }

  void end_line() {
    ++line_;
    line_begin_ = at_;
    line_is_blank_ = true;
    in_header_ = false;
    // A value in brackets goes on.
    if (open_.empty()) end_item();
  }

  void open(char letter) {
    if (letter == '[' && open_.empty() && (line_is_blank_ || in_header_)) {
      // A header. The second bracket of two makes an array of tables.
      header_ = in_header_ ? header_ + 1 : 1;
      in_header_ = true;
      line_is_blank_ = false;
      return;
    }
    line_is_blank_ = false;
    open_.push_back(base_);
    base_ += key_ + 1;
    end_item();
  }

  void close() {
    line_is_blank_ = false;
    end_item();
    if (open_.empty()) return;
    base_ = open_.back();
    open_.pop_back();
  }

  void skip_string(char quote) {
    line_is_blank_ = false;
    const bool is_long = text_.substr(at_, 3) == std::string_view(quote == '"' ? "\"\"\"" : "'''");
    at_ += is_long ? 3 : 1;
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      // The end of the line ends what was never closed.
      if (letter == '\n' && !is_long) return;
      ++at_;
      if (letter == '\n') {
        ++line_;
        line_begin_ = at_;
      } else if (letter == '\\' && quote == '"') {
        skip_escaped();
      } else if (letter == quote && (!is_long || closes_long(quote))) {
        return;
      }
    }
  }

  /// What is escaped is no quotation mark; an escaped line break is still one.
  void skip_escaped() {
    if (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  /// Whether three marks in a row, of which the first has been taken, end the text. Up to two more
  /// before them belong to it.
  bool closes_long(char quote) {
    std::size_t marks = 1;
    while (marks < 5 && at_ < text_.size() && text_[at_] == quote) {
      ++marks;
      ++at_;
    }
    return marks >= 3;
  }

  std::string_view text_;
  std::size_t depth_max_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_begin_ = 0;
  bool line_is_blank_ = true;
  bool in_header_ = false;
  /// How deep the table of the last header is.
  std::size_t header_ = 0;
  /// How deep the innermost open bracket is below that, and what it was outside of each.
  std::size_t base_ = 0;
  std::vector<std::size_t> open_;
  /// Of the key before the last equals sign, and the dots since.
  std::size_t key_ = 0;
  std::size_t dots_ = 0;
};

}  // namespace

std::optional<Place> too_deep_in_toml(std::string_view text, std::size_t depth_max) {
  return DepthScan(text, depth_max).run();
}

}  // namespace storm::scenarios
