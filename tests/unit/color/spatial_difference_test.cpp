#include "color/spatial_difference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "color/color_difference.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "support/corpus.hpp"
#include "support/sample_pictures.hpp"
#include "support/wide_colors.hpp"
#include "unit/color/simd_targets.hpp"

namespace kvant {
namespace {

using test::byte;

Image chelsea() { return read_image(test::source_dir() / "examples" / "chelsea.png").image; }

// Red grows to the right, green downwards; blue is the same everywhere.
Image ramp(std::uint32_t width, std::uint32_t height) {
  Image image = {.width = width, .height = height, .samples = {}};
  const auto part = [](std::uint32_t i, std::uint32_t n) { return byte(255 * i / std::max(n - 1, 1U)); };
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (std::uint8_t v : {part(x, width), part(y, height), byte(128)}) image.samples.push_back(v);
    }
  }
  return image;
}

Image filled(Color color, std::uint32_t width, std::uint32_t height) {
  Image image = {.width = width, .height = height, .channels = 4, .samples = {}};
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    for (std::uint8_t v : {color.r, color.g, color.b, color.a}) image.samples.push_back(v);
  }
  return image;
}

using Thresholds = std::array<std::uint32_t, 4>;  // of the pixels in squares of 2 x 2
constexpr Thresholds flat = {42, 42, 42, 42};
constexpr Thresholds bayer = {10, 53, 74, 32};

// Four levels for each sample.
Image posterized(Image image, const Thresholds& thresholds) {
  for (std::size_t i = 0; i < image.samples.size(); ++i) {
    const std::size_t pixel = i / image.channels;
    const std::size_t in_square = 2 * (pixel / image.width % 2) + pixel % image.width % 2;
    image.samples[i] = byte((image.samples[i] + thresholds[in_square]) / 85 * 85);
  }
  return image;
}

template <class Other>
double difference(const Image& original, const Other& other, unsigned threads = 1) {
  Workers workers(threads);
  return spatial_difference(see(original, workers), other, workers);
}

double of_posterized(const Image& image, const Thresholds& thresholds) {
  return difference(image, posterized(image, thresholds));
}

// What bench/versus/scielab.py makes of the same pictures: by cosine transforms, in double precision.
TEST(SpatialDifference, IsThatOfTheReference) {
  const auto expect = [](const Image& image, const Thresholds& thresholds, double reference) {
    EXPECT_NEAR(of_posterized(image, thresholds), reference, std::max(0.01, 0.01 * reference))
        << image.width << 'x' << image.height;
  };
  expect(chelsea(), flat, 12.0016);
  expect(chelsea(), bayer, 5.1490);
  expect(ramp(60, 40), flat, 12.6122);
  expect(ramp(60, 40), bayer, 3.7910);
  expect(ramp(700, 9), flat, 13.3907);
  expect(ramp(700, 9), bayer, 3.0219);
  expect(ramp(5, 3), flat, 23.6418);
  expect(ramp(1, 30), flat, 11.9940);
}

TEST(SpatialDifference, OfTheSamePictureIsZero) {
  EXPECT_EQ(difference(ramp(40, 30), ramp(40, 30)), 0);
  const Image glass = test::make_picture(test::Scene::photo, 90, 70, 4, 16, 6);
  EXPECT_EQ(difference(glass, glass), 0);
}

TEST(SpatialDifference, OfAreasOfOneColorIsThatOfTheColors) {
  const Color a = {200, 30, 90, 255};
  const Color b = {180, 60, 90, 255};
  for (std::uint32_t width : {1U, 7U, 600U}) {
    EXPECT_NEAR(difference(filled(a, width, 3), filled(b, width, 3)), ciede2000(lab_of(a), lab_of(b)), 2e-3) << width;
  }
}

TEST(SpatialDifference, AlphaIsTheLargerOfWhiteAndBlack) {
  const Image nothing = filled({0, 0, 0, 0}, 9, 9);
  const Lab white = lab_of({255, 255, 255, 255});
  EXPECT_NEAR(difference(filled({0, 0, 0, 128}, 9, 9), nothing), ciede2000(lab_of({127, 127, 127, 255}), white), 2e-3);
  EXPECT_NEAR(difference(filled({255, 255, 255, 128}, 9, 9), nothing),
              ciede2000(lab_of({128, 128, 128, 255}), lab_of({0, 0, 0, 255})), 2e-3);
}

TEST(SpatialDifference, IndexedPicturesAreThoseOfTheirColors) {
  const Image image = test::make_picture(test::Scene::photo, 90, 70, 4, 8, 6);
  const IndexedImage drawn = quantize(image, {.colors = 9, .dither = Dither::floyd_steinberg}).image;
  Image expanded = {.width = 90, .height = 70, .channels = 4, .samples = {}};
  for (std::uint8_t index : std::get<Buffer<std::uint8_t>>(drawn.indices)) {
    const Color& c = drawn.palette[index];
    for (std::uint8_t v : {c.r, c.g, c.b, c.a}) expanded.samples.push_back(v);
  }
  EXPECT_EQ(difference(image, drawn), difference(image, expanded));
}

TEST(SpatialDifference, DitheringBringsNearer) {
  const Image image = chelsea();
  const auto redrawn = [&](Dither dither) {
    return difference(image, quantize(image, {.colors = 8, .dither = dither}).image);
  };
  EXPECT_LT(redrawn(Dither::floyd_steinberg), 0.85 * redrawn(Dither::none));
}

TEST(SpatialDifference, SameBitsOnAnyNumberOfThreads) {
  for (std::uint32_t channels : {3U, 4U}) {
    const Image image = test::make_picture(test::Scene::photo, 190, 70, channels, 8, 6);
    const IndexedImage drawn = quantize(image, {.colors = 5}).image;
    const double one = difference(image, drawn, 1);
    for (unsigned threads : {2U, 5U}) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(difference(image, drawn, threads)), std::bit_cast<std::uint64_t>(one));
    }
  }
}

// The recorded bits: a compiler, library or machine that changes them changes the figures that users see.
TEST(SpatialDifference, BitsAreTheRecordedOnes) {
  const Image image = ramp(300, 70);
  on_every_simd_target([&](const char* name) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(of_posterized(image, bayer)), 4615314657136209173U) << name;
  });
}

}  // namespace
}  // namespace kvant
