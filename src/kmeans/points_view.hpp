// Points that a caller hands in, as rows of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/rows.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

template <class Real>
struct CheckedRows {
  RowsView<Real> rows;
  Extent extent;  ///< of all of them
};

/// The rows, without their weights. Throws Error(invalid_argument) unless they are as PointsView says. `first_row`: the
/// number of the first one, for what is thrown.
template <class Real>
[[nodiscard]] CheckedRows<Real> to_checked_rows(const BasicPointsView<Real>& points, Workers& workers,
                                                std::uint64_t first_row = 0);
template <class Real>
[[nodiscard]] RowsView<Real> to_rows(const BasicPointsView<Real>& points, Workers& workers) {
  return to_checked_rows(points, workers).rows;
}

/// The weights of `rows` of them, as doubles; none if there are none. Throws Error(invalid_argument). All may be 0.
template <class Real>
[[nodiscard]] std::vector<double> weights_of(const BasicPointsView<Real>& points, std::size_t rows,
                                             std::uint64_t first_row = 0);

/// Row after row. Throws Error(invalid_argument).
template <class Real>
[[nodiscard]] BasicCenters<Real> to_centers(std::span<const double> coordinates, std::uint32_t dimensions);

/// The active ones.
template <class Real>
[[nodiscard]] std::vector<double> to_coordinates(const BasicCenters<Real>& centers);

}  // namespace kvant
