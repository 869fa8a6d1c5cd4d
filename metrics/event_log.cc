#include "metrics/event_log.h"

#include <fmt/format.h>
#include <iterator>
#include <map>
#include <span>

#include "metrics/history_words.h"
#include "metrics/shown_text.h"

namespace storm::metrics {

namespace {

class Writer final {
 public:
  Writer(const History& history, const Focus& focus, const Excerpt& excerpt)
      : history_(history), focus_(focus), excerpt_(excerpt), idle_(excerpt.idle) {}

  void header(const PictureHeader& header) {
    add("# {}\n# {}\n", printable(header.title), printable(header.explanation));
    add("# scenario {}, seed {}; repeat with:\n#   {}\n", printable(header.scenario), header.seed,
        printable(header.repeat_line));
    add("# {}\n", extent_words(excerpt_));
    for (std::size_t node = 0; node < header.node_notes.size(); ++node) {
      if (header.node_notes[node].empty()) continue;
      add("# {}: {}\n", history_.node_names()[node], printable(header.node_notes[node]));
    }
    add("# Times are true time since the start of the world; device clocks may differ. * marks "
        "the\n"
        "# operations that the violation is about.\n\n");
  }

  void events() {
    for (const HappeningIndex index : excerpt_.shown) {
      idle_before(index);
      const Happening& happening = history_.happenings()[index];
      if (happening.partner == kNoHappening || !told_with_partner(index)) line(happening);
    }
    idle_before(kNoHappening);
  }

  void violation(const PictureHeader& header) {
    add("\n! {}  VIOLATION {}\n", moment_words(focus_.at), printable(header.title));
  }

  std::string take() { return std::move(text_); }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  /// A message is one line, at its sending. Only the second copy of a doubled one has its own.
  bool told_with_partner(HappeningIndex index) const {
    const Happening& happening = history_.happenings()[index];
    if (happening.kind == HappeningKind::Sent) return false;
    return history_.happenings()[happening.partner].partner == index;
  }

  void line(const Happening& happening) {
    const bool of_message = happening.kind == HappeningKind::Sent ||
                            happening.kind == HappeningKind::Arrived ||
                            happening.kind == HappeningKind::Lost;
    const bool of_operation = happening.kind == HappeningKind::Begun ||
                              happening.kind == HappeningKind::Told ||
                              happening.kind == HappeningKind::Applied;
    const bool marked = of_operation && is_in_focus(history_, focus_, happening.number);
    add("{} {}  {}\n", marked ? '*' : ' ', moment_words(happening.at),
        of_message ? message(happening) : event(happening));
  }

  std::string event(const Happening& happening) const {
    const std::string words = happening_words(history_, happening);
    if (happening.kind != HappeningKind::Begun) {
      return fmt::format("{}: {}{}", history_.name(happening.node), words, deed(happening));
    }
    const std::string& answer = history_.answer(happening.number);
    return fmt::format("{}: user {} -> {} [operation {}]", history_.name(happening.node), words,
                       answer.empty() ? "no answer" : printable(answer), happening.number);
  }

  /// What the operation was about, where the line itself does not say it.
  std::string deed(const Happening& happening) const {
    if (happening.kind != HappeningKind::Applied && happening.kind != HappeningKind::Told) {
      return {};
    }
    const OperationStory* story = history_.story(happening.number);
    if (story == nullptr || story->begun == kNoHappening) return {};
    const Happening& begun = history_.happenings()[story->begun];
    return fmt::format(" ({} {})", history_.name(begun.node), printable(history_.text(begun)));
  }

  std::string message(const Happening& happening) const {
    const std::string words = happening_words(history_, happening);
    const std::string& here = history_.name(happening.node);
    const std::string& there = history_.name(happening.peer);
    if (happening.kind == HappeningKind::Lost) {
      return fmt::format("{} -> {}: {} (a copy is lost: {})", here, there, words,
                         loss_words(happening.loss));
    }
    if (happening.kind == HappeningKind::Arrived) {
      return happening.partner == kNoHappening
                 ? fmt::format("{}: {}", here, words)
                 : fmt::format("{} -> {}: {} (arrives once more)", there, here, words);
    }
    return fmt::format("{} -> {}: {} ({})", here, there, words, fate(happening));
  }

  std::string fate(const Happening& sent) const {
    if (sent.partner == kNoHappening) return "still on its way";
    const Happening& end = history_.happenings()[sent.partner];
    if (end.kind == HappeningKind::Arrived) {
      return fmt::format("arrives after {}", span_words(end.at - sent.at));
    }
    const bool down = end.loss == sim::Loss::ReceiverDown;
    return fmt::format("lost{} {}", down ? ":" : "", loss_words(end.loss));
  }

  void idle_before(HappeningIndex index) {
    std::map<NodeId, std::uint64_t> counts;
    while (!idle_.empty() && idle_.front().index < index) {
      ++counts[idle_.front().asker];
      idle_ = idle_.subspan(1);
    }
    for (const auto& [asker, count] : counts) {
      add("{:>23}  ({}: {} exchange{} without effect)\n", "", history_.name(asker), count,
          count == 1 ? "" : "s");
    }
  }

  const History& history_;
  const Focus& focus_;
  const Excerpt& excerpt_;
  std::span<const IdleExchanges> idle_;
  std::string text_;
};

}  // namespace

std::string event_log(const History& history, const Focus& focus, const Excerpt& excerpt,
                      const PictureHeader& header) {
  Writer writer(history, focus, excerpt);
  writer.header(header);
  writer.events();
  writer.violation(header);
  return writer.take();
}

}  // namespace storm::metrics
