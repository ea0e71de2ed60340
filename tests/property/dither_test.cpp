// Dithering: what each method keeps, whatever the picture.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"
#include "kvant/quantize.hpp"
#include "kvant/version.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

using test::Scene;

constexpr std::array methods = {Dither::floyd_steinberg, Dither::atkinson, Dither::sierra,
                                Dither::riemersma,       Dither::bayer,    Dither::blue_noise};

const Palette black_and_white = {{0, 0, 0, 255}, {255, 255, 255, 255}};

Image flat_picture(std::uint32_t width, std::uint32_t height, Color color) {
  Image image{width, height, 3, 8, {}};
  for (std::size_t i = 0; i < image.pixels(); ++i)
    image.samples.insert(image.samples.end(), {color.r, color.g, color.b});
  return image;
}

// Of an sRGB value; both 0..255.
double light_of(double value) {
  const double encoded = value / 255;
  return 255 * (encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4));
}

// The light of channel 0..2 over the columns from `begin` to below `end`.
double mean_of(const IndexedImage& drawn, std::uint32_t begin, std::uint32_t end, int channel) {
  double sum = 0;
  for (std::uint32_t y = 0; y < drawn.height; ++y) {
    for (std::uint32_t x = begin; x < end; ++x) {
      const Color color = drawn.palette[test::index_at(drawn, std::size_t{y} * drawn.width + x)];
      sum += light_of(channel == 0 ? color.r : channel == 1 ? color.g : color.b);
    }
  }
  return sum / (static_cast<double>(end - begin) * drawn.height);
}

TEST(Dither, KeepsTheMeanOfFlatAreas) {
  const Palette corners = {{0, 0, 0, 255}, {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}};
  const Color gray{90, 100, 110, 255};
  for (Dither method : methods) {
    if (method == Dither::atkinson) continue;  // it drops a quarter of the error, on purpose
    const QuantizeResult result =
        quantize(flat_picture(96, 300, gray), {.palette = corners, .space = Space::srgb, .dither = method});
    const bool ordered = method == Dither::bayer || method == Dither::blue_noise;  // these mix 16 colors for a pixel
    const double tolerance = ordered ? 255.0 / 16 : 1.5;
    EXPECT_NEAR(mean_of(result.image, 0, 96, 0), light_of(90), tolerance) << dither_name(method);
    EXPECT_NEAR(mean_of(result.image, 0, 96, 1), light_of(100), tolerance) << dither_name(method);
    EXPECT_NEAR(mean_of(result.image, 0, 96, 2), light_of(110), tolerance) << dither_name(method);
  }
}

TEST(Dither, GradientInTwoColors) {
  Image image{256, 160, 3, 8, {}};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      image.samples.insert(image.samples.end(), 3, static_cast<std::uint8_t>(x));
    }
  }
  for (Dither method : methods) {
    const QuantizeResult result = quantize(image, {.palette = black_and_white, .space = Space::srgb, .dither = method});
    const double tolerance = method == Dither::atkinson ? 40 : 8;
    for (std::uint32_t x = 0; x < 256; x += 32) {
      double light = 0;
      for (std::uint32_t i = 0; i < 32; ++i) light += light_of(x + i) / 32;
      EXPECT_NEAR(mean_of(result.image, x, x + 32, 0), light, tolerance) << dither_name(method) << " at " << x;
    }
  }
}

TEST(Dither, FlatAreasOfThePaletteStayFlat) {
  // Left noise, right an exact color: no error crosses the border.
  Image image = test::make_picture(Scene::noise, 80, 60, 3, 8, 3);
  for (std::uint32_t y = 0; y < 60; ++y) {
    std::fill_n(image.samples.begin() + (y * 80 + 40) * 3, 40 * 3, std::uint8_t{255});
  }
  for (Dither method : methods) {
    const QuantizeResult result = quantize(image, {.palette = black_and_white, .dither = method});
    EXPECT_EQ(mean_of(result.image, 40, 80, 0), 255) << dither_name(method);
  }
}

Image some_picture() {
  return test::make_picture(static_cast<Scene>(*rc::gen::inRange(0, test::kScenes)),
                            *rc::gen::inRange<std::uint32_t>(1, 40), *rc::gen::inRange<std::uint32_t>(1, 40),
                            *rc::gen::element<std::uint32_t>(3, 4), *rc::gen::element<std::uint32_t>(8, 16),
                            *rc::gen::arbitrary<std::uint32_t>());
}

QuantizeOptions some_options() {
  return {.colors = *rc::gen::inRange<std::uint32_t>(1, 300),
          .space = *rc::gen::element(Space::srgb, Space::linear, Space::oklab),
          .dither = *rc::gen::elementOf(methods),
          .dither_strength = *rc::gen::element(0.25, 0.5, 1.0),
          .effort = 1};
}

// What is wrong with a dithered picture; empty: nothing.
std::string problems_of(const Image& image, const QuantizeResult& result) {
  const Palette& palette = result.image.palette;
  std::vector<std::uint64_t> counts(palette.size());
  double squares = 0;
  bool has_alpha = false;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::uint32_t index = test::index_at(result.image, i);
    if (index >= palette.size()) return "an index beyond the palette";
    ++counts[index];
    const test::Pixel pixel = test::pixel_at(image, i);
    has_alpha |= pixel.a != 65535;
    const Color color = palette[index];
    if (pixel.a == 0 && palette.size() > 1 && color.a != 0) return "a transparent pixel that is drawn";
    const auto square = [](double x) { return x * x; };
    const double before = pixel.a / 65535.0;
    const double after = color.a / 255.0;
    squares += square(pixel.r / 257.0 * before - color.r * after) + square(pixel.g / 257.0 * before - color.g * after) +
               square(pixel.b / 257.0 * before - color.b * after) + square(pixel.a / 257.0 - color.a);
  }
  if (counts != result.pixel_counts) return "other counts than those of the pixels";
  const double mse = squares / static_cast<double>(image.pixels());
  if (std::abs(mse - result.mse) > 1e-9 * (1 + mse)) return "mse is not that of the drawn picture";
  if (!has_alpha) {
    for (std::size_t i = 0; i < palette.size(); ++i) {
      if (palette[i].a != 255 && counts[i] != 0) return "a hole in an opaque picture";
    }
  }
  return "";
}

TEST(Dither, AnyPicture) {
  EXPECT_TRUE(rc::check("the figures are those of the drawn picture", [] {
    const Image image = some_picture();
    const std::string problems = problems_of(image, quantize(image, some_options()));
    if (!problems.empty()) RC_FAIL(problems);
  }));
}

TEST(Dither, StrengthZeroIsNone) {
  EXPECT_TRUE(rc::check("strength 0 draws what none draws", [] {
    const Image image = some_picture();
    QuantizeOptions options = some_options();
    options.dither_strength = 0;
    const QuantizeResult faint = quantize(image, options);
    options.dither = Dither::none;
    const QuantizeResult none = quantize(image, options);
    RC_ASSERT(faint.image.indices == none.image.indices);
    RC_ASSERT(faint.image.palette == none.image.palette);
    RC_ASSERT(faint.mse == none.mse);
    RC_ASSERT(faint.mean_delta_e == none.mean_delta_e);
  }));
}

TEST(Dither, PicturesOfFewColorsPassThrough) {
  const Image image = test::make_picture(Scene::blocks, 60, 48, 3, 8, 4);
  for (Dither method : methods) EXPECT_EQ(quantize(image, {.colors = 16, .dither = method}).mse, 0);
}

TEST(Dither, OneColor) {
  const Image image = test::make_picture(Scene::photo, 33, 21, 3, 8, 4);
  for (Dither method : methods) {
    const QuantizeResult result = quantize(image, {.colors = 1, .dither = method});
    EXPECT_EQ(result.pixel_counts, std::vector<std::uint64_t>{image.pixels()}) << dither_name(method);
  }
}

TEST(Dither, ThreadsAndTargetsDoNotMatter) {
  const Image image = test::make_picture(Scene::photo, 301, 270, 4, 8, 4);
  for (Dither method : methods) {
    const QuantizeOptions options{.colors = 20, .dither = method, .effort = 1, .threads = 1};
    const QuantizeResult alone = quantize(image, options);
    for (unsigned threads : {2U, 5U}) {
      QuantizeOptions many = options;
      many.threads = threads;
      const QuantizeResult together = quantize(image, many);
      EXPECT_EQ(together.image.indices, alone.image.indices) << dither_name(method) << ", " << threads << " threads";
      EXPECT_EQ(together.mean_delta_e, alone.mean_delta_e) << dither_name(method) << ", " << threads << " threads";
    }
  }
}

TEST(Dither, SameOnEverySimdTarget) {
  const Image image = test::make_picture(Scene::photo, 77, 61, 4, 8, 5);
  const std::string before(simd_target());
  for (Dither method : methods) {
    const QuantizeOptions options{.colors = 20, .dither = method, .effort = 1};
    const QuantizeResult best = quantize(image, options);
    for (std::string_view target : simd_targets()) {
      force_simd_target(target);
      EXPECT_EQ(quantize(image, options).image.indices, best.image.indices) << dither_name(method) << ", " << target;
    }
    force_simd_target(before);
  }
}

TEST(Dither, Strips) {
  // As wide or as high as one pixel, and longer than any band or tile.
  for (Dither method : methods) {
    for (bool tall : {false, true}) {
      Image image{tall ? 1U : 700U, tall ? 700U : 1U, 3, 8, {}};
      image.samples.assign(2100, 51);
      const QuantizeResult result =
          quantize(image, {.palette = black_and_white, .space = Space::srgb, .dither = method});
      EXPECT_EQ(result.pixel_counts[0] + result.pixel_counts[1], 700U);
      // The others lose what they would pass to pixels that are not there.
      if (method != Dither::riemersma) continue;
      EXPECT_NEAR(static_cast<double>(result.pixel_counts[1]) / 700, light_of(51) / 255, 0.005) << tall;
    }
  }
}

TEST(Dither, SoftEdgesStaySoft) {
  // A shadow that fades, in a palette of black and nothing: more of it where it is darker; opaque pixels have no holes.
  Image image{100, 200, 4, 8, {}};
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::size_t x = i % 100;
    image.samples.insert(image.samples.end(), {0, 0, 0, static_cast<std::uint8_t>(x < 50 ? 255 : 255 - 5 * (x - 49))});
  }
  for (Dither method : methods) {
    const QuantizeResult result = quantize(image, {.palette = {{0, 0, 0, 255}, {0, 0, 0, 0}}, .dither = method});
    for (std::size_t begin : {0, 50, 75}) {
      double drawn = 0;
      for (std::size_t i = 0; i < image.pixels(); ++i) {
        if (i % 100 >= begin && i % 100 < begin + 25) drawn += test::index_at(result.image, i) == 0 ? 1 : 0;
      }
      const double expected = begin == 0 ? 1 : begin == 50 ? 0.745 : 0.255;
      EXPECT_NEAR(drawn / 5000, expected,
                  begin == 0                   ? 0
                  : method == Dither::atkinson ? 0.15
                                               : 0.04)
          << dither_name(method) << " from " << begin;
    }
  }
}

TEST(Dither, NamesAreThoseOfTheMethods) {
  for (Dither method : methods) EXPECT_EQ(dither_of_name(dither_name(method)), method);
  EXPECT_EQ(dither_of_name("none"), Dither::none);
  EXPECT_EQ(dither_of_name("ordered"), std::nullopt);
}

TEST(Dither, StrengthIsChecked) {
  const Image image = test::make_picture(Scene::noise, 9, 9, 3, 8, 1);
  for (double strength : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW((void)quantize(image, {.dither = Dither::sierra, .dither_strength = strength}), Error);
  }
}

}  // namespace
}  // namespace kvant
