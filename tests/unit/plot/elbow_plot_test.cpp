#include "plot/elbow_plot.hpp"

#include <gtest/gtest.h>

#include <string>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "plot/theme.hpp"
#include "support/bytes.hpp"
#include "unit/plot/pixels.hpp"

namespace kvant {
namespace {

using test::pixels_like;
using test::text_of;

ElbowPlot falling(std::uint32_t most) {
  ElbowPlot plot;
  plot.subtitle = "cat.png <32,584 colors & more>";
  for (std::uint32_t k = 1; k <= most; ++k) {
    plot.k.push_back(k);
    plot.inertia.push_back(3000.0 / k);
    plot.variance_explained.push_back(1 - 1.0 / k);
  }
  return plot;
}

TEST(ElbowPlot, PngHasItsSizeAndTheKnee) {
  ElbowPlot plot = falling(64);
  const Image without = decode_image(draw_elbow(plot, PlotFormat::png)).image;
  plot.knee = 8;
  const Image with = decode_image(draw_elbow(plot, PlotFormat::png)).image;
  EXPECT_EQ(with.width, 1600U);
  EXPECT_EQ(with.height, 976U);
  EXPECT_EQ(pixels_like(without, theme(false).accent), 0U);
  EXPECT_GT(pixels_like(with, theme(false).accent), 300U);
  EXPECT_GT(pixels_like(with, theme(false).curve), 2000U);
}

TEST(ElbowPlot, EachChoiceTakesARow) {
  ElbowPlot plot = falling(64);
  plot.choices = {{"BIC", 64}, {"Calinski-Harabasz", 5}};
  const Image image = decode_image(draw_elbow(plot, PlotFormat::png)).image;
  EXPECT_EQ(image.height, 976U + 2 * 2 * 22 + 2 * 16);
}

TEST(ElbowPlot, DarkIsDark) {
  ElbowPlot plot = falling(9);
  plot.dark = true;
  const Image image = decode_image(draw_elbow(plot, PlotFormat::png)).image;
  EXPECT_GT(pixels_like(image, theme(true).paper), image.pixels() / 2);
}

TEST(ElbowPlot, SvgSaysWhatItShows) {
  ElbowPlot plot = falling(20);
  plot.knee = 4;
  plot.choices = {{"silhouette", 3}};
  const std::string svg = text_of(draw_elbow(plot, PlotFormat::svg));
  EXPECT_TRUE(svg.starts_with("<?xml"));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("<title>How many colors?</title>"), std::string::npos);
  EXPECT_NE(svg.find("cat.png &lt;32,584 colors &amp; more&gt;"), std::string::npos);
  EXPECT_NE(svg.find("knee: 4 colors; silhouette: 3</desc>"), std::string::npos);
}

TEST(ElbowPlot, SameBytesTwice) {
  const ElbowPlot plot = falling(20);
  for (PlotFormat format : {PlotFormat::png, PlotFormat::svg}) {
    EXPECT_EQ(draw_elbow(plot, format), draw_elbow(plot, format));
  }
}

TEST(ElbowPlot, DrawsTheSmallestAndTheFlattest) {
  ElbowPlot one = falling(1);
  one.knee = 1;
  EXPECT_FALSE(draw_elbow(one, PlotFormat::png).empty());
  ElbowPlot flat{.k = {5, 6}, .inertia = {0, 0}, .variance_explained = {1, 1}};
  EXPECT_FALSE(draw_elbow(flat, PlotFormat::svg).empty());
}

TEST(ElbowPlot, RefusesWhatContradictsItself) {
  const auto refused = [](const ElbowPlot& wrong) { EXPECT_THROW((void)draw_elbow(wrong, PlotFormat::svg), Error); };
  refused({});
  ElbowPlot plot = falling(3);
  plot.inertia.pop_back();
  refused(plot);
  plot = falling(3);
  plot.k = {1, 3, 3};
  refused(plot);
  plot = falling(3);
  plot.variance_explained[1] = 1.5;
  refused(plot);
  plot = falling(3);
  plot.knee = 4;
  refused(plot);
  plot = falling(3);
  plot.choices = {{"BIC", 9}};
  refused(plot);
}

}  // namespace
}  // namespace kvant
