#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/files/diagnostic.h"
#include "sim/link_trace.h"

/// The rows of a recorded trace, as CSV files and plans write them:
///
///     at,state,latency,jitter,loss,bytes_per_second
///     0s,up,35ms,20ms,1%,750kB
///     1m,down
///     90s,end
///
/// scenarios/README.md says what the columns mean. As spreadsheets and statistics programs write
/// them, cells may stand in quotation marks, figures may have any number of decimals (they are
/// rounded down), `NA` is nothing, and a first column without a name is not looked at. Leaves out:
/// commas and line breaks in a cell, other separators than the comma.
namespace storm::scenarios {

/// Takes rows apart, one after the other. What is wrong with them goes to the diagnostics. Any
/// bytes are allowed.
class LinkTraceRows final {
 public:
  /// Requires: `diagnostics` outlives this.
  explicit LinkTraceRows(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Reads the names of the columns. Returns whether rows can be read after them.
  bool read_columns(std::string_view line, Place place);
  /// Reads the next row, which begins at `place`. Requires: the columns have been read.
  void read_row(std::string_view line, Place place);
  /// The trace, without a name; nothing when something is wrong with it. `end` is where that which
  /// was read ends. Call it last.
  std::optional<sim::LinkTrace> finish(Place end);

 private:
  enum class Column : std::uint8_t { At, State, Latency, Jitter, Loss, BytesPerSecond, RowNumber };
  struct Cell {
    std::string_view text;
    Place place;
  };
  struct Figure;

  static bool is_header(const std::vector<Cell>& cells);
  static std::vector<Cell> cells_of(std::string_view line, Place place);
  void report(const Cell& cell, std::string problem, std::string expected,
              std::string nearest = {});
  void add_column(const Cell& cell);
  /// The row's cell of that column; an empty one when it has none.
  Cell cell_of(const std::vector<Cell>& cells, Column column) const;
  /// When the row's step begins; nothing when that is wrong.
  std::optional<Duration> read_at(const Cell& cell);
  std::optional<std::int64_t> read_figure(const Cell& cell, const Figure& figure);
  void read_figures(const std::vector<Cell>& cells, sim::LinkTraceStep& step);
  void read_state(const Cell& cell, Duration at, const std::vector<Cell>& cells);

  Diagnostics& diagnostics_;
  std::vector<Column> columns_;
  sim::LinkTrace trace_;
  /// When the step before began.
  Duration last_at_{};
  bool has_begun_ = false;
  bool is_right_ = true;
  bool has_end_ = false;
};

/// The columns that the trace's steps have figures for, `at` and `state` before them.
std::string columns_text(const sim::LinkTrace& trace);
/// The trace as rows of those columns, its end being the last. LinkTraceRows reads the same trace.
std::vector<std::string> row_texts(const sim::LinkTrace& trace);

}  // namespace storm::scenarios
