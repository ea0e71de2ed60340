// The inertia came from sums over whole clusters, whose rounding left 2e-5 where every point is its own center.
#include <gtest/gtest.h>

#include "kvant/kmeans.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

TEST(Regress, InertiaOfTinyClusters) {
  const test::Points points = test::make_points(test::Shape::uniform, 1200, 3, 5);
  EXPECT_EQ(kmeans(points.view(), {.clusters = 1200}).inertia, 0);
  const KMeansResult result = kmeans(points.view(), {.clusters = 1199});
  const double expected = test::inertia_of(points, result.centers, result.labels);
  EXPECT_NEAR(result.inertia, expected, 1e-9 * expected);
}

}  // namespace
}  // namespace kvant
