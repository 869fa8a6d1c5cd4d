#include "metrics/space_time.h"

#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "metrics/history_words.h"
#include "metrics/space_time_painter.h"
#include "metrics/svg.h"

namespace storm::metrics {

namespace {

constexpr std::string_view kDefinitions = R"(<style>
text { font: 11px "DejaVu Sans", Verdana, sans-serif; fill: #222; }
.paper { fill: #fff; }
.title { font-size: 16px; font-weight: bold; fill: #b00020; }
.small { font-size: 11px; fill: #444; }
.shell { font-family: "DejaVu Sans Mono", monospace; fill: #444; }
.warning { font-weight: bold; fill: #b00020; }
.node { font-size: 14px; font-weight: bold; }
.time { font: 10px "DejaVu Sans Mono", monospace; fill: #777; }
.label { paint-order: stroke; stroke: #fff; stroke-width: 3px; }
.label.focus { font-weight: bold; fill: #b00020; }
.label.power { fill: #555; font-weight: bold; }
.label.fault { fill: #a15c00; }
.label.loss, .label.idle { font-size: 10px; fill: #a33; }
.label.idle { fill: #888; font-style: italic; }
.life { stroke: #888; stroke-width: 2; }
.dead { stroke: #fff; stroke-width: 4; stroke-dasharray: 4 4; }
.asleep { stroke: #fff; stroke-width: 4; stroke-dasharray: 1 3; }
.request, .response, .push { stroke: #5a6b7b; stroke-width: 1.2; marker-end: url(#head); }
.response { stroke-opacity: 0.65; }
.push { stroke: #2a8; }
.lost { stroke: #c33; stroke-width: 1.2; stroke-dasharray: 5 3; }
.cross { stroke: #c33; stroke-width: 2; }
.operation { fill: #1f5fbf; }
.operation.focus { fill: #d0021b; stroke: #d0021b; stroke-opacity: 0.3; stroke-width: 6; }
.applied { fill: #2e8b57; }
.told { fill: #8e44ad; }
.power { fill: #333; }
.trouble { fill: #f5a623; fill-opacity: 0.35; }
.struck { fill: #f5a623; stroke: #a15c00; }
.break { stroke: #aaa; stroke-dasharray: 2 4; }
.violation { fill: #d0021b; fill-opacity: 0.12; stroke: #d0021b; }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"
orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#5a6b7b"/></marker></defs>
)";

constexpr std::int64_t kMargin = 16;
constexpr std::int64_t kLineHeight = 16;
constexpr std::size_t kHeaderCharacters = 130;
constexpr std::size_t kHeaderLinesMax = 8;

std::vector<std::string> wrapped(std::string_view text) {
  std::vector<std::string> lines;
  while (text.size() > kHeaderCharacters && lines.size() + 1 < kHeaderLinesMax) {
    std::size_t end = text.rfind(' ', kHeaderCharacters);
    if (end == std::string_view::npos || end == 0) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.push_back(shortened(text, kHeaderCharacters + 20));
  return lines;
}

/// The texts above the picture; made first, for the picture begins below them.
struct Caption {
  SvgCanvas& canvas;
  std::int64_t y = kMargin;

  void add(std::string_view kind, std::string_view words) {
    y += kLineHeight;
    canvas.text(kind, Anchor::Start, {.x = kMargin, .y = y}, words);
  }
};

}  // namespace

std::string space_time_diagram(const History& history, const Focus& focus, const Excerpt& excerpt,
                               const PictureHeader& header) {
  SvgCanvas canvas;
  Caption caption{.canvas = canvas};
  caption.add("title", header.title);
  for (const std::string& line : wrapped(header.explanation)) caption.add("text", line);
  caption.add("small",
              fmt::format("Scenario {}, seed {}. Repeat with:", header.scenario, header.seed));
  caption.add("shell", header.repeat_line);
  caption.add(excerpt.too_far == 0 ? "small" : "warning", extent_words(excerpt));
  SpaceTimePainter painter(canvas, history, focus, excerpt, header.node_notes, caption.y + 60);
  painter.paint();
  return canvas.finish(painter.size(), kDefinitions);
}

}  // namespace storm::metrics
