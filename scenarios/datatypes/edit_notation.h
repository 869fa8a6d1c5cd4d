#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

/// How an edit is written down: pairs of a key and a text, a number or a table of texts. A file
/// format implements these two; a data type speaks to them, and so knows no format.
namespace storm::scenarios {

/// Takes down what belongs to one operation, in the order of the calls.
class EditWriter {
 public:
  EditWriter() = default;
  EditWriter(const EditWriter&) = delete;
  EditWriter& operator=(const EditWriter&) = delete;
  virtual ~EditWriter() = default;

  virtual void text(std::string_view key, const std::string& text) = 0;
  virtual void number(std::string_view key, std::int64_t number) = 0;
  virtual void texts(std::string_view key, const std::map<std::string, std::string>& texts) = 0;
};

/// Both ends are allowed.
struct NumberBounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Gives back what belongs to one operation. What is missing or wrong is reported to whoever wrote
/// it, in terms of `expected`, and answered with nothing: an empty text, zero, no texts.
class EditReader {
 public:
  EditReader() = default;
  EditReader(const EditReader&) = delete;
  EditReader& operator=(const EditReader&) = delete;
  virtual ~EditReader() = default;

  virtual std::string text(std::string_view key, std::string_view expected) = 0;
  /// A text that becomes the value of `cell`. Reports one that another operation has written there:
  /// a value names the write that made it.
  virtual std::string value(std::string_view key, std::string_view expected,
                            const std::string& cell) = 0;
  virtual std::int64_t number(std::string_view key, std::string_view expected,
                              NumberBounds bounds) = 0;
  /// Values by cell. May be missing.
  virtual std::map<std::string, std::string> values(std::string_view key) = 0;
  /// Reports a document that another operation brings into being, too.
  virtual void claim_document() = 0;
};

}  // namespace storm::scenarios
