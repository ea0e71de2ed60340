// A cluster that the last iteration's move left without points came out empty.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "kvant/kmeans.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

TEST(Regress, ClusterEmptiedByLastMove) {
  for (int shape = 0; shape < test::kShapes; ++shape) {
    for (Init init : {Init::kmeans_plus_plus, Init::random}) {
      const test::Points points = test::make_points(static_cast<test::Shape>(shape), 749, 3, 248492);
      const KMeansOptions options{
          .clusters = 8, .init = init, .effort = 1, .tolerance = 0, .max_iterations = 1, .seed = 58184628095};
      const KMeansResult result = kmeans(points.view(), options);
      EXPECT_EQ(std::set<std::uint32_t>(result.labels.begin(), result.labels.end()).size(), 8u);
      EXPECT_EQ(result.labels, test::brute_force(points, result.centers));
    }
  }
}

}  // namespace
}  // namespace kvant
