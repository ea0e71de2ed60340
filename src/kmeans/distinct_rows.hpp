// Tables of few distinct rows: pixels, counts, answers to a form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kmeans/rows.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// The rows of a table, those that are equal in their coordinates and in their weight taken together, in any order.
template <class Real>
struct DistinctRows {
  std::uint32_t dimensions = 0;
  Buffer<Real> values;           ///< row after row
  Buffer<double> weights;        ///< of one row each; none if the table has none
  Buffer<double> repeats;        ///< how many rows of the table each is
  Buffer<std::uint32_t> of_row;  ///< which of these each row of the table is

  /// From labels of these to those of the table's rows.
  [[nodiscard]] std::vector<std::uint32_t> of_rows(std::span<const std::uint32_t> labels, Workers& workers) const;

  [[nodiscard]] RowsView<Real> view() const {
    return {.values = values.data(),
            .dimensions = dimensions,
            .count = repeats.size(),
            .row_stride = dimensions,
            .weights = weights,
            .repeats = repeats};
  }
};

/// Whether so many distinct ones are too many: the time is better spent on the rows as they are.
[[nodiscard]] inline bool too_many_distinct(std::size_t distinct, std::size_t rows) { return 2 * distinct > rows; }

/// None if they are so many that it would not pay to take them together. Of a table of fewer than 2^32 rows. Nothing
/// that is computed from exact sums can tell whether this was done.
template <class Real>
[[nodiscard]] std::optional<DistinctRows<Real>> distinct_rows(const RowsView<Real>& rows, Workers& workers);

}  // namespace kvant
