#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "scenarios/files/link_trace_reader.h"
#include "scenarios/files/link_trace_rows.h"
#include "tests/scenarios/any_link_trace.h"

namespace storm::scenarios {
namespace {

using Outcome = std::variant<sim::LinkTrace, std::vector<Diagnostic>>;

/// A trace that can be replayed, or an answer that a person can use.
void check_outcome(const Outcome& outcome, const std::string& text) {
  if (const auto* trace = std::get_if<sim::LinkTrace>(&outcome)) {
    RC_ASSERT(is_sound(*trace));
    return;
  }
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 2);
  const auto& diagnostics = std::get<std::vector<Diagnostic>>(outcome);
  RC_ASSERT(!diagnostics.empty());
  for (const Diagnostic& diagnostic : diagnostics) {
    RC_ASSERT(!diagnostic.problem.empty());
    RC_ASSERT(!diagnostic.expected.empty());
    RC_ASSERT(diagnostic.file == "any");
    RC_ASSERT(diagnostic.place.line <= lines);
  }
}

RC_GTEST_PROP(LinkTraceReaderProperty, AnyBytesAreAnswered, (const std::string& text)) {
  for (const auto format : {LinkTraceFormat::Csv, LinkTraceFormat::Mahimahi}) {
    check_outcome(read_link_trace(text, "any", format), text);
  }
}

RC_GTEST_PROP(LinkTraceReaderProperty, AnyRowsAreAnswered, ()) {
  static const std::vector<std::string> kPieces{",",
                                                "\n",
                                                "\n",
                                                "0s",
                                                "1s",
                                                "2h",
                                                "1d",
                                                "up",
                                                "down",
                                                "end",
                                                "1%",
                                                "0.5",
                                                "10ms",
                                                "-1",
                                                "9kB",
                                                "#",
                                                "\xff",
                                                " ",
                                                "at",
                                                "loss",
                                                "é",
                                                "\r",
                                                "1",
                                                "1000",
                                                "\n",
                                                "2500",
                                                "0",
                                                "\t",
                                                "999999999999999999999"};
  std::string text = *rc::gen::elementOf(
      std::vector<std::string>{"", "at,state,latency,jitter,loss,bytes_per_second\n0s,up\n"});
  for (const auto& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))) {
    text += piece;
  }
  for (const auto format : {LinkTraceFormat::Csv, LinkTraceFormat::Mahimahi}) {
    check_outcome(read_link_trace(text, "any", format), text);
  }
}

RC_GTEST_PROP(LinkTraceReaderProperty, WrittenRowsReadAsTheTrace, ()) {
  const sim::LinkTrace trace = any_link_trace("");
  std::string text = columns_text(trace) + '\n';
  for (const std::string& row : row_texts(trace)) text += row + '\n';
  const Outcome outcome = read_link_trace(text, "any", LinkTraceFormat::Csv);
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&outcome)) {
    RC_FAIL(to_text(diagnostics->front()) + "\n" + text);
  }
  RC_ASSERT(std::get<sim::LinkTrace>(outcome) == trace);
}

}  // namespace
}  // namespace storm::scenarios
