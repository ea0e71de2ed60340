// Weights by --salience were no multiples of a quantum, so that sums of them depended on their order and an emptied
// cluster could keep a residue; those of rows were rounded by a total that depended on the order of the rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "color/salience.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "kvant/kmeans.hpp"
#include "support/newspaper_map.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

/// What is left of the weights when all have been added and then taken away in the same order: nothing but where
/// additions are rounded.
double residue(const Points& points) {
  double sum = 0;
  for (std::size_t i = 0; i < points.count; ++i) sum += points.weights[i];
  for (std::size_t i = 0; i < points.count; ++i) sum -= points.weights[i];
  return sum;
}

// Of rows in one dimension: 0, 1, 2, ...
std::vector<double> rounded_weights(std::span<const double> weights) {
  std::vector<float> values(weights.size());
  std::iota(values.begin(), values.end(), 0.0F);
  const RowsView<float> rows{
      .values = values.data(), .dimensions = 1, .count = values.size(), .row_stride = 1, .weights = weights};
  Workers workers(1);
  const Frame frame = Frame::of<float>(extent_of(rows, workers));
  std::vector<double> rounded;
  for (const double weight : weights) rounded.push_back(frame.rounded_weight(weight));
  return rounded;
}

// An emptied cluster that kept a residue was not seen as empty: its center went to the origin, black.
TEST(Regress, SalientWeightsAddUpExactly) {
  const Image map = test::NewspaperMap(9, 6).draw();
  for (const double salience : {0.1, 0.37, 0.5, 0.99}) {
    const QuantizeOptions options{.salience = salience};
    Workers workers(1);
    EXPECT_EQ(residue(to_points(count_colors(map, options, workers), options, workers)), 0) << salience;
  }
}

// The sign of a negative zero was taken for part of its exponent: the inertia was infinite.
TEST(Regress, WeightOfNegativeZeroIsNone) {
  const std::vector<float> coordinates = {1, 2, 3, 4, 9, 9, 8, 9};
  const std::vector<float> weights = {1, 2, 1, -0.0F};
  const KMeansResult result =
      kmeans({.coordinates = coordinates, .dimensions = 2, .weights = weights}, {.clusters = 2, .threads = 1});
  EXPECT_NEAR(result.inertia, 16.0 / 3, 1e-6);
}

TEST(Regress, WeightsAddUpExactly) {
  std::vector<double> weights;
  for (int i = 1; i <= 1000; ++i) weights.push_back(i * std::sqrt(i) / 3);
  Points points(1, weights.size());
  points.set_weights(weights);
  for (std::size_t i = 0; i < points.count; ++i) EXPECT_NEAR(points.weights[i], weights[i], 1e-8);
  EXPECT_EQ(residue(points), 0);
}

TEST(Regress, WeightsDoNotDependOnTheOrderOfRows) {
  // One below 1 by the last bit, and four of a quarter of that: added last, each is lost.
  std::vector<double> weights = {1 - 0x1p-24, 0x1p-24 - 0x1p-48, 5 * 0x1p-51, 3 * 0x1p-51 - 0x1p-53};
  weights.insert(weights.end(), 4, 0x1p-55);
  const std::vector<double> forwards = rounded_weights(weights);
  std::reverse(weights.begin(), weights.end());
  std::vector<double> backwards = rounded_weights(weights);
  std::reverse(backwards.begin(), backwards.end());
  EXPECT_EQ(forwards, backwards);
}

}  // namespace
}  // namespace kvant
