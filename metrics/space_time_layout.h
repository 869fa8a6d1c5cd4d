#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "metrics/history_excerpt.h"
#include "metrics/svg.h"

namespace storm::metrics {

/// A node's line in the picture.
struct Column {
  NodeId node{};
  std::int64_t x = 0;
  /// Texts stand on the side that looks away from the server, where fewer arrows run.
  Anchor labels = Anchor::Start;
};

/// A long time in which nothing happens, cut out.
struct Break {
  std::int64_t y = 0;
  Duration span{};
};

/// Exchanges that were left out, summed up beside their asker's line.
struct IdleNote {
  std::int64_t y = 0;
  NodeId asker{};
  std::uint64_t exchanges = 0;
};

/// Where everything of an excerpt stands, in pixels.
class SpaceTimeLayout final {
 public:
  SpaceTimeLayout(const History& history, const Focus& focus, const Excerpt& excerpt,
                  std::int64_t top);

  const std::vector<Column>& columns() const { return columns_; }
  /// The column of the node, or null when it is not in the picture.
  const Column* column(NodeId node) const;
  std::int64_t y(std::size_t place) const { return rows_[place]; }
  /// The row of the happening, or of the next shown one after it.
  std::int64_t y_from(HappeningIndex index) const;
  const std::vector<Break>& breaks() const { return breaks_; }
  const std::vector<IdleNote>& idle_notes() const { return idle_notes_; }
  std::int64_t top() const { return top_; }
  /// Where the violation is shown.
  std::int64_t bottom() const { return bottom_; }
  std::int64_t width() const { return width_; }

 private:
  void place_columns();
  void place_rows();
  /// Leaves room above the next row for idle exchanges that stand between, and for time that
  /// passes.
  void leave_room(HappeningIndex next, Instant at, std::size_t& idle);

  const History& history_;
  const Focus& focus_;
  const Excerpt& excerpt_;
  std::vector<Column> columns_;
  std::vector<std::int64_t> rows_;
  std::vector<Break> breaks_;
  std::vector<IdleNote> idle_notes_;
  std::int64_t top_;
  std::int64_t next_y_;
  Instant last_at_{};
  std::int64_t bottom_ = 0;
  std::int64_t width_ = 0;
};

/// Whether words stand beside the happening's mark.
bool has_label(HappeningKind kind);

}  // namespace storm::metrics
