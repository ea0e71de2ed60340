// Entries were the means of opaque pixels and of the soft edge around them: opaque icons came out with alpha 254 to
// 234.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <variant>

#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

// A disk of two reds with an edge of eight pixels, on nothing.
Image soft_disk() {
  Image image{48, 48, 4, 8, {}};
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 48; ++x) {
      const int squares = (x - 24) * (x - 24) + (y - 24) * (y - 24);
      const int alpha = squares < 196 ? 255 : squares > 484 ? 0 : (484 - squares) * 255 / 288;
      for (const int sample : {200 + x, 30 + 2 * y, 40, alpha}) {
        image.samples.push_back(static_cast<std::uint8_t>(alpha == 0 ? 0 : sample));
      }
    }
  }
  return image;
}

std::size_t opaque_pixels_lost(const Image& image, const QuantizeResult& result) {
  std::size_t lost = 0;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const bool opaque = image.channels == 3 || test::pixel_at(image, i).a == 65535;
    if (opaque && result.image.palette[test::index_at(result.image, i)].a != 255) ++lost;
  }
  return lost;
}

constexpr Space kSpaces[] = {Space::srgb, Space::linear, Space::oklab};
constexpr Dither kDithers[] = {Dither::none,      Dither::floyd_steinberg, Dither::atkinson,  Dither::sierra,
                               Dither::riemersma, Dither::bayer,           Dither::blue_noise};

TEST(Regress, OpaqueStaysOpaque) {
  const Image image = soft_disk();
  for (std::uint32_t k = 2; k <= 16; ++k) {
    for (const Space space : kSpaces) {
      const QuantizeResult result = quantize(image, {.colors = k, .space = space});
      EXPECT_EQ(opaque_pixels_lost(image, result), 0U) << k << " colors, " << space_name(space);
      EXPECT_EQ(result.image.palette.size(), k);
      for (const std::uint64_t count : result.pixel_counts) EXPECT_GT(count, 0U);
    }
  }
}

TEST(Regress, SoftEdgeStaysSoft) {
  std::set<int> alphas;
  for (const Color& color : quantize(soft_disk(), {.colors = 16}).image.palette) alphas.insert(color.a);
  EXPECT_GE(alphas.size(), 6U);
}

TEST(Regress, OpaqueStaysOpaqueDithered) {
  const Image image = soft_disk();
  for (const Dither dither : kDithers) {
    for (const std::uint32_t k : {2U, 5U, 12U}) {
      const QuantizeResult result = quantize(image, {.colors = k, .dither = dither});
      EXPECT_EQ(opaque_pixels_lost(image, result), 0U) << k << " colors, " << dither_name(dither);
    }
    const Palette given = {{255, 255, 255, 255}, {250, 60, 40, 250}, {210, 80, 40, 240}, {0, 0, 0, 0}};
    const QuantizeResult result = quantize(image, {.palette = given, .dither = dither});
    EXPECT_EQ(opaque_pixels_lost(image, result), 0U) << "given, " << dither_name(dither);
  }
}

TEST(Regress, OpaqueStaysOpaqueInAnyPicture) {
  EXPECT_TRUE(rc::check("no opaque pixel is drawn translucent", [] {
    const auto width = *rc::gen::inRange<std::uint32_t>(1, 24);
    const auto height = *rc::gen::inRange<std::uint32_t>(1, 24);
    Image image{width, height, 4, 8, {}};
    const auto levels = *rc::gen::inRange(2, 256);
    for (std::size_t i = 0; i < 4 * image.pixels(); ++i) {
      const int value = *rc::gen::inRange(0, levels);
      image.samples.push_back(static_cast<std::uint8_t>(255 - (i % 4 == 3 ? value / 4 * 3 : value)));
    }
    QuantizeOptions options{.colors = *rc::gen::inRange<std::uint32_t>(2, 20)};
    options.space = *rc::gen::elementOf(std::vector<Space>(std::begin(kSpaces), std::end(kSpaces)));
    options.dither = *rc::gen::elementOf(std::vector<Dither>(std::begin(kDithers), std::end(kDithers)));
    options.salience = *rc::gen::element(0.0, 0.5);
    options.threads = 1;
    if (*rc::gen::arbitrary<bool>()) options.pins = {{10, 200, 30, 128}};
    RC_ASSERT(opaque_pixels_lost(image, quantize(image, options)) == 0U);
  }));
}

}  // namespace
}  // namespace kvant
