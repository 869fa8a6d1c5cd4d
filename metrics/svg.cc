#include "metrics/svg.h"

#include <fmt/format.h>

#include "metrics/shown_text.h"

namespace storm::metrics {

namespace {

std::string_view anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::Start:
      return "start";
    case Anchor::Middle:
      return "middle";
    case Anchor::End:
      return "end";
  }
  return "start";
}

}  // namespace

void SvgCanvas::close(std::string_view element, std::string_view content, std::string_view title) {
  body_ += '>';
  if (!title.empty()) body_ += fmt::format("<title>{}</title>", xml_escaped(title));
  body_ += fmt::format("{}</{}>\n", xml_escaped(content), element);
}

void SvgCanvas::line(std::string_view kind, Spot from, Spot to, std::string_view title) {
  body_ += fmt::format(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}")", kind, from.x, from.y,
                       to.x, to.y);
  close("line", {}, title);
}

void SvgCanvas::box(std::string_view kind, Spot corner, Spot size, std::string_view title) {
  body_ += fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}")", kind, corner.x,
                       corner.y, size.x, size.y);
  close("rect", {}, title);
}

void SvgCanvas::circle(std::string_view kind, Spot centre, std::int64_t radius,
                       std::string_view title) {
  body_ +=
      fmt::format(R"(<circle class="{}" cx="{}" cy="{}" r="{}")", kind, centre.x, centre.y, radius);
  close("circle", {}, title);
}

void SvgCanvas::polygon(std::string_view kind, std::string_view points, std::string_view title) {
  body_ += fmt::format(R"(<polygon class="{}" points="{}")", kind, points);
  close("polygon", {}, title);
}

void SvgCanvas::text(std::string_view kind, Anchor anchor, Spot spot, std::string_view words,
                     std::string_view title) {
  body_ += fmt::format(R"(<text class="{}" text-anchor="{}" x="{}" y="{}")", kind,
                       anchor_name(anchor), spot.x, spot.y);
  close("text", words, title);
}

std::string SvgCanvas::finish(Spot size, std::string_view definitions) const {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\">\n{2}"
      "<rect class=\"paper\" x=\"0\" y=\"0\" width=\"{0}\" height=\"{1}\"/>\n{3}</svg>\n",
      size.x, size.y, definitions, body_);
}

}  // namespace storm::metrics
