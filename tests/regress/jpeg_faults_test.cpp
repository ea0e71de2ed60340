// JPEG files were refused for bytes that touch no pixel, called damaged where they are of another kind, or shown in
// wrong colors: inks not inverted without Adobe's marker, Adobe RGB that only EXIF data tells of.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;

TEST(Regress, JpegStrayBytes) {
  const ReadResult read = read_fault("jpeg-junk-before-dqt.jpg");
  EXPECT_EQ(read.warning, "it has stray bytes, which touch no pixel");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{0, 2, 125, 255}));
}

// Those that were put in touch no pixel; but damage leaves such bytes too, and was said to touch none.
TEST(Regress, JpegStrayBytesAmongPixels) {
  const std::string doubt = "it has stray bytes among its pixels, some of which may be wrong";
  const ReadResult read = read_fault("jpeg-junk-before-rst.jpg");
  EXPECT_EQ(read.warning, doubt);
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{0, 2, 125, 255}));

  constexpr std::ptrdiff_t junk = 0x2d0;
  constexpr std::ptrdiff_t junk_size = 32;
  std::vector<std::uint8_t> bytes = read_file(test::fault("jpeg-junk-before-rst.jpg"));
  std::fill_n(bytes.begin() + junk, junk_size, std::uint8_t{0});
  EXPECT_EQ(decode_image(bytes).warning, "it has stray bytes, which touch no pixel");

  bytes.erase(bytes.begin() + junk, bytes.begin() + junk + junk_size);
  const ReadResult sound = decode_image(bytes);
  EXPECT_EQ(sound.warning, "");
  EXPECT_EQ(sound.image.samples, read.image.samples);

  std::vector<std::uint8_t> padded = bytes;
  padded.insert(padded.end() - 2, 9, 0);
  EXPECT_EQ(decode_image(padded).warning, "");
  padded.back() = 0;  // and no end mark
  EXPECT_EQ(decode_image(padded).warning.substr(0, 23), "its end mark is missing");

  bytes[802] ^= 1U;
  const ReadResult damaged = decode_image(bytes);
  EXPECT_EQ(damaged.warning, doubt);
  EXPECT_NE(damaged.image.samples, sound.image.samples);
}

TEST(Regress, JpegHeightBehindItsPixels) {
  const std::string reason = test::refusal(read_file(test::fault("jpeg-height-0-dnl.jpg")));
  EXPECT_NE(reason.find("of a kind that kvant does not read"), std::string::npos) << reason;
}

// It was said to come behind the pixels, where nothing does.
TEST(Regress, JpegWithoutASize) {
  const auto of_size = [](std::uint8_t height, std::uint8_t width) {
    return std::vector<std::uint8_t>{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, height, 0, width, 1, 1, 0x11, 0, 0xff, 0xd9};
  };
  EXPECT_EQ(test::refusal(of_size(0, 1)),
            "is a damaged JPEG: its height is 0, and no other comes behind its pixels (DNL)");
  EXPECT_EQ(test::refusal(of_size(1, 0)), "is a damaged JPEG: its width is 0");
  EXPECT_EQ(test::refusal(of_size(0, 0)), "is a damaged JPEG: its width is 0");
}

TEST(Regress, JpegInksAreInverted) {
  const Image image = read_fault("jpeg-cmyk-no-adobe.jpg").image;
  EXPECT_EQ(pixel_at(image, 0, 0), (Pixel{255, 255, 255, 255}));
  EXPECT_EQ(pixel_at(image, 1, 0), (Pixel{247, 255, 255, 255}));
}

TEST(Regress, JpegAdobeRgbByExif) {
  const ReadResult read = read_fault("jpeg-adobe-rgb-by-exif.jpg");
  EXPECT_EQ(read.color_profile, "Adobe RGB (by EXIF)");
  // Its corner is Adobe RGB's (125, 228, 246): in sRGB nearly without red.
  const Pixel corner = pixel_at(read.image, 0, 0);
  EXPECT_LE(std::abs(corner[0] - 28), 1);
  EXPECT_LE(std::abs(corner[1] - 229), 1);
  EXPECT_LE(std::abs(corner[2] - 248), 1);
}

TEST(Regress, JpegRowsMissing) {
  std::vector<std::uint8_t> bytes = read_file(test::fault("jpeg-junk-before-dqt.jpg"));
  bytes.resize(bytes.size() - 2);
  EXPECT_EQ(decode_image(bytes).warning, "its end mark is missing; it has stray bytes, which touch no pixel");
  bytes.resize(bytes.size() - 20);
  EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the JPEG is missing");
  const ReadResult read = test::decode_leniently(bytes);
  EXPECT_TRUE(read.warning.starts_with("the last 16 of 32 rows are missing, drawn gray")) << read.warning;
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{0, 2, 125, 255}));
  EXPECT_EQ(pixel_at(read.image, 5, 31), (Pixel{128, 128, 128, 255}));
}

TEST(Regress, JpegOfAnotherKind) {
  const auto of_frame = [](std::uint8_t marker) {
    return std::vector<std::uint8_t>{0xff, 0xd8, 0xff, marker, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xff, 0xd9};
  };
  EXPECT_EQ(test::refusal(of_frame(0xf7)), "is a JPEG of a kind that kvant does not read: JPEG-LS");
  EXPECT_EQ(test::refusal(of_frame(0xde)), "is a JPEG of a kind that kvant does not read: hierarchical");
}

}  // namespace
}  // namespace kvant
