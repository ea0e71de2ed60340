// The inertia counted weights as the sums of the search round them: far too coarse for the lightest of wildly different
// ones.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "kvant/kmeans.hpp"

namespace kvant {
namespace {

TEST(Regress, InertiaOfWildWeights) {
  // Two heavy points are their own centers; all of the inertia is that of the light ones.
  const std::vector<float> points = {1000, 2000, 1, 2};
  const std::vector<float> weights = {1e8F, 1e8F, 3e-7F, 3e-7F};
  const std::vector<double> start = {1000, 2000, 1.5};
  const KMeansResult result =
      kmeans({.coordinates = points, .dimensions = 1, .weights = weights}, {.clusters = 3, .start = start});
  ASSERT_EQ(result.labels, (std::vector<std::uint32_t>{0, 1, 2, 2}));
  const double center = result.centers[2];
  const double expected = double{3e-7F} * ((1 - center) * (1 - center) + (2 - center) * (2 - center));
  EXPECT_NEAR(result.inertia, expected, 1e-9 * expected);
}

}  // namespace
}  // namespace kvant
