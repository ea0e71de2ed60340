// AVIF files that EXIF data calls Adobe RGB were taken for sRGB where code points were there, though these said
// nothing: libheif's own program writes such.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

void expect_adobe_rgb(const ReadResult& read) {
  EXPECT_EQ(read.color_profile, "Adobe RGB (by EXIF)");
  // Its corner is about Adobe RGB's (125, 228, 246): in sRGB nearly without red.
  const test::Pixel corner = test::pixel_at(read.image, 0, 0);
  EXPECT_LE(std::abs(corner[0] - 28), 12);
  EXPECT_LE(std::abs(corner[1] - 229), 5);
  EXPECT_LE(std::abs(corner[2] - 248), 5);
}

TEST(Regress, AdobeRgbOfAvif) {
  if (!can_read(Format::heif)) GTEST_SKIP() << "built without libheif";
  std::vector<std::uint8_t> bytes = read_file(test::fault("avif-adobe-rgb-by-exif.avif"));
  expect_adobe_rgb(decode_image(bytes));  // code points 2 and 2: unspecified

  constexpr std::string_view points = "colr";
  const auto box = std::search(bytes.begin(), bytes.end(), points.begin(), points.end());
  ASSERT_NE(box, bytes.end());
  std::copy_n("free", points.size(), box);
  expect_adobe_rgb(decode_image(bytes));  // none at all
}

}  // namespace
}  // namespace kvant
