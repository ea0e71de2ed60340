#include "color/error_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "color/fidelity.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

TEST(ErrorMap, ItsColorsGetLighterWithoutRepeating) {
  const Palette& colors = error_colors();
  const auto luma = [](const Color& c) { return 2 * c.r + 7 * c.g + c.b; };
  for (std::size_t i = 1; i < colors.size(); ++i) EXPECT_LT(luma(colors[i - 1]), luma(colors[i])) << i;
  EXPECT_EQ(kErrorStep * static_cast<double>(colors.size() - 1), 16);
}

TEST(ErrorMap, ShowsTheWorstColorAsTheLargestError) {
  const Image image = test::make_picture(test::Scene::photo, 40, 30, 3, 8, 1);
  Workers workers(1);
  const ColorHistogram histogram = count_colors(image, workers);
  const FittedPalette fitted = fit_palette(histogram, {.colors = 6}, workers);
  const Fidelity fidelity = measure_fidelity(histogram, fitted.labels, fitted.palette, workers);
  const ErrorFigures figures = error_figures(histogram, fitted, workers);
  EXPECT_LE(figures.median, figures.percentile_95);
  EXPECT_LE(figures.percentile_95, figures.most);
  EXPECT_NEAR(figures.most, fidelity.largest_delta_e, 1e-3);

  const IndexedImage map = draw_error_map(image, histogram, fitted, workers);
  EXPECT_EQ(map.width, 40U);
  EXPECT_EQ(map.palette, error_colors());
  const auto& levels = std::get<0>(map.indices);
  EXPECT_EQ(*std::max_element(levels.begin(), levels.end()), std::min(std::lround(figures.most / kErrorStep), 64L));
}

}  // namespace
}  // namespace kvant
