// The nearest center of each row of a table, and how far they are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/exact_total.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// By RowsView::deciding_distance(), ties going to the lowest index. `centers`: row after row. `extent`: of all rows.
template <class Real>
[[nodiscard]] std::vector<std::uint32_t> label_rows(const RowsView<Real>& rows, std::span<const Real> centers,
                                                    const Extent& extent, Workers& workers);

/// The weighted sum of squared distances, row by row: the moments that guide the search cancel where clusters are small
/// beside the whole, and weights far lighter than the others are rounded there. Exact, so that neither threads nor
/// parts show. `centers` are in slots 0, 1, 2, ...
template <class Real>
[[nodiscard]] ExactTotal inertia_of(const RowsView<Real>& rows, std::span<const std::uint32_t> labels,
                                    const BasicCenters<Real>& centers, Workers& workers);

}  // namespace kvant
