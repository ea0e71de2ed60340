// What quantize() promises of colors that are given: palettes to draw with, and pins.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/quantize.hpp"
#include "property/quantize_checks.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using test::Scene;

Palette random_palette(std::size_t size, std::uint32_t seed, bool alpha) {
  test::Random random(seed);
  Palette palette;
  for (std::size_t i = 0; i < size; ++i) {
    Color color;
    for (std::uint8_t* v : {&color.r, &color.g, &color.b}) *v = static_cast<std::uint8_t>(random.below(256));
    if (alpha && i % 3 == 1) color.a = static_cast<std::uint8_t>(random.below(256));
    palette.push_back(color);
  }
  return palette;
}

Color visible(const Color& color) { return color.a == 0 ? Color{0, 0, 0, 0} : color; }

std::string text_of(const Color& c) {
  return std::to_string(c.r) + ',' + std::to_string(c.g) + ',' + std::to_string(c.b) + ',' + std::to_string(c.a);
}

/// What is wrong with a picture drawn in a given palette; empty if nothing is.
std::string given_palette_problems(const Image& image, const QuantizeOptions& options) {
  const QuantizeResult result = quantize(image, options);
  bool has_alpha = false;
  bool has_transparent = false;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    has_alpha |= test::pixel_at(image, i).a != 65535;
    has_transparent |= test::pixel_at(image, i).a == 0;
  }
  Palette expected;
  for (const Color& color : options.palette) expected.push_back(visible(color));
  if (has_transparent && std::ranges::count(expected, Color{0, 0, 0, 0}) == 0) expected.push_back({0, 0, 0, 0});
  if (result.image.palette != expected) return "other palette";

  std::vector<Rgba16> colors;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const test::Pixel p = test::pixel_at(image, i);
    colors.push_back({p.r, p.g, p.b, p.a});
  }
  std::vector<Rgba16> entries;
  std::vector<std::uint32_t> places;
  std::vector<Rgba16> opaque;  // what opaque pixels may get
  std::vector<std::uint32_t> opaque_places;
  for (std::uint32_t i = 0; i < expected.size(); ++i) {
    if (!has_alpha && expected[i].a != 255) continue;
    entries.push_back(test::wide(expected[i]));
    places.push_back(i);
    if (expected[i].a != 255) continue;
    opaque.push_back(entries.back());
    opaque_places.push_back(i);
  }
  if (opaque.empty()) {
    opaque = entries;
    opaque_places = places;
  }
  const test::Points points{test::working_coordinates(options.space, colors, has_alpha), has_alpha ? 4U : 3U};
  const auto nearest = test::brute_force(points, test::working_coordinates(options.space, entries, has_alpha));
  const auto nearest_opaque = test::brute_force(points, test::working_coordinates(options.space, opaque, has_alpha));
  std::vector<std::uint64_t> counts(expected.size());
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::uint32_t index = test::index_at(result.image, i);
    if (index != (colors[i].a == 65535 ? opaque_places[nearest_opaque[i]] : places[nearest[i]]))
      return "pixel " + std::to_string(i) + " is not at its nearest entry";
    ++counts[index];
    const auto exact = std::ranges::find(entries, colors[i]);
    if (exact != entries.end() && test::wide(expected[index]) != colors[i]) return "an exact match was changed";
  }
  if (counts != result.pixel_counts) return "wrong pixel counts";
  return "";
}

TEST(GivenPalette, EveryPixelGetsItsNearestEntry) {
  EXPECT_TRUE(rc::check("nearest, exact matches first", [] {
    const Image image = test::make_picture(
        static_cast<Scene>(*rc::gen::inRange(0, test::kScenes)), *rc::gen::inRange<std::uint32_t>(1, 40),
        *rc::gen::inRange<std::uint32_t>(1, 40), *rc::gen::element<std::uint32_t>(3, 4),
        *rc::gen::element<std::uint32_t>(8, 16), *rc::gen::arbitrary<std::uint32_t>());
    Palette palette = random_palette(*rc::gen::inRange<std::size_t>(1, 300), *rc::gen::arbitrary<std::uint32_t>(),
                                     *rc::gen::arbitrary<bool>());
    // Some entries twice, and some that are colors of the picture.
    for (std::size_t i = 0; i < palette.size() / 4; ++i) {
      const test::Pixel p = test::pixel_at(image, i % image.pixels());
      const auto narrow = [](std::uint16_t v) { return static_cast<std::uint8_t>(v / 257); };
      palette[palette.size() - 1 - i] =
          i % 2 == 0 ? palette[i] : Color{narrow(p.r), narrow(p.g), narrow(p.b), narrow(p.a)};
    }
    const QuantizeOptions options{.palette = palette,
                                  .space = *rc::gen::element(Space::srgb, Space::linear, Space::oklab),
                                  .threads = *rc::gen::element(0U, 1U, 2U)};
    const std::string problems = given_palette_problems(image, options);
    if (!problems.empty()) RC_FAIL(problems);
  }));
}

TEST(GivenPalette, OfOneColor) {
  const Image image = test::make_picture(Scene::photo, 30, 20, 3, 8, 1);
  const QuantizeResult result = quantize(image, {.palette = {{1, 2, 3, 255}}});
  EXPECT_EQ(result.image.palette, (Palette{{1, 2, 3, 255}}));
  EXPECT_EQ(result.pixel_counts, std::vector<std::uint64_t>{600});
}

TEST(GivenPalette, OnlyTranslucentColorsCannotDrawAnOpaquePicture) {
  const Image image = test::make_picture(Scene::photo, 30, 20, 3, 8, 1);
  EXPECT_THROW((void)quantize(image, {.palette = {{1, 2, 3, 0}, {9, 9, 9, 128}}}), Error);
}

/// What is wrong with a picture drawn in pins and fitted colors; empty if nothing is.
std::string pin_problems(const Image& image, const QuantizeOptions& options) {
  const QuantizeResult result = quantize(image, options);
  const Palette& palette = result.image.palette;
  std::map<test::Pixel, std::uint64_t> histogram;
  for (std::size_t i = 0; i < image.pixels(); ++i) ++histogram[test::pixel_at(image, i)];
  const bool opaque = std::ranges::all_of(histogram, [](const auto& entry) { return entry.first.a == 65535; });
  for (const Color& pin : options.pins) {
    if (opaque && pin.a != 255) continue;
    if (std::ranges::count(palette, visible(pin)) != 1) return "not once in the palette: pin " + text_of(pin);
  }
  for (std::size_t i = 0; i < palette.size(); ++i) {
    if (std::ranges::count(palette, palette[i]) != 1) return "twice: " + text_of(palette[i]);
    const bool pinned = std::ranges::any_of(options.pins, [&](const Color& pin) { return visible(pin) == palette[i]; });
    if (!pinned && result.pixel_counts[i] == 0) return "not used: " + text_of(palette[i]);
  }
  // With 16 bits there may be too few colors that gain from an entry.
  if (image.depth == 8 && palette.size() != options.colors && result.mse != 0) {
    return std::to_string(palette.size()) + " colors, not " + std::to_string(options.colors);
  }
  if (palette.size() > options.colors) return "too many colors";
  return "";
}

TEST(Pins, AreKeptAndTheRestIsFitted) {
  EXPECT_TRUE(rc::check("pins are in the palette, everything else is used", [] {
    const std::uint32_t channels = *rc::gen::element<std::uint32_t>(3, 4);
    const Image image =
        test::make_picture(static_cast<Scene>(*rc::gen::inRange(0, test::kScenes)),
                           *rc::gen::inRange<std::uint32_t>(1, 40), *rc::gen::inRange<std::uint32_t>(1, 40), channels,
                           *rc::gen::element<std::uint32_t>(8, 16), *rc::gen::arbitrary<std::uint32_t>());
    const std::uint32_t colors = *rc::gen::inRange<std::uint32_t>(2, 300);
    const Palette pins = random_palette(*rc::gen::inRange<std::size_t>(1, colors), *rc::gen::arbitrary<std::uint32_t>(),
                                        *rc::gen::arbitrary<bool>());
    const QuantizeOptions options{.colors = colors,
                                  .pins = pins,
                                  .space = *rc::gen::element(Space::srgb, Space::linear, Space::oklab),
                                  .init = *rc::gen::element(Init::kmeans_plus_plus, Init::random),
                                  .effort = *rc::gen::inRange(1, 9),
                                  .seed = *rc::gen::arbitrary<std::uint64_t>()};
    const std::string problems = pin_problems(image, options);
    if (!problems.empty()) RC_FAIL(problems);
  }));
}

TEST(Pins, AllOfThem) {
  const Image image = test::make_picture(Scene::photo, 60, 40, 3, 8, 2);
  const Palette pins = {{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}};
  const QuantizeResult pinned = quantize(image, {.colors = 3, .pins = pins});
  EXPECT_EQ(pinned.image.palette, pins);
  EXPECT_EQ(pinned.pixel_counts, quantize(image, {.palette = pins}).pixel_counts);
}

TEST(Pins, TheOthersMoveAside) {
  // Two grays far apart: where one is pinned, the fitted color goes to the other.
  Palette colors(50, Color{40, 40, 40, 255});
  colors.resize(90, Color{44, 44, 44, 255});
  colors.resize(100, Color{200, 200, 200, 255});
  const QuantizeResult result =
      quantize(test::row_of(colors), {.colors = 2, .pins = {{40, 40, 40, 255}}, .space = Space::srgb});
  EXPECT_EQ(result.image.palette, (Palette{{40, 40, 40, 255}, {200, 200, 200, 255}}));
}

void expect_refused(const Image& image, const QuantizeOptions& options, const std::string& message) {
  test::expect_error([&] { (void)quantize(image, options); }, ErrorCode::invalid_argument, message);
}

TEST(GivenColors, AreChecked) {
  const Image image = test::make_picture(Scene::noise, 20, 20, 3, 8, 1);
  const Palette red = {{255, 0, 0, 255}};
  expect_refused(image, {.colors = 256, .pins = random_palette(300, 1, false)},
                 "300 colors are pinned, more than the 256 asked for");
  expect_refused(image, {.palette = Palette(65537)}, "1 to 65536");
  expect_refused(image, {.palette = red, .pins = red}, "exclude each other");
  expect_refused(image, {.pins = red, .start = red}, "exclude each other");
  const Image holes = test::make_picture(Scene::noise, 20, 20, 4, 8, 1);
  expect_refused(holes, {.colors = 3, .pins = random_palette(3, 5, false)}, "no entry for the transparent pixels");
}

}  // namespace
}  // namespace kvant
