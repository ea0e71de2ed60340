// The labels that regions give, which predict() does not ask.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/spatial_order.hpp"
#include "support/sample_points.hpp"
#include "threads/parallel.hpp"

namespace kvant::test {

/// In up to 8 dimensions.
inline std::vector<std::uint32_t> labels_by_regions(const Points& points, std::span<const double> centers) {
  Workers workers(1);
  const RowsView<float> rows =
      to_rows(PointsView{.coordinates = points.coordinates, .dimensions = points.dimensions}, workers);
  const OrderedPoints ordered = spatial_order(rows, extent_of(rows, workers), workers);
  const RegionTree tree(ordered.points, workers);
  RegionAssignment assignment(ordered.points, tree, workers);
  assignment.update(to_centers<float>(centers, points.dimensions));
  const auto of_points = assignment.labels();
  std::vector<std::uint32_t> labels;
  for (const std::uint32_t point : ordered.of_row) labels.push_back(of_points[point]);
  return labels;
}

}  // namespace kvant::test
