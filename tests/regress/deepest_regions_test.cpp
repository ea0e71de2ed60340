// Rows of which each leaves the others one halving of a box later, and many in one place at the end: one level of
// regions more than there was room for.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

#include "kvant/kmeans.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

TEST(Regress, DeepestRegions) {
  test::Points points{{}, 4};
  const auto add = [&](std::array<float, 4> row) {
    points.coordinates.insert(points.coordinates.end(), row.begin(), row.end());
  };
  for (int i = 0; i < 311; ++i) add({});
  for (int i = 0; i < 8; ++i) add({32768, 32768, 32768, 32768});
  for (std::size_t j = 0; j < 4; ++j) {
    for (int bit = 0; bit < 16; ++bit) {
      std::array<float, 4> row{};
      row[j] = bit == 15 ? 16400.0F : 0.505F * static_cast<float>(1 << bit);
      add(row);
    }
  }
  // Of weights of their own, so that equal rows stay apart.
  for (std::size_t i = 0; i < points.size(); ++i) {
    points.weights.push_back(1.0F + static_cast<float>(i + 1) / 1024);
  }
  // The place of most rows is as far from both.
  const std::vector<double> start = {1, 0, 0, 0, 0, 1, 0, 0};
  const KMeansResult result = kmeans(points.view(), {.clusters = 2, .start = start, .max_iterations = 1, .threads = 1});
  EXPECT_EQ(result.labels.size(), points.size());
}

}  // namespace
}  // namespace kvant
