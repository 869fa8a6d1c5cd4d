#include "engine/naive/naive_wire.h"

#include <charconv>
#include <system_error>

namespace storm::engine::naive {
namespace {

void put(std::string& text, std::string_view token) {
  text += std::to_string(token.size());
  text += ':';
  text += token;
}

template <class Integer>
void put_number(std::string& text, Integer number) {
  put(text, std::to_string(number));
}

void put_record(std::string& text, const Record& record) {
  put(text, record.name);
  put(text, record.document.scope);
  put_number(text, record.stamp);
  put_number(text, record.deleted ? 1 : 0);
  put_number(text, record.document.fields.size());
  for (const auto& [name, value] : record.document.fields) {
    put(text, name);
    put(text, value);
  }
  put_number(text, record.document.counters.size());
  for (const auto& [name, value] : record.document.counters) {
    put(text, name);
    put_number(text, value);
  }
}

Bytes to_bytes(std::string_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return Bytes(data, data + text.size());
}

std::string_view to_text(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Takes tokens from the front. After the first that is malformed, all further ones are empty.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::string_view token() {
    const std::size_t colon = rest_.find(':');
    std::size_t length = 0;
    if (colon == std::string_view::npos || !parse(rest_.substr(0, colon), length) ||
        length > rest_.size() - colon - 1) {
      fail();
      return {};
    }
    const std::string_view token = rest_.substr(colon + 1, length);
    rest_.remove_prefix(colon + 1 + length);
    return token;
  }

  template <class Integer>
  Integer number() {
    Integer number = 0;
    if (!parse(token(), number)) fail();
    return number;
  }

  /// The length of a list. No item takes less than two bytes, so that a lie is seen here and not
  /// after an attempt to make room for it.
  std::size_t length() {
    const auto length = number<std::size_t>();
    if (length > rest_.size() / 2) fail();
    return ok_ ? length : 0;
  }

  Record record() {
    Record record;
    record.name = token();
    record.document.scope = token();
    record.stamp = number<std::int64_t>();
    record.deleted = number<int>() != 0;
    for (std::size_t left = length(); left > 0 && ok_; --left) {
      const std::string name(token());
      record.document.fields[name] = token();
    }
    for (std::size_t left = length(); left > 0 && ok_; --left) {
      const std::string name(token());
      record.document.counters[name] = number<std::int64_t>();
    }
    return record;
  }

  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  template <class Integer>
  static bool parse(std::string_view digits, Integer& number) {
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && stop == end;
  }

  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string encode(const Record& record) {
  std::string text;
  put_record(text, record);
  return text;
}

Bytes encode(const NaiveRequest& request) {
  std::string text;
  put_number(text, request.since);
  put_number(text, request.scopes.size());
  for (const std::string& scope : request.scopes) put(text, scope);
  put_number(text, request.changes.size());
  for (const RecordChange& change : request.changes) {
    put_number(text, change.operations.size());
    for (const OperationId id : change.operations) {
      put_number(text, static_cast<std::uint64_t>(id));
    }
    put_record(text, change.record);
  }
  return to_bytes(text);
}

Bytes encode(const NaiveResponse& response) {
  std::string text;
  put_number(text, response.records.size());
  for (const Record& record : response.records) put_record(text, record);
  return to_bytes(text);
}

std::optional<Record> decode_record(std::string_view text) {
  Reader reader(text);
  Record record = reader.record();
  if (!reader.done()) return std::nullopt;
  return record;
}

std::optional<NaiveRequest> decode_request(BytesView bytes) {
  Reader reader(to_text(bytes));
  NaiveRequest request;
  request.since = reader.number<std::int64_t>();
  for (std::size_t left = reader.length(); left > 0 && reader.ok(); --left) {
    request.scopes.emplace_back(reader.token());
  }
  for (std::size_t left = reader.length(); left > 0 && reader.ok(); --left) {
    RecordChange& change = request.changes.emplace_back();
    for (std::size_t ids = reader.length(); ids > 0 && reader.ok(); --ids) {
      change.operations.push_back(OperationId{reader.number<std::uint64_t>()});
    }
    change.record = reader.record();
  }
  if (!reader.done()) return std::nullopt;
  return request;
}

std::optional<NaiveResponse> decode_response(BytesView bytes) {
  Reader reader(to_text(bytes));
  NaiveResponse response;
  for (std::size_t left = reader.length(); left > 0 && reader.ok(); --left) {
    response.records.push_back(reader.record());
  }
  if (!reader.done()) return std::nullopt;
  return response;
}

}  // namespace storm::engine::naive
