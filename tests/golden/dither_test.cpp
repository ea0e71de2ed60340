// What each method of dithering draws of a gradient, to the pixel.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "golden/golden_file.hpp"
#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

// Black, gray and white as letters, a line for each row.
std::vector<std::string> drawn(Dither dither, double strength) {
  Image image{64, 12, 3, 8, {}};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      image.samples.insert(image.samples.end(), 3, static_cast<std::uint8_t>(4 * x + y / 4));
    }
  }
  const QuantizeResult result =
      quantize(image, {.palette = {{0, 0, 0, 255}, {128, 128, 128, 255}, {255, 255, 255, 255}},
                       .dither = dither,
                       .dither_strength = strength});
  std::vector<std::string> lines = {std::string(dither_name(dither)) + (strength == 1 ? " 1" : " 0.5")};
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    if (i % image.width == 0) lines.emplace_back();
    lines.back() += "#+."[test::index_at(result.image, i)];
  }
  return lines;
}

TEST(Golden, Dither) {
  std::vector<std::string> all;
  const auto add = [&](Dither dither, double strength) {
    const std::vector<std::string> lines = drawn(dither, strength);
    all.insert(all.end(), lines.begin(), lines.end());
  };
  for (Dither dither : {Dither::none, Dither::floyd_steinberg, Dither::atkinson, Dither::sierra, Dither::riemersma,
                        Dither::bayer, Dither::blue_noise}) {
    add(dither, 1);
  }
  add(Dither::floyd_steinberg, 0.5);
  test::expect_golden("dither.txt", all);
}

}  // namespace
}  // namespace kvant
