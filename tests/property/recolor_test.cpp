// Areas drawn in other colors: the darkest in the first.
#include <gtest/gtest.h>

#include <set>

#include "color/color_order.hpp"
#include "kvant/error.hpp"
#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

const Palette duotone = {{29, 32, 33, 255}, {250, 189, 47, 255}};

Palette drawn(const Image& image, const QuantizeOptions& options) {
  const QuantizeResult result = quantize(image, options);
  Palette pixels;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    pixels.push_back(result.image.palette[test::index_at(result.image, i)]);
  }
  return pixels;
}

TEST(Recolor, DarkToTheFirstLightToTheLast) {
  const Image image = test::row_of({{0, 0, 90, 255}, {255, 255, 160, 255}, {20, 0, 0, 255}, {200, 230, 255, 255}});
  EXPECT_EQ(drawn(image, {.recolor = duotone}), (Palette{duotone[0], duotone[1], duotone[0], duotone[1]}));
  EXPECT_EQ(drawn(image, {.recolor = {duotone[1], duotone[0]}}),
            (Palette{duotone[1], duotone[0], duotone[1], duotone[0]}));
}

TEST(Recolor, AreasAreThoseOfTheFit) {
  const Image image = test::make_picture(test::Scene::photo, 60, 50, 3, 8, 3);
  const Palette four = {{1, 1, 1, 255}, {2, 2, 2, 255}, {3, 3, 3, 255}, {4, 4, 4, 255}};
  const QuantizeResult plain = quantize(image, {.colors = 4});
  const QuantizeResult result = quantize(image, {.recolor = four});
  EXPECT_EQ(result.image.indices, plain.image.indices);
  EXPECT_EQ(result.pixel_counts, plain.pixel_counts);
  const auto order = luminance_order(plain.image.palette);
  for (std::size_t rank = 0; rank < 4; ++rank) EXPECT_EQ(result.image.palette[order[rank]], four[rank]);
  EXPECT_GT(result.mse, plain.mse) << "the error is that of what is drawn";
}

TEST(Recolor, FewerAreasAreSpread) {
  const Palette five = {{1, 0, 0, 255}, {2, 0, 0, 255}, {3, 0, 0, 255}, {4, 0, 0, 255}, {5, 0, 0, 255}};
  const Color black = {0, 0, 0, 255};
  const Color gray = {90, 90, 90, 255};
  const Color white = {255, 255, 255, 255};
  EXPECT_EQ(drawn(test::row_of({white, black}), {.recolor = five}), (Palette{five[4], five[0]}));
  EXPECT_EQ(drawn(test::row_of({white, gray, black}), {.recolor = five}), (Palette{five[4], five[2], five[0]}));
  EXPECT_EQ(drawn(test::row_of({white}), {.recolor = five}), Palette{five[4]});
  EXPECT_EQ(drawn(test::row_of({black}), {.recolor = five}), Palette{five[0]});
}

TEST(Recolor, TransparencyStays) {
  const Image image = test::row_of({{0, 0, 0, 255}, {255, 255, 255, 255}, {7, 7, 7, 0}, {255, 255, 255, 255}});
  EXPECT_EQ(drawn(image, {.recolor = duotone}), (Palette{duotone[0], duotone[1], {0, 0, 0, 0}, duotone[1]}));
  const Image shade = test::row_of({{0, 0, 0, 128}, {255, 255, 255, 255}});
  EXPECT_EQ(drawn(shade, {.recolor = duotone}), (Palette{{29, 32, 33, 128}, duotone[1]}));
}

TEST(Recolor, IsChecked) {
  const Image image = test::row_of({{0, 0, 0, 255}});
  EXPECT_THROW((void)quantize(image, {.recolor = {{1, 2, 3, 255}}}), Error);
  EXPECT_THROW((void)quantize(image, {.palette = duotone, .recolor = duotone}), Error);
  EXPECT_THROW((void)quantize(image, {.pins = duotone, .recolor = duotone}), Error);
}

TEST(ColorOrder, ByHue) {
  const Palette rainbow = {{128, 128, 128, 255}, {230, 30, 30, 255},  {240, 140, 20, 255}, {230, 220, 40, 255},
                           {60, 200, 60, 255},   {60, 190, 210, 255}, {50, 70, 220, 255},  {210, 60, 200, 255}};
  Palette mixed;
  for (std::size_t i = 0; i < rainbow.size(); ++i) mixed.push_back(rainbow[(3 * i + 2) % rainbow.size()]);
  Palette ordered;
  for (std::size_t i : hue_order(mixed)) ordered.push_back(mixed[i]);
  EXPECT_EQ(ordered, rainbow);
}

}  // namespace
}  // namespace kvant
