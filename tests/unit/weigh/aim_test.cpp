// The number of colors that reaches an aim, as the library gives it.
#include <gtest/gtest.h>

#include "kvant/aim.hpp"
#include "kvant/compare.hpp"
#include "kvant/error.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

/// 32 x 32 pixels, each of another color.
Image ramp() {
  Image image{32, 32, 3, 8, {}};
  for (std::uint32_t y = 0; y < 32; ++y) {
    for (std::uint32_t x = 0; x < 32; ++x) {
      for (const std::uint32_t sample : {8 * x, 8 * y, 4 * (x + y)}) {
        image.samples.push_back(static_cast<std::uint8_t>(sample));
      }
    }
  }
  return image;
}

std::optional<ErrorCode> code_of(const Aim& aim, const QuantizeOptions& options) {
  return test::code_of([&] { (void)quantize_to_aim(ramp(), aim, options); });
}

TEST(Aim, TheFewestColorsThatReachIt) {
  const AimedResult found = quantize_to_aim(ramp(), {.psnr = 25}, {.colors = 64});
  EXPECT_GE(found.result.psnr, 25);
  EXPECT_EQ(found.result.image.palette.size(), found.colors);
  EXPECT_LT(quantize(ramp(), {.colors = found.colors - 1}).psnr, 25);
}

TEST(Aim, TheFileFitsTheSize) {
  const AimedResult found = quantize_to_aim(ramp(), {.target_size = 400}, {.colors = 256});
  EXPECT_FALSE(found.encoded.empty());
  EXPECT_LE(found.encoded.size(), 400U);
  EXPECT_EQ(decode_image(found.encoded).image.width, 32U);
}

TEST(Aim, AutomaticIsWhatTheCurveSays) {
  const AimedResult found = quantize_to_aim(ramp(), {.automatic = true}, {.colors = 24});
  const ColorCurve curve = color_curve(ramp(), {}, {.to = 24, .judged = false});
  ASSERT_TRUE(found.choice);
  EXPECT_EQ(found.colors, choose_k(curve.curve).k);
  EXPECT_TRUE(curve.figures.empty());
}

TEST(Aim, ExactlyOneAndWithinReach) {
  EXPECT_EQ(code_of({}, {}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of({.automatic = true, .psnr = 30}, {}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of({.psnr = 90}, {.colors = 8}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of({.target_size = 10}, {.colors = 8}), ErrorCode::invalid_argument);
}

TEST(ColorCurve, HasFiguresForEveryK) {
  const ColorCurve curve = color_curve(ramp(), {}, {.from = 2, .to = 8});
  EXPECT_EQ(curve.distinct_colors, 1024U);
  ASSERT_EQ(curve.figures.size(), 7U);
  EXPECT_EQ(curve.curve.points.front().k, 2U);
  EXPECT_GT(curve.figures.back().psnr, curve.figures.front().psnr);
}

}  // namespace
}  // namespace kvant
