// k-means of a table, by what suits it.
#pragma once

#include <cstdint>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/points_table.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

template <class Real>
struct Clustered {
  BasicCenters<Real> centers;  ///< in slots 0, 1, 2, ...
  LloydResult lloyd;
  std::vector<std::uint32_t> labels;  ///< of the table's rows
};

/// From the start that the options give, or from as many as they ask for. The options are in their ranges.
template <class Real>
[[nodiscard]] Clustered<Real> cluster(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers);

}  // namespace kvant
