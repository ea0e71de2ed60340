// The parts of dithering, each against what it must be by definition.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <set>
#include <vector>

#include "color/hilbert_curve.hpp"
#include "color/nearest_color.hpp"
#include "color/threshold_map.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

std::uint32_t brute_force(const std::vector<Float4>& colors, Float4 place) {
  float best = std::numeric_limits<float>::infinity();
  std::uint32_t nearest = 0;
  for (std::uint32_t i = 0; i < colors.size(); ++i) {
    const Float4 apart = colors[i] - place;
    const float distance = sum(apart * apart);
    if (distance < best) {
      best = distance;
      nearest = i;
    }
  }
  return nearest;
}

TEST(NearestColor, IsThatOfBruteForce) {
  for (int axes : {3, 4}) {
    for (std::size_t n : {1U, 2U, 3U, 5U, 16U, 33U, 256U, 2000U}) {
      test::Random random(static_cast<std::uint32_t>(n));
      const auto place = [&](float reach) {
        Float4 v{};
        for (int axis = 0; axis < axes; ++axis) v[axis] = (random.unit() - 0.5F) * reach;
        return v;
      };
      std::vector<Float4> colors(n);
      for (Float4& color : colors) color = place(300);
      colors.push_back(colors.front());  // a tie: the first wins
      NearestColor nearest(colors);
      for (int i = 0; i < 3000; ++i) {
        const Float4 wanted = i % 2 == 0 ? place(500) : colors[i % colors.size()] + place(10);
        ASSERT_EQ(nearest(wanted), brute_force(colors, wanted)) << n << " colors, " << axes << " axes";
      }
    }
  }
}

TEST(NearestColor, TiesGoToTheFirst) {
  // A grid of colors and the middles between them.
  std::vector<Float4> colors;
  for (int i = 0; i < 64; ++i) {
    colors.push_back(
        Float4{static_cast<float>(i % 4) * 8, static_cast<float>(i / 4 % 4) * 8, static_cast<float>(i / 16) * 8, 0});
  }
  NearestColor nearest(colors);
  for (int i = 0; i < 512; ++i) {
    const Float4 place{static_cast<float>(i % 8) * 4, static_cast<float>(i / 8 % 8) * 4, static_cast<float>(i / 64) * 4,
                       0};
    ASSERT_EQ(nearest(place), brute_force(colors, place));
  }
}

TEST(HilbertCurve, VisitsEachPixelOnce) {
  for (int width : {1, 2, 3, 5, 8, 31, 64, 127, 128}) {
    for (int height : {1, 2, 3, 7, 8, 30, 64, 100, 128}) {
      const std::vector<CurvePixel> curve =
          hilbert_curve(static_cast<std::uint16_t>(width), static_cast<std::uint16_t>(height));
      ASSERT_EQ(curve.size(), static_cast<std::size_t>(width * height));
      std::set<std::pair<int, int>> seen;
      int diagonals = 0;
      for (std::size_t i = 0; i < curve.size(); ++i) {
        ASSERT_LT(curve[i].x, width);
        ASSERT_LT(curve[i].y, height);
        ASSERT_TRUE(seen.emplace(curve[i].x, curve[i].y).second);
        if (i == 0) continue;
        const int dx = std::abs(curve[i].x - curve[i - 1].x);
        const int dy = std::abs(curve[i].y - curve[i - 1].y);
        ASSERT_LE(std::max(dx, dy), 1) << width << " x " << height << " at " << i;
        if (dx + dy == 2) ++diagonals;
      }
      EXPECT_LE(diagonals, width % 2 == 0 && height % 2 == 0 ? 0 : 1) << width << " x " << height;
    }
  }
}

void expect_every_rank_once(const ThresholdMap& map) {
  std::vector<std::uint16_t> ranks = map.ranks;
  std::ranges::sort(ranks);
  ASSERT_EQ(ranks.size(), map.size * map.size);
  for (std::size_t i = 0; i < ranks.size(); ++i) ASSERT_EQ(ranks[i], i);
}

TEST(ThresholdMap, Bayer) {
  const ThresholdMap map = bayer_map();
  expect_every_rank_once(map);
  // The published matrix begins so.
  const std::vector<std::uint16_t> first(map.ranks.begin(), map.ranks.begin() + 8);
  EXPECT_EQ(first, (std::vector<std::uint16_t>{0, 32, 8, 40, 2, 34, 10, 42}));
}

TEST(ThresholdMap, BlueNoiseKeepsItsDistance) {
  const ThresholdMap& map = blue_noise_map();
  expect_every_rank_once(map);
  // Of the first hundredth of the pixels, spread evenly, none are near to each other; at random many would be.
  std::vector<std::size_t> first;
  for (std::size_t i = 0; i < map.levels(); ++i) {
    if (map.ranks[i] < map.levels() / 100) first.push_back(i);
  }
  for (std::size_t i : first) {
    for (std::size_t j : first) {
      if (i == j) continue;
      const auto wrapped = [&](std::size_t a, std::size_t b) {
        const std::size_t apart = a > b ? a - b : b - a;
        return std::min(apart, map.size - apart);
      };
      const std::size_t dx = wrapped(i % map.size, j % map.size);
      const std::size_t dy = wrapped(i / map.size, j / map.size);
      EXPECT_GE(dx * dx + dy * dy, 16);
    }
  }
}

TEST(ThresholdMap, BlueNoiseIsTheSameEverywhere) {
  std::uint64_t hash = 14695981039346656037U;
  for (std::uint16_t rank : blue_noise_map().ranks) hash = (hash ^ rank) * 1099511628211U;
  EXPECT_EQ(hash, 1931431344080998317U);
}

}  // namespace
}  // namespace kvant
