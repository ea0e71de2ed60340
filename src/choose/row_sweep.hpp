// The curve of inertia over k on the rows of a table where they lie.
#pragma once

#include "kmeans/extent.hpp"
#include "kmeans/rows.hpp"
#include "kvant/choose.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// sweep() of rows of which one at least weighs more than nothing. `extent`: of all, `weighed`: of those that weigh
/// more than nothing, by whose frame weights are rounded.
///
/// Centers for each k are searched on a sample, as kmeans() does, and come to rest there; a few of Lloyd's iterations
/// on all rows follow. So a k costs little more than one look at all rows. The inertia and the sizes of clusters are of
/// all rows; the silhouette is that of the sample. Throws Error(invalid_argument) if there are fewer distinct rows than
/// options.from.
template <class Real>
[[nodiscard]] Curve sweep_rows(const RowsView<Real>& rows, const Extent& extent, const Extent& weighed,
                               const SweepOptions& options, Workers& workers);

}  // namespace kvant
