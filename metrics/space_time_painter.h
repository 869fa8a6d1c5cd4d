#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/history_excerpt.h"
#include "metrics/space_time_layout.h"
#include "metrics/svg.h"

namespace storm::metrics {

/// Draws an excerpt on a canvas, below `top`. The classes of its elements are those of the style
/// sheet in space_time.cc.
class SpaceTimePainter final {
 public:
  /// `node_notes` as in the header of a picture; all of them outlive the painter.
  SpaceTimePainter(SvgCanvas& canvas, const History& history, const Focus& focus,
                   const Excerpt& excerpt, const std::vector<std::string>& node_notes,
                   std::int64_t top);

  void paint();
  /// Of the whole canvas, once all is painted.
  Spot size() const;

 private:
  const Happening& shown(std::size_t place) const;
  /// Where the happening stands in the excerpt, if it does.
  std::optional<std::size_t> place_of(HappeningIndex index) const;

  void lifelines();
  /// White gaps in the lines of machines that are off, dotted ones for those suspended.
  void power();
  void stretch(std::string_view kind, const Column& column, std::optional<HappeningIndex> from,
               HappeningIndex to);
  void faults();
  void fault(HappeningIndex from, HappeningIndex to);
  void breaks();
  void message(std::size_t place);
  void arrow(std::size_t from, std::size_t to);
  /// Two thirds of the way, and a cross.
  void lost_arrow(std::size_t place);
  void times();
  void mark(std::size_t place);
  void operation(const Column& column, Spot spot, const Happening& happening,
                 std::string_view title);
  void violation();
  void legend();
  void label(std::string_view kind, const Column& column, std::int64_t y, std::string_view words,
             std::string_view title = {});

  SvgCanvas& canvas_;
  const History& history_;
  const Focus& focus_;
  const Excerpt& excerpt_;
  const std::vector<std::string>& node_notes_;
  SpaceTimeLayout layout_;
};

}  // namespace storm::metrics
