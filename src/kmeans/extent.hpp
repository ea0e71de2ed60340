// What one pass over a table learns of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kmeans/exact_total.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// How many rows there are, what they weigh, and where they lie. The extents of the parts of a table merge into that of
/// the whole, in any order.
struct Extent {
  std::uint64_t rows = 0;
  ExactTotal weight;
  std::vector<double> low;   ///< the smallest coordinate of each column
  std::vector<double> high;  ///< the largest

  [[nodiscard]] std::uint32_t dimensions() const { return static_cast<std::uint32_t>(low.size()); }
  void merge(const Extent& other);
};

/// Of the rows that weigh more than nothing, which are all finite.
template <class Real>
[[nodiscard]] Extent extent_of(const RowsView<Real>& rows, Workers& workers);

/// The same of rows of which nothing is known. None if a coordinate is infinite or not a number.
template <class Real>
[[nodiscard]] std::optional<Extent> finite_extent_of(const RowsView<Real>& rows, Workers& workers);

}  // namespace kvant
