// The labels that regions give, which predict() does not ask.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/packed_rows.hpp"
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
  const OrderedPoints ordered = ordered_points(rows, extent_of(rows, workers), workers);
  const RegionTree tree(ordered.points, workers);
  RegionAssignment assignment(ordered.points, tree, workers);
  assignment.update(to_centers<float>(centers, points.dimensions));
  const auto of_points = assignment.labels();
  std::vector<std::uint32_t> labels;
  for (const std::uint32_t point : ordered.of_row) labels.push_back(of_points[point]);
  return labels;
}

/// The same, of rows that are packed.
inline std::vector<std::uint32_t> labels_by_packed_rows(const Points& points, std::span<const double> centers) {
  Workers workers(1);
  const RowsView<float> rows =
      to_rows(PointsView{.coordinates = points.coordinates, .dimensions = points.dimensions}, workers);
  const Extent extent = extent_of(rows, workers);
  const PackedTable packed = pack(rows, extent, workers);
  PackedAssignment assignment(packed.rows, packed.tree, workers);
  assignment.update(to_centers<float>(centers, points.dimensions));
  const auto labels = assignment.labels();
  return {labels.begin(), labels.end()};
}

}  // namespace kvant::test
