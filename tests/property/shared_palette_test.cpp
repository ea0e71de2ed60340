// One palette for many pictures is that of all their pixels.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <vector>

#include "color/color_histogram.hpp"
#include "color/merge_histograms.hpp"
#include "kvant/error.hpp"
#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

using test::Scene;

Image rows_of(const Image& image, std::uint32_t begin, std::uint32_t end) {
  Image part{image.width, end - begin, image.channels, image.depth, {}};
  const std::size_t row = std::size_t{image.width} * image.channels * image.depth / 8;
  part.samples.assign(image.samples.begin() + static_cast<std::ptrdiff_t>(begin * row),
                      image.samples.begin() + static_cast<std::ptrdiff_t>(end * row));
  return part;
}

/// The same picture in more channels or bits.
Image widened(const Image& image, bool alpha, bool deep) {
  Image wide{image.width, image.height, alpha ? 4U : image.channels, deep ? 16U : image.depth, {}};
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const test::Pixel p = test::pixel_at(image, i);
    const std::uint16_t v[4] = {p.r, p.g, p.b, p.a};
    for (std::uint32_t channel = 0; channel < wide.channels; ++channel) {
      if (wide.depth == 8) {
        wide.samples.push_back(static_cast<std::uint8_t>(v[channel] / 257));
      } else {
        std::uint8_t bytes[2];
        std::memcpy(bytes, &v[channel], 2);
        wide.samples.insert(wide.samples.end(), {bytes[0], bytes[1]});
      }
    }
  }
  return wide;
}

TEST(SharedPalette, OfAPictureInPartsIsThatOfTheWhole) {
  EXPECT_TRUE(rc::check("cut anywhere, in any order", [] {
    const Image image = test::make_picture(
        static_cast<Scene>(*rc::gen::inRange(0, test::kScenes)), *rc::gen::inRange<std::uint32_t>(1, 60),
        *rc::gen::inRange<std::uint32_t>(3, 60), *rc::gen::element<std::uint32_t>(3, 4),
        *rc::gen::element<std::uint32_t>(8, 16), *rc::gen::arbitrary<std::uint32_t>());
    QuantizeOptions options{.colors = *rc::gen::inRange<std::uint32_t>(2, 100),
                            .space = *rc::gen::element(Space::srgb, Space::oklab),
                            .effort = *rc::gen::inRange(1, 8),
                            .seed = *rc::gen::arbitrary<std::uint64_t>()};
    if (*rc::gen::arbitrary<bool>() && options.colors > 3) options.pins = {{255, 0, 0, 255}, {1, 2, 3, 255}};
    const std::uint32_t first = *rc::gen::inRange<std::uint32_t>(1, image.height - 1);
    const std::uint32_t second = *rc::gen::inRange<std::uint32_t>(first + 1, image.height);
    SharedPalette shared(options);
    shared.add(rows_of(image, second, image.height));
    shared.add(rows_of(image, 0, first));
    shared.add(rows_of(image, first, second));
    const QuantizeResult whole = quantize(image, options);
    RC_ASSERT(shared.fit() == whole.image.palette);
    // Drawing with it is what drawing the whole did: of 2 colors or more, one is the transparent one.
    options.pins.clear();
    options.palette = whole.image.palette;
    RC_ASSERT(quantize(image, options).image.indices == whole.image.indices);
  }));
}

TEST(SharedPalette, OfPicturesOfDifferentKinds) {
  const Image opaque = test::make_picture(Scene::photo, 40, 30, 3, 8, 3);
  const Image holes = test::make_picture(Scene::blocks, 40, 30, 4, 8, 4);
  const Image deep = test::make_picture(Scene::gradient, 40, 30, 3, 16, 5);
  const QuantizeOptions options{.colors = 20};
  const auto shared = [&](std::vector<Image> images) {
    SharedPalette palette(options);
    for (const Image& image : images) palette.add(image);
    return palette.fit();
  };
  const Palette expected = shared({widened(opaque, true, true), widened(holes, true, true), widened(deep, true, true)});
  EXPECT_EQ(expected.size(), 20U);
  EXPECT_EQ(shared({opaque, holes, deep}), expected);
  EXPECT_EQ(shared({deep, opaque, holes}), expected);
  EXPECT_EQ(shared({holes, deep, opaque}), expected);
  EXPECT_EQ(shared({opaque, deep}), shared({widened(deep, false, true), widened(opaque, false, true)}));
}

TEST(SharedPalette, MemoryIsThatOfTheDistinctColors) {
  Workers workers(1);
  ColorHistogram all;
  for (int i = 0; i < 50; ++i) merge(count_colors(test::make_picture(Scene::gray, 64, 64, 3, 8, 3), workers), all);
  EXPECT_LE(all.size(), 256U);
  std::uint64_t pixels = 0;
  for (std::uint64_t count : all.counts) pixels += count;
  EXPECT_EQ(pixels, 50U * 64 * 64);
}

TEST(SharedPalette, IsChecked) {
  EXPECT_THROW((void)SharedPalette({.colors = 4}).fit(), Error);
  EXPECT_THROW(SharedPalette({.colors = 0}), Error);
  EXPECT_THROW(SharedPalette({.palette = {{1, 2, 3, 255}}}), Error);
  EXPECT_THROW(SharedPalette({.recolor = {{1, 2, 3, 255}, {4, 5, 6, 255}}}), Error);
  SharedPalette shared({.colors = 4});
  EXPECT_THROW(shared.add({}), Error);
}

}  // namespace
}  // namespace kvant
