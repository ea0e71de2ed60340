// Where squared distances underflow, the filter of regions dropped centers that brute force picks: its margin for
// rounding was relative only.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kvant/kmeans.hpp"
#include "support/labels_by_regions.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

TEST(Regress, LabelsOfTinyCoordinates) {
  for (const float scale : {1e-20F, 1e-21F, 3e-22F, 1e-22F, 3e-23F, 1e-25F, 1e-40F}) {
    for (std::uint32_t d = 1; d <= 4; ++d) {
      test::Points points = test::make_points(test::Shape::uniform, 1000, d, 7 + d);
      float largest = 0;
      for (const float x : points.coordinates) largest = std::max(largest, std::abs(x));
      for (float& x : points.coordinates) x = x / largest * scale;
      const std::vector<double> centers(points.coordinates.begin(), points.coordinates.begin() + 40 * d);
      const std::vector<std::uint32_t> expected = test::brute_force(points, centers);
      EXPECT_EQ(predict(points.view(), centers), expected) << scale << ", " << d;
      EXPECT_EQ(test::labels_by_regions(points, centers), expected) << scale << ", " << d;
      EXPECT_EQ(test::labels_by_packed_rows(points, centers), expected) << scale << ", " << d;
    }
  }
}

}  // namespace
}  // namespace kvant
