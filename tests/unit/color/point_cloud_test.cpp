#include "color/point_cloud.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace kvant {
namespace {

/// A picture of one row, of so many pixels of each color.
Image row_of(const std::vector<std::pair<Color, int>>& runs) {
  Image image;
  image.height = 1;
  image.channels = 4;
  for (const auto& [color, times] : runs) {
    for (int i = 0; i < times; ++i, ++image.width) {
      for (std::uint8_t sample : {color.r, color.g, color.b, color.a}) image.samples.push_back(sample);
    }
  }
  return image;
}

PointCloud cloud_of(const Image& image, std::uint32_t colors, CloudAxes axes, std::size_t most = 1'000'000) {
  Workers workers(1);
  const ColorHistogram histogram = count_colors(image, workers);
  return make_point_cloud(histogram, fit_palette(histogram, {.colors = colors}, workers), axes, most);
}

/// `rare` colors of one pixel each and a frequent one.
Image mostly_gray(int rare, int frequent) {
  std::vector<std::pair<Color, int>> runs = {{{128, 128, 128}, frequent}};
  for (int i = 0; i < rare; ++i) {
    const auto low = static_cast<std::uint8_t>(i % 250);
    const auto high = static_cast<std::uint8_t>(i / 250);
    runs.push_back({{low, 10, high}, 1});
  }
  return row_of(runs);
}

TEST(PointCloud, HasEveryColorWhereItIs) {
  const PointCloud cloud = cloud_of(row_of({{{255, 0, 10}, 3}, {{0, 128, 255}, 1}}), 2, CloudAxes::rgb);
  ASSERT_EQ(cloud.points.size(), 2U);
  ASSERT_EQ(cloud.centers.size(), 2U);
  EXPECT_EQ(cloud.distinct_colors, 2U);
  EXPECT_EQ(cloud.pixels, 4U);
  for (const PointCloud::Point& point : cloud.points) {
    const bool red = point.color.r == 255;
    EXPECT_EQ(point.color, (red ? Color{255, 0, 10} : Color{0, 128, 255}));
    EXPECT_EQ(point.position, (red ? std::array<float, 3>{255, 0, 10} : std::array<float, 3>{0, 128, 255}));
    EXPECT_EQ(point.pixels, red ? 3U : 1U);
    const PointCloud::Point& center = cloud.centers[point.center];
    EXPECT_EQ(center.color, point.color);
    EXPECT_EQ(center.position, point.position);
    EXPECT_EQ(center.pixels, point.pixels);
  }
}

TEST(PointCloud, OklabHasLightnessUp) {
  const PointCloud cloud =
      cloud_of(row_of({{{255, 255, 255}, 1}, {{255, 0, 0}, 1}, {{0, 0, 0}, 1}}), 3, CloudAxes::oklab);
  for (const PointCloud::Point& point : cloud.points) {
    // Oklab of white, black, and red as published with the space (Ottosson 2020).
    std::array<double, 3> expected = {0, 0, 0};
    if (point.color == Color{255, 255, 255}) expected = {0, 0, 1};
    if (point.color == Color{255, 0, 0}) expected = {0.2249, 0.1258, 0.6280};
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(point.position[i], expected[i], 2e-4);
  }
}

TEST(PointCloud, LeavesOutWhatCannotBeSeen) {
  const PointCloud cloud =
      cloud_of(row_of({{{9, 9, 9, 0}, 5}, {{200, 0, 0}, 2}, {{0, 0, 200, 100}, 1}}), 3, CloudAxes::rgb);
  EXPECT_EQ(cloud.distinct_colors, 2U);
  EXPECT_EQ(cloud.points.size(), 2U);
  EXPECT_EQ(cloud.centers.size(), 2U);
  EXPECT_EQ(cloud.pixels, 3U);
  for (const PointCloud::Point& point : cloud.points) EXPECT_EQ(cloud.centers[point.center].color, point.color);
}

TEST(PointCloud, IsEmptyWithoutColors) {
  const PointCloud cloud = cloud_of(row_of({{{9, 9, 9, 0}, 5}}), 3, CloudAxes::rgb);
  EXPECT_EQ(cloud.points.size() + cloud.centers.size() + cloud.distinct_colors + cloud.pixels, 0U);
}

TEST(PointCloud, SamplesExactlySoMany) {
  const Image image = mostly_gray(5000, 20'000);
  for (std::size_t most : {1U, 2U, 17U, 3000U, 5000U, 5001U, 9000U}) {
    const PointCloud cloud = cloud_of(image, 4, CloudAxes::rgb, most);
    EXPECT_EQ(cloud.points.size(), std::min<std::size_t>(most, 5001));
    EXPECT_EQ(cloud.distinct_colors, 5001U);
    EXPECT_EQ(cloud.pixels, 25'000U) << "centers stand for the whole picture";
    std::set<std::array<float, 3>> distinct;
    bool gray = false;
    for (const PointCloud::Point& point : cloud.points) {
      distinct.insert(point.position);
      gray = gray || point.pixels == 20'000;
    }
    EXPECT_EQ(distinct.size(), cloud.points.size());
    EXPECT_TRUE(gray) << "what most pixels have is never left out";
  }
}

TEST(PointCloud, SamplesEvenlyOverTheSpace) {
  const PointCloud cloud = cloud_of(mostly_gray(5000, 1), 4, CloudAxes::rgb, 4000);
  // The rare colors have blue from 0 to 19, 250 colors each: of each, 4 in 5 are drawn.
  std::array<int, 20> drawn{};
  for (const PointCloud::Point& point : cloud.points) {
    if (point.color.b < 20) ++drawn[point.color.b];
  }
  for (int of_blue : drawn) EXPECT_NEAR(of_blue, 200, 25);
}

}  // namespace
}  // namespace kvant
