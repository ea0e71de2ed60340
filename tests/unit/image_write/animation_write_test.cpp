// Animations, read back frame by frame.
#include <gtest/gtest.h>

#include "image/animation.hpp"
#include "kvant/error.hpp"
#include "unit/image_write/pictures.hpp"

namespace kvant::test {
namespace {

std::vector<IndexedImage> frames_of(Kind kind, std::uint32_t colors) {
  std::vector<IndexedImage> frames;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) frames.push_back(make_picture(37, 23, colors + seed, kind));
  return frames;
}

std::vector<std::uint8_t> animated(Format format, const std::vector<IndexedImage>& frames) {
  const auto writer = make_animation_writer(format, {});
  for (const IndexedImage& frame : frames) writer->add(frame, 100);
  return writer->finish();
}

/// All fully transparent pixels are one.
Color drawn(const IndexedImage& image, std::size_t i) {
  const Color color = image.palette[index_at(image, i)];
  return color.a == 0 ? Color{0, 0, 0, 0} : color;
}

void expect_frames(Format format, const std::vector<IndexedImage>& frames) {
  const auto bytes = animated(format, frames);
  for (std::uint32_t n = 0; n < frames.size(); ++n) {
    const Image read = decode_image(bytes, {.frame = n}).image;
    ASSERT_EQ(read.width, frames[n].width);
    ASSERT_EQ(read.height, frames[n].height);
    for (std::size_t i = 0; i < read.pixels(); ++i) {
      const std::uint8_t* at = read.samples.data() + i * read.channels;
      Color color{at[0], at[1], at[2]};
      if (read.channels == 4) color.a = at[3];
      if (color.a == 0) color = {0, 0, 0, 0};
      ASSERT_EQ(color, drawn(frames[n], i)) << "frame " << n << ", pixel " << i;
    }
  }
  EXPECT_THROW((void)decode_image(bytes, {.frame = static_cast<std::uint32_t>(frames.size())}), Error);
}

TEST(Animation, GifFramesAreReadBack) {
  expect_frames(Format::gif, frames_of(Kind::color, 20));
  expect_frames(Format::gif, frames_of(Kind::color, 252));
  expect_frames(Format::gif, frames_of(Kind::gray, 1));
}

TEST(Animation, GifFramesDoNotShowThrough) { expect_frames(Format::gif, frames_of(Kind::transparent_entry, 9)); }

TEST(Animation, WebPFramesAreReadBack) {
  for (Kind kind : {Kind::color, Kind::gray, Kind::transparent_entry, Kind::partial_alpha}) {
    expect_frames(Format::webp, frames_of(kind, 30));
  }
  expect_frames(Format::webp, frames_of(Kind::color, 400));
}

TEST(Animation, OfOneFrame) {
  for (Format format : {Format::gif, Format::webp}) {
    const IndexedImage picture = make_picture(5, 4, 3);
    const Image read = decode_image(animated(format, {picture})).image;
    EXPECT_EQ(read.width, 5U);
  }
}

TEST(Animation, RefusesWhatItCannotHold) {
  EXPECT_THROW((void)make_animation_writer(Format::png, {}), Error);
  for (Format format : {Format::gif, Format::webp}) {
    EXPECT_THROW((void)make_animation_writer(format, {})->finish(), Error);
    const auto writer = make_animation_writer(format, {});
    writer->add(make_picture(5, 4, 3), 100);
    EXPECT_THROW(writer->add(make_picture(4, 5, 3), 100), Error);
  }
  EXPECT_THROW(make_animation_writer(Format::gif, {})->add(make_picture(40, 40, 300), 100), Error);
  EXPECT_THROW(make_animation_writer(Format::gif, {})->add(make_picture(40, 40, 9, Kind::partial_alpha), 100), Error);
}

}  // namespace
}  // namespace kvant::test
