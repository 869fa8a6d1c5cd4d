#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "scenarios/datatypes/edit_notation.h"

namespace storm::scenarios {

/// Keeps what a verb writes and gives it back. Says of each key whether it was asked for, so that a
/// test sees what a verb writes and does not read.
class EditNotebook final : public EditWriter, public EditReader {
 public:
  using Texts = std::map<std::string, std::string>;
  using Entry = std::variant<std::string, std::int64_t, Texts>;

  void text(std::string_view key, const std::string& text) override { put(key, text); }
  void number(std::string_view key, std::int64_t number) override { put(key, number); }
  void texts(std::string_view key, const Texts& texts) override { put(key, texts); }

  std::string text(std::string_view key, std::string_view /*expected*/) override {
    return take<std::string>(key);
  }
  std::string value(std::string_view key, std::string_view /*expected*/,
                    const std::string& cell) override {
    values_read[cell] = take<std::string>(key);
    return values_read[cell];
  }
  std::int64_t number(std::string_view key, std::string_view /*expected*/,
                      NumberBounds bounds) override {
    bounds_read = bounds;
    return take<std::int64_t>(key);
  }
  Texts values(std::string_view key) override {
    values_read = take<Texts>(key);
    return values_read;
  }
  void claim_document() override { ++claims; }

  /// What is written down and nobody has read.
  std::map<std::string, Entry> entries;
  /// What was read as the values of cells, which have to be unlike all others.
  Texts values_read;
  NumberBounds bounds_read;
  int claims = 0;

 private:
  void put(std::string_view key, Entry entry) { entries.emplace(key, std::move(entry)); }

  template <class Kind>
  Kind take(std::string_view key) {
    const auto place = entries.find(std::string(key));
    if (place == entries.end()) return {};
    const Kind kind = std::get<Kind>(place->second);
    entries.erase(place);
    return kind;
  }
};

}  // namespace storm::scenarios
