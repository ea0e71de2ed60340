#include "plot/cloud_plot.hpp"

#include <gtest/gtest.h>

#include <string>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "plot/theme.hpp"
#include "unit/plot/pixels.hpp"

namespace kvant {
namespace {

using test::pixels_like;

constexpr Color kRed = {200, 30, 40};
constexpr Color kBlue = {20, 40, 210};

/// A red half and a blue half.
CloudPlot two_halves() {
  CloudPlot plot;
  plot.title = "two.png";
  plot.before_title = "2,000 colors";
  plot.after_title = "2 colors";
  plot.axes = {CloudPlot::Axis{"red"}, CloudPlot::Axis{"green"}, CloudPlot::Axis{"blue"}};
  for (int along = 0; along < 40; ++along) {
    for (int aside = 0; aside < 25; ++aside) {
      const auto x = static_cast<float>(along);
      const auto y = static_cast<float>(aside);
      plot.dots.push_back({{180 + x, 30 + y, 40}, kRed, kRed});
      plot.dots.push_back({{20 + x, 40 + y, 210}, kBlue, kBlue});
    }
  }
  plot.balls = {{{200, 40, 40}, kRed, 0.75}, {{40, 50, 210}, kBlue, 0.25}};
  return plot;
}

Image drawn(const CloudPlot& plot) { return decode_image(draw_cloud(plot, PlotFormat::png)).image; }

TEST(CloudPlot, HasItsSizeAndTheColors) {
  const Image image = drawn(two_halves());
  EXPECT_EQ(image.width, 2104U);
  EXPECT_EQ(image.height, 1240U);
  EXPECT_GT(pixels_like(image, theme(false).paper), image.pixels() / 4);
  EXPECT_GT(pixels_like(image, theme(false).panel), image.pixels() / 20);
  EXPECT_GT(pixels_like(image, ink_of(kRed), 8), 1000U);
  EXPECT_GT(pixels_like(image, ink_of(kBlue), 8), 1000U);
}

TEST(CloudPlot, DrawsOnePanelOfTwo) {
  CloudPlot plot = two_halves();
  plot.after = false;
  const Image before = drawn(plot);
  plot.after = true;
  plot.before = false;
  const Image after = drawn(plot);
  EXPECT_EQ(before.width, 1088U);
  EXPECT_EQ(after.width, 1088U);
  EXPECT_EQ(after.height, 1240U);
  EXPECT_LT(before.height, after.height) << "the strip of the palette belongs to the panel that follows";
}

TEST(CloudPlot, LooksAlongAnAxis) {
  CloudPlot plot = two_halves();
  plot.flat = {0, 2};
  plot.before = false;
  plot.dots.clear();
  const Image image = drawn(plot);
  // Discs: little red, much blue is at the upper left; the other way round at the lower right.
  const auto color_at = [&](std::uint32_t x, std::uint32_t y) {
    const std::uint8_t* pixel = image.samples.data() + (std::size_t{y} * image.width + x) * image.channels;
    return Color{pixel[0], pixel[1], pixel[2]};
  };
  std::uint64_t red_x = 0;
  std::uint64_t red_y = 0;
  std::uint64_t red = 0;
  std::uint64_t blue_x = 0;
  std::uint64_t blue_y = 0;
  std::uint64_t blue = 0;
  for (std::uint32_t y = 0; y < image.height * 4 / 5; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      const Color color = color_at(x, y);
      if (color == kRed) red_x += x, red_y += y, ++red;
      if (color == kBlue) blue_x += x, blue_y += y, ++blue;
    }
  }
  ASSERT_GT(red, 0U);
  ASSERT_GT(blue, 0U);
  EXPECT_GT(red_x / red, blue_x / blue);
  EXPECT_GT(red_y / red, blue_y / blue);
  EXPECT_NEAR(static_cast<double>(red) / static_cast<double>(blue), 3, 0.3) << "areas go with shares";
}

TEST(CloudPlot, DarkIsDark) {
  CloudPlot plot = two_halves();
  plot.dark = true;
  const Image image = drawn(plot);
  EXPECT_GT(pixels_like(image, theme(true).paper), image.pixels() / 4);
}

TEST(CloudPlot, SameBytesTwice) {
  const CloudPlot plot = two_halves();
  for (PlotFormat format : {PlotFormat::png, PlotFormat::svg}) {
    EXPECT_EQ(draw_cloud(plot, format), draw_cloud(plot, format));
  }
}

TEST(CloudPlot, SvgSaysWhatItShows) {
  const auto bytes = draw_cloud(two_halves(), PlotFormat::svg);
  const std::string svg(bytes.begin(), bytes.end());
  EXPECT_NE(svg.find("<title>two.png</title>"), std::string::npos);
  EXPECT_NE(svg.find("2,000 colors; 2 colors"), std::string::npos);
}

TEST(CloudPlot, RefusesWhatContradictsItself) {
  const auto refused = [](const CloudPlot& wrong) { EXPECT_THROW((void)draw_cloud(wrong, PlotFormat::png), Error); };
  CloudPlot plot = two_halves();
  plot.before = plot.after = false;
  refused(plot);
  plot = two_halves();
  plot.axes[1].to = plot.axes[1].from;
  refused(plot);
  plot = two_halves();
  plot.flat = {0, 3};
  refused(plot);
}

}  // namespace
}  // namespace kvant
