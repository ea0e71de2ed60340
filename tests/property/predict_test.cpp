// predict() against plain brute force, bit for bit.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kmeans/simd_target.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/version.hpp"
#include "support/labels_by_regions.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

// Centers that make ties likely: points themselves, midpoints of two points, and repetitions of earlier centers.
std::vector<double> make_centers(const Points& points, std::size_t k, std::uint32_t seed) {
  test::Random random(seed);
  const auto n = static_cast<std::uint32_t>(points.size());
  std::vector<double> centers;
  for (std::size_t c = 0; c < k; ++c) {
    const std::uint32_t kind = random.below(8);
    const float* first = points.at(random.below(n));
    const float* second = points.at(random.below(n));
    const std::size_t earlier = c == 0 ? 0 : random.below(static_cast<std::uint32_t>(c));
    for (std::uint32_t j = 0; j < points.dimensions; ++j) {
      if (kind == 0 && c > 0) {
        centers.push_back(centers[earlier * points.dimensions + j]);
      } else {
        centers.push_back(kind < 4 ? first[j] : 0.5f * (first[j] + second[j]));
      }
    }
  }
  return centers;
}

TEST(Predict, IsBruteForceAtEverySize) {
  constexpr std::array<std::size_t, 13> sizes = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000, 5000};
  constexpr std::array<std::size_t, 20> ks = {1,  2,  3,  4,  5,  7,   8,   9,   15,  16,
                                              17, 31, 32, 33, 64, 100, 255, 256, 257, 300};
  std::uint32_t turn = 0;
  for (std::uint32_t d = 1; d <= 12; ++d) {
    for (std::size_t n : sizes) {
      for (std::size_t k : ks) {
        const auto shape = static_cast<Shape>(++turn % test::kShapes);
        const Points points = test::make_points(shape, n, d, turn);
        const std::vector<double> centers = make_centers(points, k, turn);
        const std::vector<std::uint32_t> expected = test::brute_force(points, centers);
        ASSERT_EQ(predict(points.view(), centers), expected)
            << "d " << d << ", n " << n << ", k " << k << ", " << test::name_of(shape) << ", seed " << turn;
        if (d > 8) continue;
        ASSERT_EQ(test::labels_by_regions(points, centers), expected)
            << "by regions: d " << d << ", n " << n << ", k " << k << ", " << test::name_of(shape) << ", seed " << turn;
        ASSERT_EQ(test::labels_by_packed_rows(points, centers), expected)
            << "packed: d " << d << ", n " << n << ", k " << k << ", " << test::name_of(shape) << ", seed " << turn;
      }
    }
  }
}

TEST(Predict, IsBruteForceOnRandomCases) {
  EXPECT_TRUE(rc::check("predict() is brute force", [] {
    const auto d = *rc::gen::inRange<std::uint32_t>(1, 13);
    const auto n = *rc::gen::inRange<std::size_t>(1, 3000);
    const auto k = *rc::gen::inRange<std::size_t>(1, 301);
    const auto shape =
        *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const Points points = test::make_points(shape, n, d, seed);
    const std::vector<double> centers = make_centers(points, k, seed + 1);
    RC_ASSERT(predict(points.view(), centers, 1) == test::brute_force(points, centers));
  }));
}

TEST(Predict, IsBruteForceOnEverySimdTarget) {
  const std::string before(simd_target());
  for (std::string_view target : simd_targets()) {
    force_simd_target(target);
    std::uint32_t turn = 0;
    for (std::uint32_t d = 1; d <= 12; ++d) {
      for (std::size_t n : {1, 7, 16, 17, 63, 65, 1000}) {
        for (std::size_t k : {1, 2, 5, 16, 33, 200}) {
          const auto shape = static_cast<Shape>(++turn % test::kShapes);
          const Points points = test::make_points(shape, n, d, turn);
          const std::vector<double> centers = make_centers(points, k, turn);
          ASSERT_EQ(predict(points.view(), centers, 1), test::brute_force(points, centers))
              << target << ", d " << d << ", n " << n << ", k " << k << ", " << test::name_of(shape);
        }
      }
    }
  }
  force_simd_target(before);
}

TEST(Predict, CoincidentCentersGoToTheLowestIndex) {
  for (std::uint32_t d = 1; d <= 12; ++d) {
    const Points points = test::make_points(Shape::uniform, 100, d, d);
    const std::vector<double> centers(std::size_t{40} * d, 7.0);
    EXPECT_EQ(predict(points.view(), centers), std::vector<std::uint32_t>(100, 0)) << d;
  }
}

TEST(Predict, HugeTinyAndOffsetCoordinates) {
  for (std::uint32_t d : {1u, 2u, 3u, 4u, 8u, 12u}) {
    for (const auto& [scale, offset] : {std::pair{1.0f, 1e6f}, {1e-6f, 0.0f}, {1e6f, -1e6f}, {1e14f, 0.0f}}) {
      Points points = test::make_points(Shape::clustered, 2000, d, d);
      for (float& x : points.coordinates) x = x * scale + offset;
      const std::vector<double> centers = make_centers(points, 37, d);
      ASSERT_EQ(predict(points.view(), centers), test::brute_force(points, centers))
          << d << ' ' << scale << ' ' << offset;
    }
  }
}

TEST(Predict, ManyClusters) {
  for (std::uint32_t d : {1u, 3u, 4u, 9u}) {
    const Points points = test::make_points(Shape::uniform, 3000, d, d);
    const std::vector<double> centers = make_centers(points, 2500, d);
    ASSERT_EQ(predict(points.view(), centers), test::brute_force(points, centers)) << d;
  }
}

TEST(Predict, SameOnAnyNumberOfThreads) {
  for (std::uint32_t d : {1u, 3u, 4u, 8u, 12u}) {
    const Points points = test::make_points(Shape::gridded, 20000, d, d);
    const std::vector<double> centers = make_centers(points, 50, d);
    const auto one = predict(points.view(), centers, 1);
    EXPECT_EQ(predict(points.view(), centers, 2), one);
    EXPECT_EQ(predict(points.view(), centers, 3), one);
    EXPECT_EQ(predict(points.view(), centers, 0), one);
  }
}

}  // namespace
}  // namespace kvant
