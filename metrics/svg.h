#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// The little of SVG 1.1 that the pictures need, as text: no script, no style sheet from elsewhere.
namespace storm::metrics {

/// A place on the canvas, in pixels from its upper left corner.
struct Spot {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

/// Where a text stands against its spot.
enum class Anchor : std::uint8_t { Start, Middle, End };

/// Collects elements. `kind` is a class of the style sheet that finish() is given; `title` is shown
/// when a mouse rests on the element, and may be empty.
class SvgCanvas final {
 public:
  void line(std::string_view kind, Spot from, Spot to, std::string_view title = {});
  void box(std::string_view kind, Spot corner, Spot size, std::string_view title = {});
  void circle(std::string_view kind, Spot centre, std::int64_t radius, std::string_view title = {});
  /// A closed path through at least three spots, as a list in SVG's own words: "1,2 3,4 5,6".
  void polygon(std::string_view kind, std::string_view points, std::string_view title = {});
  void text(std::string_view kind, Anchor anchor, Spot spot, std::string_view words,
            std::string_view title = {});

  /// The whole file. `size` is that of the canvas; `definitions` goes into it unchanged.
  std::string finish(Spot size, std::string_view definitions) const;

 private:
  void close(std::string_view element, std::string_view content, std::string_view title);

  std::string body_;
};

}  // namespace storm::metrics
