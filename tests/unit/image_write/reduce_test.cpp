// Pictures made smaller, and written as they are.
#include "image/reduce.hpp"

#include <gtest/gtest.h>

#include "image/encoders.hpp"
#include "support/sample_pictures.hpp"

namespace kvant::test {
namespace {

Buffer<std::uint8_t> samples(std::initializer_list<std::uint8_t> values) { return {values.begin(), values.end()}; }

TEST(Reduce, ByOneKeepsEveryByte) {
  for (const std::uint32_t channels : {3U, 4U}) {
    const Image image = make_picture(Scene::photo, 13, 7, channels, 8, 1);
    const Image same = reduce(image, 1);
    ASSERT_EQ(same.samples.size(), image.samples.size());
    for (std::size_t i = 0; i < image.pixels(); ++i) EXPECT_EQ(pixel_at(same, i), pixel_at(image, i));
  }
}

TEST(Reduce, MeansOfSquaresAndOfWhatIsLeftAtTheEdges) {
  const Image image{.width = 3,
                    .height = 2,
                    .samples = samples({0, 0, 0, 4, 8, 0, 100, 1, 2,  //
                                        4, 8, 0, 8, 0, 1, 200, 3, 255})};
  const Image small = reduce(image, 2);
  EXPECT_EQ(small.width, 2U);
  EXPECT_EQ(small.height, 1U);
  EXPECT_EQ(small.samples, samples({4, 4, 0, 150, 2, 129}));
}

TEST(Reduce, WhatIsNotSeenDoesNotCount) {
  const Image image{.width = 2,
                    .height = 2,
                    .channels = 4,
                    .samples = samples({200, 100, 0, 255, 9, 9, 9, 0,  //
                                        9, 9, 9, 0, 100, 100, 40, 255})};
  EXPECT_EQ(reduce(image, 2).samples, samples({150, 100, 20, 128}));
  EXPECT_EQ(reduce({.width = 1, .height = 1, .channels = 4, .samples = samples({7, 7, 7, 0})}, 9).samples,
            samples({0, 0, 0, 0}));
}

TEST(Reduce, SixteenBitsBecomeEight) {
  const Image image = make_picture(Scene::gradient, 8, 4, 3, 16, 2);
  const Image narrow = reduce(image, 1);
  EXPECT_EQ(narrow.depth, 8U);
  for (std::size_t i = 0; i < image.pixels(); ++i) EXPECT_NEAR(pixel_at(narrow, i).g, pixel_at(image, i).g, 129);
}

TEST(TruecolorWebp, IsLossless) {
  for (const std::uint32_t channels : {3U, 4U}) {
    const Image image = make_picture(Scene::noise, 33, 9, channels, 8, 3);
    const ReadResult read = decode_image(encode_webp(image, EncodeOptions{}));
    EXPECT_EQ(read.format, Format::webp);
    ASSERT_EQ(read.image.pixels(), image.pixels());
    for (std::size_t i = 0; i < image.pixels(); ++i) EXPECT_EQ(pixel_at(read.image, i), pixel_at(image, i));
  }
}

}  // namespace
}  // namespace kvant::test
