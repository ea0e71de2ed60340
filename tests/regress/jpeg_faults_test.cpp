// JPEG files were refused for bytes that touch no pixel, called damaged where they are of another kind, or shown in
// wrong colors: inks not inverted without Adobe's marker, Adobe RGB that only EXIF data tells of.
#include <gtest/gtest.h>

#include <cstdlib>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;

TEST(Regress, JpegStrayBytes) {
  for (const char* name : {"jpeg-junk-before-dqt.jpg", "jpeg-junk-before-rst.jpg"}) {
    const ReadResult read = read_fault(name);
    EXPECT_EQ(read.warning, "it has stray bytes, which touch no pixel") << name;
    EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{0, 2, 125, 255})) << name;
  }
}

TEST(Regress, JpegHeightBehindItsPixels) {
  const std::string reason = test::refusal(read_file(test::fault("jpeg-height-0-dnl.jpg")));
  EXPECT_NE(reason.find("of a kind that kvant does not read"), std::string::npos) << reason;
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

}  // namespace
}  // namespace kvant
