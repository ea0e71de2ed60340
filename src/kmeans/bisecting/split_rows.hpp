// How the rows of a table fall in two.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/points_table.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// What lies nearer to one of two centers.
struct Side {
  double weight = 0;
  double inertia = 0;
};

template <class Real>
struct Split {
  BasicCenters<Real> centers;
  std::vector<std::uint32_t> labels;  ///< 0 or 1 for each row
  std::array<Side, 2> sides;
  bool converged = false;
  std::uint64_t iterations = 0;
};

/// By 2-means, as the options have it. None where it leaves nothing on one side: rows that lie in one place, or nearer
/// together than distances can tell.
template <class Real>
[[nodiscard]] std::optional<Split<Real>> split_rows(const WeighedRows<Real>& table, const KMeansOptions& options,
                                                    Workers& workers);

}  // namespace kvant
