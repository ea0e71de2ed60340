#include "plot/scatter_plot.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/bytes.hpp"
#include "support/refusal.hpp"
#include "unit/plot/pixels.hpp"

namespace kvant {
namespace {

ScatterPlot clusters(std::uint32_t count) {
  ScatterPlot plot{.title = "iris.csv", .subtitle = "so many <rows>", .across_label = "length", .up_label = "width"};
  for (std::uint32_t i = 0; i < count; ++i) {
    plot.clusters.push_back({10.0 * i, 5.0 * i, std::to_string(i)});
    for (int j = -2; j <= 2; ++j) plot.dots.push_back({10.0 * i + j, 5.0 * i - j, i});
  }
  return plot;
}

TEST(ScatterPlot, EveryClusterHasItsColor) {
  const Image image = decode_image(draw_scatter(clusters(3), PlotFormat::png)).image;
  EXPECT_EQ(image.width, 1760U);
  EXPECT_EQ(image.height, 1240U);
  for (const Color color : {Color{0x2f, 0x6f, 0xb3}, Color{0xe0, 0x79, 0x2b}, Color{0x3a, 0x9d, 0x5d}}) {
    EXPECT_GT(test::pixels_like(image, ink_of(color)), 200U) << "in the legend at least";
  }
}

TEST(ScatterPlot, SvgSaysWhatItShows) {
  const std::string svg = test::text_of(draw_scatter(clusters(3), PlotFormat::svg));
  EXPECT_NE(svg.find("<title>iris.csv</title>"), std::string::npos);
  EXPECT_NE(svg.find("so many &lt;rows&gt;; length across, width up"), std::string::npos);
}

TEST(ScatterPlot, ManyClustersAndSingleDotsAreDrawn) {
  for (const std::uint32_t count : {1U, 25U, 300U})
    EXPECT_FALSE(draw_scatter(clusters(count), PlotFormat::png).empty());
  ScatterPlot plot{.dots = {{1e17, 0, 0}}, .clusters = {{1e17, 0, "0"}}};
  EXPECT_FALSE(draw_scatter(plot, PlotFormat::png).empty());
}

TEST(ScatterPlot, ContradictionsAreRefused) {
  ScatterPlot plot = clusters(2);
  plot.dots.front().cluster = 2;
  test::expect_error([&] { (void)draw_scatter(plot, PlotFormat::svg); }, ErrorCode::invalid_argument, "not there");
  plot.dots.front() = {std::numeric_limits<double>::quiet_NaN(), 0, 0};
  test::expect_error([&] { (void)draw_scatter(plot, PlotFormat::svg); }, ErrorCode::invalid_argument, "finite");
  test::expect_error([] { (void)draw_scatter({}, PlotFormat::svg); }, ErrorCode::invalid_argument, "at least");
}

}  // namespace
}  // namespace kvant
