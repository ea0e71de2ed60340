// Where Lloyd's iteration starts on a table, told by a sample of its rows.
#pragma once

#include <cstddef>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/spatial_order.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

template <class Real>
struct Start {
  BasicCenters<Real> centers;
  /// Each distinct row has a center of its own, and there is nothing to move. What is left of the centers repeats the
  /// first.
  bool settled = false;
};

/// How many rows of a table the sample has to have.
[[nodiscard]] std::size_t sample_size(std::uint32_t dimensions, const KMeansOptions& options);

/// By a sample of that size. `weighed`: of all rows that weigh more than nothing. The same for the same sample.
template <class Real>
[[nodiscard]] Start<Real> start_of(const RowSample<Real>& sample, const Extent& weighed, const KMeansOptions& options,
                                   Workers& workers);

/// The same, by all rows where these are no more than the sample has. They end as they began.
[[nodiscard]] Start<float> start_of(OrderedPoints& all, const Extent& weighed, const KMeansOptions& options,
                                    Workers& workers);

/// Lloyd's iteration from there, as the options have it; `start` becomes where it ends.
template <class Real>
LloydResult iterate(BasicAssignment<Real>& assignment, Start<Real>& start, const KMeansOptions& options);

}  // namespace kvant
