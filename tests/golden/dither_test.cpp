// What each method of dithering draws of a gradient, to the pixel. It is the same on every machine; when a method is
// meant to draw differently, run this with KVANT_UPDATE_GOLDEN=1 and look at the change of dither.txt.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "kvant/quantize.hpp"
#include "support/corpus.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

// Black, gray and white as letters.
std::string drawn(Dither dither, double strength) {
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
  std::ostringstream text;
  text << dither_name(dither) << ' ' << strength << '\n';
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    text << "#+."[test::index_at(result.image, i)];
    if ((i + 1) % image.width == 0) text << '\n';
  }
  return text.str();
}

TEST(Golden, Dither) {
  std::string all;
  for (Dither dither : {Dither::none, Dither::floyd_steinberg, Dither::atkinson, Dither::sierra, Dither::riemersma,
                        Dither::bayer, Dither::blue_noise}) {
    all += drawn(dither, 1);
  }
  all += drawn(Dither::floyd_steinberg, 0.5);
  const std::filesystem::path file = test::source_dir() / "tests" / "golden" / "dither.txt";
  if (const char* update = std::getenv("KVANT_UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1") {
    std::ofstream(file) << all;
    GTEST_SKIP() << "rewrote " << file << "; look at the change before committing it";
  }
  std::ifstream in(file);
  ASSERT_TRUE(in) << "cannot read " << file;
  std::ostringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(all, expected.str());
}

}  // namespace
}  // namespace kvant
