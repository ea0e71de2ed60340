// kmeans() from given centers against a plain Lloyd iteration.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "kvant/kmeans.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

struct Reference {
  std::vector<double> centers;
  std::vector<std::uint32_t> labels;
};

// Lloyd's iteration to its end, means in double. Nothing if a cluster runs empty: what happens then is the engine's
// choice.
std::optional<Reference> plain_lloyd(const Points& points, std::vector<double> centers) {
  const std::uint32_t d = points.dimensions;
  const std::size_t k = centers.size() / d;
  std::vector<std::uint32_t> labels = test::brute_force(points, centers);
  while (true) {
    std::vector<double> sums(k * d);
    std::vector<double> weights(k);
    for (std::size_t i = 0; i < points.size(); ++i) {
      weights[labels[i]] += points.weight(i);
      for (std::uint32_t j = 0; j < d; ++j) sums[labels[i] * d + j] += points.weight(i) * points.at(i)[j];
    }
    for (std::size_t c = 0; c < k; ++c) {
      if (weights[c] == 0) return std::nullopt;
      for (std::uint32_t j = 0; j < d; ++j) centers[c * d + j] = static_cast<float>(sums[c * d + j] / weights[c]);
    }
    std::vector<std::uint32_t> next = test::brute_force(points, centers);
    if (next == labels) return Reference{centers, labels};
    labels = std::move(next);
  }
}

std::vector<double> some_points(const Points& points, std::uint32_t k, std::uint32_t seed) {
  test::Random random(seed);
  std::vector<double> centers;
  for (std::uint32_t c = 0; c < k; ++c) {
    const float* point = points.at(random.below(static_cast<std::uint32_t>(points.size())));
    centers.insert(centers.end(), point, point + points.dimensions);
  }
  return centers;
}

class Lloyd : public ::testing::TestWithParam<Shape> {};

TEST_P(Lloyd, EndsWhereThePlainIterationEnds) {
  int compared = 0;
  for (std::uint32_t d = 1; d <= 11; ++d) {
    for (std::uint32_t k : {1u, 2u, 3u, 5u, 8u, 13u, 40u}) {
      const std::uint32_t seed = 100 * d + k;
      Points points = test::make_points(GetParam(), 1500, d, seed);
      if (k % 2 == 1) test::add_small_weights(points, seed);
      const std::vector<double> start = some_points(points, k, seed);
      const auto expected = plain_lloyd(points, start);
      if (!expected) continue;
      ++compared;
      const KMeansResult result =
          kmeans(points.view(), {.clusters = k, .start = start, .effort = 1, .tolerance = 0, .max_iterations = 10000});
      EXPECT_TRUE(result.converged) << "d " << d << ", k " << k;
      ASSERT_EQ(result.labels, expected->labels) << "d " << d << ", k " << k;
      ASSERT_EQ(result.centers.size(), expected->centers.size());
      for (std::size_t i = 0; i < result.centers.size(); ++i) {
        ASSERT_NEAR(result.centers[i], expected->centers[i], 1e-5 * (1 + std::abs(expected->centers[i])))
            << "d " << d << ", k " << k;
      }
    }
  }
  EXPECT_GT(compared, 20);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Lloyd, ::testing::Values(Shape::uniform, Shape::clustered, Shape::gridded),
                         [](const auto& shape) { return test::name_of(shape.param); });

TEST(LloydStep, OneIterationIsOneStep) {
  for (std::uint32_t d : {1u, 3u, 4u, 9u}) {
    const Points points = test::make_points(Shape::gridded, 1000, d, d);
    const std::vector<double> start = {points.coordinates.begin(), points.coordinates.begin() + 3 * d};
    const std::vector<std::uint32_t> labels = test::brute_force(points, start);
    const KMeansResult result =
        kmeans(points.view(), {.clusters = 3, .start = start, .effort = 1, .tolerance = 0, .max_iterations = 1});
    ASSERT_EQ(result.iterations.size(), 1);
    const double inertia = test::inertia_of(points, start, labels);
    EXPECT_NEAR(result.iterations[0].inertia, inertia, 1e-6 * inertia);
    std::vector<double> sums(3 * d);
    std::vector<double> counts(3);
    for (std::size_t i = 0; i < points.size(); ++i) {
      ++counts[labels[i]];
      for (std::uint32_t j = 0; j < d; ++j) sums[labels[i] * d + j] += points.at(i)[j];
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      EXPECT_EQ(result.centers[i], static_cast<float>(sums[i] / counts[i / d])) << "d " << d;
    }
  }
}

}  // namespace
}  // namespace kvant
