// A row far away from all others put those into one cell of the grid that orders rows, with more of them than a task
// takes: no task had them, and they were not assigned.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kvant/kmeans.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

TEST(Regress, RowsInOneCell) {
  for (std::uint32_t d = 1; d <= 5; ++d) {
    for (const std::size_t n : {3'000U, 150'000U}) {
      test::Points points = test::make_points(test::Shape::uniform, n, d, d);
      for (std::uint32_t j = 0; j < d; ++j) points.coordinates[j] = 1e15F;
      const std::vector<double> start(points.coordinates.begin(), points.coordinates.begin() + 5 * d);
      const KMeansResult result =
          kmeans(points.view(), {.clusters = 5, .start = start, .tolerance = 0, .max_iterations = 5});
      EXPECT_EQ(result.labels, test::brute_force(points, result.centers)) << d << " dimensions, " << n << " rows";
      EXPECT_EQ(result.iterations.front().reassigned, n) << d << " dimensions, " << n << " rows";
    }
  }
}

}  // namespace
}  // namespace kvant
