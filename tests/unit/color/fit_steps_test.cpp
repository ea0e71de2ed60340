#include "color/fit_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

std::vector<FitStep> steps_of(const Image& image, const QuantizeOptions& options, std::size_t most = 1000) {
  Workers workers(options.threads);
  const ColorHistogram histogram = count_colors(image, workers);
  std::vector<FitStep> steps;
  show_fit_steps(histogram, options, most, workers, [&](const FitStep& step) { steps.push_back(step); });
  for (const FitStep& step : steps) EXPECT_EQ(step.labels.size(), histogram.size());
  return steps;
}

Palette sorted(Palette palette) {
  std::sort(palette.begin(), palette.end(),
            [](const Color& a, const Color& b) { return std::tie(a.r, a.g, a.b, a.a) < std::tie(b.r, b.g, b.b, b.a); });
  return palette;
}

const Image& photo() {
  static const Image image = test::make_picture(test::Scene::photo, 90, 60, 3, 8, 5);
  return image;
}

TEST(FitSteps, LeadFromTheStartToTheResult) {
  QuantizeOptions options{.colors = 9, .init = Init::random, .threads = 1};
  const QuantizeResult result = quantize(photo(), options);
  const std::vector<FitStep> steps = steps_of(photo(), options);
  ASSERT_EQ(steps.size(), result.iterations.size() + 1) << "the start, and what each iteration leads to";
  EXPECT_EQ(sorted(steps.back().palette), sorted(result.image.palette));
  EXPECT_NE(sorted(steps.front().palette), sorted(result.image.palette));
}

TEST(FitSteps, BeginWithTheGivenPalette) {
  const Palette start = {{0, 0, 0}, {255, 255, 255}, {200, 40, 40}};
  const auto steps = steps_of(photo(), {.start = start});
  ASSERT_GT(steps.size(), 1U);
  EXPECT_EQ(steps.front().palette, start);
}

TEST(FitSteps, HoldPins) {
  const auto steps = steps_of(photo(), {.colors = 6, .pins = {{255, 0, 255}}});
  ASSERT_GT(steps.size(), 1U);
  for (const FitStep& step : steps) {
    EXPECT_EQ(step.palette.size(), 6U);
    EXPECT_EQ(std::count(step.palette.begin(), step.palette.end(), Color{255, 0, 255}), 1);
  }
}

TEST(FitSteps, KeepOpaqueWhatIs) {
  const Image image = test::make_picture(test::Scene::photo, 90, 60, 4, 8, 5);
  Workers workers(1);
  const ColorHistogram histogram = count_colors(image, workers);
  ASSERT_TRUE(histogram.has_alpha);
  std::size_t opaque = 0;
  for (const FitStep& step : steps_of(image, {.colors = 8})) {
    for (std::size_t i = 0; i < histogram.size(); ++i) {
      if (histogram.colors[i].a != 65535) continue;
      ++opaque;
      ASSERT_EQ(step.palette[step.labels[i]].a, 255) << "color " << i;
    }
  }
  EXPECT_GT(opaque, 0U);
}

TEST(FitSteps, HaveTheColorsOfRecoloring) {
  const Palette inks = {{30, 20, 60}, {250, 240, 220}};
  for (const FitStep& step : steps_of(photo(), {.recolor = inks})) EXPECT_EQ(sorted(step.palette), inks);
}

TEST(FitSteps, AreTheSameOnAnyNumberOfThreads) {
  const auto alone = steps_of(photo(), {.colors = 12, .threads = 1});
  const auto together = steps_of(photo(), {.colors = 12, .threads = 4});
  ASSERT_EQ(alone.size(), together.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(alone[i].palette, together[i].palette);
    EXPECT_EQ(alone[i].labels, together[i].labels);
  }
}

TEST(FitSteps, AreNoneWhereNothingIsSearched) {
  EXPECT_TRUE(steps_of(photo(), {.palette = {{0, 0, 0}, {255, 255, 255}}}).empty());
  EXPECT_TRUE(steps_of(test::make_picture(test::Scene::blocks, 40, 30, 3, 8, 5), {.colors = 64}).empty());
}

TEST(FitSteps, AreNoMoreThanAsked) {
  const QuantizeOptions options{.colors = 9, .init = Init::random, .tolerance = 0};
  const auto all = steps_of(photo(), options);
  const auto few = steps_of(photo(), options, 5);
  ASSERT_GT(all.size(), 5U);
  EXPECT_LE(few.size(), 5U);
  EXPECT_EQ(few.front().palette, all.front().palette);
  EXPECT_EQ(few.back().palette, all.back().palette);
}

TEST(StepsToShow, AllIfFew) {
  EXPECT_EQ(steps_to_show(std::vector<double>{3, 2}, 3), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(steps_to_show({}, 2), (std::vector<std::size_t>{0}));
}

TEST(StepsToShow, FirstAndLastOfMany) {
  const std::vector<double> moved(99, 1.0);
  EXPECT_EQ(steps_to_show(moved, 2), (std::vector<std::size_t>{0, 99}));
  EXPECT_EQ(steps_to_show(moved, 4), (std::vector<std::size_t>{0, 33, 66, 99}));
  EXPECT_EQ(steps_to_show(std::vector<double>(99, 0.0), 10).back(), 99U);
}

TEST(StepsToShow, MoreWhereCentersMoveFar) {
  std::vector<double> moved(100, 1.0);
  std::fill_n(moved.begin(), 5, 100.0);
  const auto shown = steps_to_show(moved, 12);
  EXPECT_EQ(shown.size(), 12U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(shown[i], i);
  EXPECT_EQ(shown.back(), 100U);
}

}  // namespace
}  // namespace kvant
