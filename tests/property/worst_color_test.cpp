// The worst-hit color, against every pixel.
#include <gtest/gtest.h>

#include "color/color_difference.hpp"
#include "kvant/quantize.hpp"
#include "support/newspaper_map.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

Color narrow(const test::Pixel& p) {
  const auto channel = [](std::uint16_t v) { return static_cast<std::uint8_t>((v + 128) / 257); };
  return {channel(p.r), channel(p.g), channel(p.b), channel(p.a)};
}

TEST(WorstColor, IsTheOneThatChangedMost) {
  std::uint32_t seed = 0;
  for (int scene = 0; scene < test::kScenes; ++scene) {
    for (std::uint32_t k : {1U, 3U, 16U}) {
      const Image image = test::make_picture(static_cast<test::Scene>(scene), 50, 40, 3, 8, ++seed);
      const QuantizeResult result = quantize(image, {.colors = k});
      double largest = 0;
      for (std::size_t i = 0; i < image.pixels(); ++i) {
        const Color to = result.image.palette[test::index_at(result.image, i)];
        largest = std::max(largest, ciede2000(lab_of(narrow(test::pixel_at(image, i))), lab_of(to)));
      }
      ASSERT_EQ(result.worst.has_value(), largest > 0);
      if (!result.worst) continue;
      const WorstColor& worst = *result.worst;
      EXPECT_NEAR(worst.delta_e, largest, 2e-3);
      EXPECT_NEAR(ciede2000(lab_of(worst.from), lab_of(worst.to)), worst.delta_e, 2e-3);
      const std::size_t place = std::size_t{worst.y} * image.width + worst.x;
      EXPECT_EQ(narrow(test::pixel_at(image, place)), worst.from);
      EXPECT_EQ(result.image.palette[test::index_at(result.image, place)], worst.to);
      std::uint64_t pixels = 0;
      for (std::size_t i = 0; i < image.pixels(); ++i) {
        if (narrow(test::pixel_at(image, i)) != worst.from) continue;
        EXPECT_GE(i, place) << "not the first";
        ++pixels;
      }
      EXPECT_EQ(pixels, worst.pixels);
    }
  }
}

TEST(WorstColor, OfTheMapIsTheRedCountry) {
  const Image map = test::NewspaperMap().draw();
  const QuantizeResult result = quantize(map, {.colors = 6});
  ASSERT_TRUE(result.worst.has_value());
  EXPECT_EQ(result.worst->from, test::NewspaperMap::red);
  EXPECT_GT(result.worst->pixels, 100U);
}

TEST(WorstColor, OfOtherKindsOfPictures) {
  for (std::uint32_t channels : {3U, 4U}) {
    for (std::uint32_t depth : {8U, 16U}) {
      const Image image = test::make_picture(test::Scene::noise, 30, 20, channels, depth, 4);
      const QuantizeResult result = quantize(image, {.colors = 5});
      ASSERT_TRUE(result.worst.has_value());
      const std::size_t place = std::size_t{result.worst->y} * image.width + result.worst->x;
      EXPECT_EQ(narrow(test::pixel_at(image, place)), result.worst->from);
      EXPECT_GE(result.worst->delta_e, result.mean_delta_e);
    }
  }
}

TEST(WorstColor, IsNoneIfNothingChanged) {
  EXPECT_FALSE(quantize(test::make_picture(test::Scene::blocks, 30, 20, 3, 8, 4), {.colors = 256}).worst.has_value());
}

}  // namespace
}  // namespace kvant
