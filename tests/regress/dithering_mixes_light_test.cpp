// Paper and screens mix light. Errors were once diffused in the space in which colors are compared: mid-gray in black
// and white, which is 21.6% of the light of white, came out 60% white in Oklab and 50% in sRGB.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

// Atkinson's drops a quarter of the error, on purpose.
constexpr Dither kMethods[] = {Dither::floyd_steinberg, Dither::sierra, Dither::riemersma, Dither::bayer,
                               Dither::blue_noise};
constexpr Space kSpaces[] = {Space::srgb, Space::linear, Space::oklab};

const Palette kBlackAndWhite = {{0, 0, 0, 255}, {255, 255, 255, 255}};

double linear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

double luminance(double r, double g, double b) {
  return 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
}

TEST(Regress, GrayInBlackAndWhite) {
  Image gray{64, 64, 3, 8, {}};
  gray.samples.assign(3 * gray.pixels(), 128);
  for (Dither method : kMethods) {
    for (Space space : kSpaces) {
      const QuantizeResult drawn = quantize(gray, {.palette = kBlackAndWhite, .space = space, .dither = method});
      EXPECT_NEAR(static_cast<double>(drawn.pixel_counts[1]) / 4096, 0.2159, 0.02 * 0.2159)
          << dither_name(method) << " in " << space_name(space);
    }
  }
}

TEST(Regress, ColorsInGivenPalettes) {
  // All of these have black and white: any luminance is in their reach.
  const Palette palettes[] = {kBlackAndWhite,
                              {{0, 0, 0, 255}, {85, 255, 255, 255}, {255, 85, 255, 255}, {255, 255, 255, 255}},
                              {{0, 0, 0, 255}, {85, 85, 85, 255}, {170, 170, 170, 255}, {255, 255, 255, 255}},
                              {{255, 255, 255, 255}, {0, 0, 0, 255}, {255, 0, 0, 255}},
                              {{0, 0, 0, 255},
                               {255, 255, 255, 255},
                               {0, 255, 0, 255},
                               {0, 0, 255, 255},
                               {255, 0, 0, 255},
                               {255, 255, 0, 255},
                               {255, 128, 0, 255}}};
  const Image photo = test::make_picture(test::Scene::photo, 256, 200, 3, 8, 1);
  double wanted = 0;
  for (std::size_t i = 0; i < photo.pixels(); ++i) {
    const std::uint8_t* rgb = photo.samples.data() + 3 * i;
    wanted += luminance(rgb[0], rgb[1], rgb[2]);
  }
  for (const Palette& palette : palettes) {
    for (Dither method : kMethods) {
      const QuantizeResult result = quantize(photo, {.palette = palette, .dither = method});
      double drawn = 0;
      for (std::size_t i = 0; i < palette.size(); ++i) {
        drawn += static_cast<double>(result.pixel_counts[i]) * luminance(palette[i].r, palette[i].g, palette[i].b);
      }
      EXPECT_NEAR(drawn / wanted, 1, 0.02) << palette.size() << " colors, " << dither_name(method);
    }
  }
}

// Patterns lost the light of what is darker than the middle between black and the next color, and that of saturated
// colors in palettes that have no such chroma.
TEST(Regress, LightOfPatterns) {
  const Palette cga = {{0, 0, 0, 255}, {85, 255, 255, 255}, {255, 85, 255, 255}, {255, 255, 255, 255}};
  const Palette gameboy = {{15, 56, 15, 255}, {48, 98, 48, 255}, {139, 172, 15, 255}, {155, 188, 15, 255}};
  struct Case {
    Palette palette;
    std::array<std::uint8_t, 3> color;
  };
  const Case cases[] = {{kBlackAndWhite, {30, 30, 30}},
                        {cga, {30, 30, 30}},
                        {cga, {30, 60, 200}},
                        {gameboy, {30, 60, 200}},
                        {gameboy, {200, 200, 200}}};
  for (const auto& [palette, color] : cases) {
    Image flat{64, 64, 3, 8, {}};
    for (std::size_t i = 0; i < flat.pixels(); ++i) {
      flat.samples.insert(flat.samples.end(), color.begin(), color.end());
    }
    double lightest = 0;
    for (const Color& c : palette) lightest = std::max(lightest, luminance(c.r, c.g, c.b));
    const double wanted = std::min(luminance(color[0], color[1], color[2]), lightest);
    for (Space space : kSpaces) {
      const QuantizeResult result = quantize(flat, {.palette = palette, .space = space, .dither = Dither::blue_noise});
      double drawn = 0;
      for (std::size_t i = 0; i < palette.size(); ++i) {
        drawn += static_cast<double>(result.pixel_counts[i]) * luminance(palette[i].r, palette[i].g, palette[i].b);
      }
      EXPECT_NEAR(drawn / 4096 / wanted, 1, 0.02)
          << palette.size() << " colors in " << space_name(space) << ", " << static_cast<int>(color[2]);
    }
  }
}

}  // namespace
}  // namespace kvant
