#include "kmeans/packed_rows.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kmeans/frame.hpp"
#include "kmeans/points.hpp"
#include "kmeans/spatial_order.hpp"

namespace kvant {
namespace {

// Rows lie anywhere in memory: so many are on their way at a time.
constexpr std::size_t kRowsAhead = 16;

// The coordinates of some rows, plane after plane.
using SomePlanes = std::array<float, kMaxSpatialDimensions * kLeafPoints>;

void pack_leaf(PackedRows& packed, const Frame& frame, const Region& leaf, float* box, double* moments) {
  const RowsView<float>& rows = packed.rows;
  const std::size_t count = leaf.end - leaf.begin;
  SomePlanes planes;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kRowsAhead < count) __builtin_prefetch(rows.row(packed.order[leaf.begin + i + kRowsAhead]));
    const std::size_t number = packed.order[leaf.begin + i];
    const float* row = rows.row(number);
    // Adding zero turns a negative zero into a positive one.
    for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
      planes[j * kLeafPoints + i] = row[j * rows.column_stride] + 0.0F;
    }
    frame.add(row, rows.column_stride, rows.weight(number), rows.repeat(number), moments);
  }
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
    const float* plane = planes.data() + j * kLeafPoints;
    const auto [low, high] = extremes(plane, count);
    box[j] = low;
    box[rows.dimensions + j] = high;
    const float step = packed_step(low, high);
    const double steps_per_unit = step > 0 ? 1 / double{step} : 0;
    std::uint16_t* steps = packed.plane(j) + leaf.begin;
    for (std::size_t i = 0; i < count; ++i) {
      const double exact = (double{plane[i]} - low) * steps_per_unit;
      steps[i] = static_cast<std::uint16_t>(std::min(static_cast<int>(exact + 0.5), kPackedSteps));
    }
  }
}

}  // namespace

PackedTable pack(const RowsView<float>& rows, const Extent& weighed, Workers& workers) {
  SpatialOrder order = spatial_order(rows, weighed, Grid::by_rows, workers);
  PackedTable table{.rows = {}, .tree = RegionTree(order.keys, order.key_bits, weighed)};
  Buffer<std::uint64_t>().swap(order.keys);  // eight bytes a row
  PackedRows& packed = table.rows;
  packed.rows = rows;
  packed.order = std::move(order.rows);
  packed.stride = packed.count() + kPointPadding;
  packed.steps.resize(rows.dimensions * packed.stride);
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) std::fill_n(packed.plane(j) + packed.count(), kPointPadding, 0);
  table.tree.describe([&](const Frame& frame, const Region& leaf, float* box,
                          double* moments) { pack_leaf(packed, frame, leaf, box, moments); },
                      workers);
  return table;
}

std::vector<std::uint32_t> labels_of_rows(const PackedRows& packed, std::span<const std::uint16_t> labels,
                                          Workers& workers) {
  std::vector<std::uint32_t> result(packed.rows.count);
  workers.run(row_tasks(packed.count()), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(packed.count(), (task + 1) * kTaskRows); ++i) {
      result[packed.order[i]] = labels[i];
    }
  });
  return result;
}

}  // namespace kvant
