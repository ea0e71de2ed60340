// Rows as points on which a start is searched.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Brings rows of doubles to where floats can tell them apart: (x - origin) * scale, 1 or less. Rows of floats stay
/// where they are.
template <class Real>
class Placement {
 public:
  /// Of rows within the extent.
  explicit Placement(const Extent& extent);

  [[nodiscard]] std::vector<float> place(const RowsView<Real>& rows) const;
  [[nodiscard]] BasicCenters<Real> take_back(const Centers& centers) const;

  [[nodiscard]] double scale() const { return scale_; }

  /// Where the places of rows within an extent lie.
  [[nodiscard]] Extent place(Extent extent) const;

  /// What a squared distance between places stands for.
  [[nodiscard]] double squared(double distance) const { return distance / scale_ / scale_; }

 private:
  std::vector<double> origin_;
  double scale_ = 1;  // a power of two
};

struct PlacedPoints {
  Points points;
  std::size_t distinct = 0;  ///< how many of them differ in their coordinates
};

/// Of places, row after row, which lie within `extent`, and their weights, whose sums are exact: in spatial order up to
/// kMaxSpatialDimensions, else in that of their hashes.
[[nodiscard]] PlacedPoints points_of_places(std::span<const float> places, std::span<const double> weights,
                                            const Extent& extent, Workers& workers);

}  // namespace kvant
