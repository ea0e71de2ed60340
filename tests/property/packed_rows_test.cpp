// Packed rows say the same as the rows themselves: tiles, which read these, are the oracle.
#include "kmeans/packed_rows.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/spatial_order.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "kvant/version.hpp"
#include "support/sample_points.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

using test::Shape;

// Rows lie `stride` apart; weights are as the frame rounds them.
struct Table {
  std::vector<float> values;
  std::uint32_t dimensions;
  std::size_t stride;
  std::vector<double> weights = {};

  [[nodiscard]] RowsView<float> rows() const {
    return {.values = values.data(),
            .dimensions = dimensions,
            .count = values.size() / stride,
            .row_stride = stride,
            .weights = weights};
  }
};

enum class Weights { none, small, some_zero };

Table make_table(Shape shape, std::size_t n, std::uint32_t dimensions, float scale, float offset, Weights weights,
                 std::uint32_t seed) {
  test::Points points = test::make_points(shape, n, dimensions, seed);
  Table table{{}, dimensions, dimensions + seed % 3};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < table.stride; ++j) {
      table.values.push_back(j < dimensions ? points.at(i)[j] * scale + offset : -1);
    }
  }
  if (weights == Weights::none) return table;
  test::add_small_weights(points, seed + 1);
  for (const float weight : points.weights) {
    table.weights.push_back(weights == Weights::some_zero ? weight - 1 : weight / 2);
  }
  table.weights[0] = 1;
  return table;
}

Centers some_rows(const RowsView<float>& rows, std::size_t k) {
  Centers centers(rows.dimensions, 0);
  for (std::size_t c = 0; c < k; ++c) centers.add(rows.copy(c * rows.count / k).data());
  return centers;
}

bool same_far_points(const std::vector<FarPoint<float>>& a, const std::vector<FarPoint<float>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.distance == y.distance && x.slot == y.slot && x.weight == y.weight && x.place == y.place;
  });
}

// What differs in a few turns of Lloyd's iteration from k of the rows; nothing if it is as it is to be.
std::string difference(const Table& table, std::size_t k, unsigned threads) {
  Workers workers(threads);
  const RowsView<float> rows = table.rows();
  RowsView<float> all = rows;
  all.weights = {};
  const Extent weighed = extent_of(rows, workers);
  TileAssignment<float> tiles(rows, extent_of(all, workers), Frame::of<float>(weighed), workers);
  const PackedTable packed = pack(rows, weighed, workers);
  PackedAssignment assignment(packed.rows, packed.tree, workers);
  Centers centers = some_rows(rows, k);
  for (int turn = 0; turn < 6; ++turn) {
    const std::string at = " in turn " + std::to_string(turn);
    tiles.update(centers);
    assignment.update(centers);
    const auto labels = assignment.labels();
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (rows.weight(i) == 0) continue;
      if (labels[i] != tiles.labels()[i]) return "the label of row " + std::to_string(i) + " differs" + at;
    }
    for (std::uint32_t slot = 0; slot < k; ++slot) {
      const std::size_t size = tiles.frame().row();
      if (!std::equal(tiles.moments(slot), tiles.moments(slot) + size, assignment.moments(slot))) {
        return "the moments of slot " + std::to_string(slot) + " differ" + at;
      }
    }
    if (assignment.points_of(k) != tiles.points_of(k)) return "the numbers of points differ" + at;
    if (!same_far_points(assignment.farthest(centers, 5), tiles.farthest(centers, 5))) {
      return "the farthest rows differ" + at;
    }
    for (std::uint32_t slot = 0; slot < k; ++slot) {
      if (tiles.moments(slot)[0] > 0) tiles.frame().mean(tiles.moments(slot), centers[slot]);
    }
  }
  return "";
}

TEST(PackedRows, SayWhatRowsSay) {
  EXPECT_TRUE(rc::check("labels, sums, numbers and farthest rows are those of tiles", [] {
    const auto d = *rc::gen::inRange<std::uint32_t>(1, 9);
    const auto n = *rc::gen::inRange<std::size_t>(1, 4000);
    const auto k = *rc::gen::inRange<std::size_t>(1, 80);
    const auto shape =
        *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
    // Where squares underflow, where coordinates have few digits left, and far away.
    const auto scale = *rc::gen::elementOf(std::vector<float>{1, 1, 0x1p-75F, 0x1p-140F, 0x1p40F});
    const auto offset = *rc::gen::elementOf(std::vector<float>{0, 0, 1e5F, -1e7F});
    const auto weights = *rc::gen::elementOf(std::vector<Weights>{Weights::none, Weights::small, Weights::some_zero});
    const auto seed = *rc::gen::inRange<std::uint32_t>(0, 1U << 30);
    Table table = make_table(shape, n, d, scale, offset, weights, seed);
    // Rows far away make columns uneven.
    for (std::size_t far = seed % 3; far > 0; --far) {
      for (std::uint32_t j = 0; j < d; ++j) table.values[(n / far - 1) * table.stride + j] *= 3e3F;
    }
    const std::string found = difference(table, std::min(k, n), 1 + seed % 2);
    if (!found.empty()) RC_FAIL(found);
  }));
}

TEST(PackedRows, SayWhatRowsSayOnEverySimdTarget) {
  const std::string before(simd_target());
  for (const std::string_view target : simd_targets()) {
    force_simd_target(target);
    for (std::uint32_t d = 1; d <= 5; ++d) {
      const Table table = make_table(Shape::uniform, 20'000, d, 1, 0, Weights::none, d);
      EXPECT_EQ(difference(table, 40, 1), "") << target << ", d = " << d;
    }
  }
  force_simd_target(before);
}

// As many clusters as there may be: all labels that fit are taken.
TEST(PackedRows, HoldTheLargestLabels) {
  constexpr std::uint32_t clusters = 65'536;
  Table table{{}, 1, 1};
  Centers centers(1, clusters);
  for (std::uint32_t i = 0; i < clusters; ++i) {
    const auto place = static_cast<float>(i);
    centers.add(&place);
    for (int copy = 0; copy < 3; ++copy) table.values.push_back(static_cast<float>((i * 40'503U) % clusters));
  }
  Workers workers(0);
  const PackedTable packed = pack(table.rows(), extent_of(table.rows(), workers), workers);
  PackedAssignment assignment(packed.rows, packed.tree, workers);
  EXPECT_EQ(assignment.update(centers), table.values.size());
  const auto labels = assignment.labels();
  EXPECT_TRUE(std::equal(labels.begin(), labels.end(), table.values.begin(),
                         [](std::uint32_t label, float value) { return static_cast<float>(label) == value; }));
}

}  // namespace
}  // namespace kvant
