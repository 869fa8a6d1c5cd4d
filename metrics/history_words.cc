#include "metrics/history_words.h"

#include <fmt/format.h>

#include "metrics/shown_text.h"

namespace storm::metrics {

namespace {

constexpr std::uint16_t kSuccess = 200;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string message(const Happening& happening) {
  std::string words =
      fmt::format("{}, {} bytes", message_words(happening.message_kind), happening.bytes);
  const bool answers = happening.message_kind == sim::MessageKind::Response ||
                       happening.message_kind == sim::MessageKind::Forgery;
  if (answers && happening.status != kSuccess)
    words += fmt::format(", status {}", happening.status);
  return words;
}

}  // namespace

std::string moment_words(Instant at) {
  const auto milliseconds_in_all = std::chrono::floor<milliseconds>(at.time_since_epoch()).count();
  const auto seconds_in_all = milliseconds_in_all / 1000;
  return fmt::format("day {} {:02}:{:02}:{:02}.{:03}", seconds_in_all / 86'400,
                     seconds_in_all / 3600 % 24, seconds_in_all / 60 % 60, seconds_in_all % 60,
                     milliseconds_in_all % 1000);
}

std::string span_words(Duration span) {
  const auto milliseconds_in_all = std::chrono::floor<milliseconds>(span).count();
  const auto seconds_in_all = milliseconds_in_all / 1000;
  if (seconds_in_all < 60) {
    return fmt::format("{}.{:03} s", seconds_in_all, milliseconds_in_all % 1000);
  }
  if (seconds_in_all < 3600) {
    return fmt::format("{}m {:02}s", seconds_in_all / 60, seconds_in_all % 60);
  }
  if (seconds_in_all < 86'400) {
    return fmt::format("{}h {:02}m", seconds_in_all / 3600, seconds_in_all / 60 % 60);
  }
  return fmt::format("{}d {:02}h", seconds_in_all / 86'400, seconds_in_all / 3600 % 24);
}

std::string_view message_words(sim::MessageKind kind) {
  switch (kind) {
    case sim::MessageKind::Request:
      return "request";
    case sim::MessageKind::Response:
      return "response";
    case sim::MessageKind::Refusal:
      return "connection refused";
    case sim::MessageKind::Push:
      return "push";
    case sim::MessageKind::Forgery:
      return "answer from somebody in between";
    case sim::MessageKind::Reset:
      return "connection reset";
  }
  return "message";
}

std::string_view loss_words(sim::Loss loss) {
  switch (loss) {
    case sim::Loss::None:
      return "not lost";
    case sim::Loss::Link:
      return "on a link";
    case sim::Loss::Cut:
      return "in a cut network";
    case sim::Loss::Gateway:
      return "at a gateway";
    case sim::Loss::ReceiverDown:
      return "the receiver was down";
  }
  return "somewhere";
}

std::string happening_words(const History& history, const Happening& happening) {
  switch (happening.kind) {
    case HappeningKind::Sent:
    case HappeningKind::Arrived:
    case HappeningKind::Lost:
      return message(happening);
    case HappeningKind::Boot:
      return "boots";
    case HappeningKind::Kill:
      return "loses power";
    case HappeningKind::Suspend:
      return "is suspended";
    case HappeningKind::Resume:
      return "resumes";
    case HappeningKind::Begun:
      return printable(history.text(happening));
    case HappeningKind::Answered:
      return fmt::format("operation {}: {}", happening.number, printable(history.text(happening)));
    case HappeningKind::Told:
      return fmt::format("user is told of operation {}: {}", happening.number,
                         printable(history.text(happening)));
    case HappeningKind::Applied:
      return fmt::format("operation {} is durable here", happening.number);
    case HappeningKind::FaultBegun:
      return fmt::format("fault begins: {}", printable(history.text(happening)));
    case HappeningKind::FaultStruck:
      return fmt::format("fault: {}", printable(history.text(happening)));
    case HappeningKind::FaultEnded:
      return fmt::format("fault ends: {}", printable(history.text(happening)));
  }
  return {};
}

std::string shortened(std::string_view text, std::size_t characters_max) {
  std::size_t characters = 0;
  std::size_t keep = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_continuation(text[i])) continue;
    if (++characters == characters_max) keep = i;
  }
  if (characters <= characters_max) return std::string(text);
  return std::string(text.substr(0, keep)) + "\u2026";
}

}  // namespace storm::metrics
