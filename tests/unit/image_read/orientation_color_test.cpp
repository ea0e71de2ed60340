// Orientation and color profiles, in every format that carries them.
#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "image/exif.hpp"
#include "image/orientation.hpp"
#include "kvant/error.hpp"
#include "support/corpus.hpp"
#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

/// The pixel that an upright picture of the given EXIF orientation shows at (x, y), by the letter of the standard.
std::array<std::uint32_t, 2> stored_place(const Image& stored, int orientation, std::uint32_t x, std::uint32_t y) {
  const std::uint32_t right = stored.width - 1;
  const std::uint32_t bottom = stored.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

Image turned(const Image& stored, int orientation) {
  Image image = stored;
  if (orientation >= 5) std::swap(image.width, image.height);
  const std::size_t pixel = stored.channels * stored.depth / 8;
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      const auto [from_x, from_y] = stored_place(stored, orientation, x, y);
      std::memcpy(image.samples.data() + (std::size_t{y} * image.width + x) * pixel,
                  stored.samples.data() + (std::size_t{from_y} * stored.width + from_x) * pixel, pixel);
    }
  }
  return image;
}

class Orientation : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(All, Orientation, testing::Range(1, 9));

TEST_P(Orientation, EveryPixelSize) {
  for (std::uint32_t channels : {3U, 4U}) {
    for (std::uint32_t depth : {8U, 16U}) {
      const Image stored = make_picture(71, 37, channels, depth);
      Image image = stored;
      apply_orientation(image, GetParam());
      EXPECT_EQ(largest_difference(image, turned(stored, GetParam())), 0U);
    }
  }
}

TEST_P(Orientation, EveryFormat) {
  const Image stored = make_picture(40, 24);
  const Image upright = turned(stored, GetParam());
  const File exif = exif_block(GetParam());
  const File png = encode_png(stored, false, [&](png_structp writer, png_infop info) {
    File block(exif.begin() + 6, exif.end());
    png_set_eXIf_1(writer, info, static_cast<png_uint_32>(block.size()), block.data());
  });
  EXPECT_EQ(largest_difference(decode_image(png).image, upright), 0U);
  EXPECT_EQ(largest_difference(decode_image(encode_webp(stored, {}, exif)).image, upright), 0U);
  const auto tag = static_cast<std::uint16_t>(GetParam());
  EXPECT_EQ(largest_difference(decode_image(encode_tiff(stored, {.orientation = tag})).image, upright), 0U);
  EXPECT_LT(mean_difference(decode_image(encode_jpeg(stored, {.exif = exif})).image, upright), 12.0);
  const File jxl = encode_jxl({stored}, GetParam());
  if (!jxl.empty()) {
    EXPECT_EQ(largest_difference(decode_image(jxl).image, upright), 0U);
  }
}

TEST(ExifOrientation, NonsenseIsUpright) {
  EXPECT_EQ(read_exif({}).orientation, 1);
  EXPECT_EQ(read_exif(exif_block(9)).orientation, 1);
  EXPECT_EQ(read_exif(exif_block(0)).orientation, 1);
  const File block = exif_block(6);
  EXPECT_EQ(read_exif(block).orientation, 6);
  EXPECT_EQ(read_exif(std::span(block).subspan(6)).orientation, 6);
  for (std::size_t size = 0; size < block.size(); ++size) (void)read_exif(std::span(block).first(size));
}

TEST(ExifOrientation, PhotographsComeOutAlike) {
  KVANT_REQUIRE_CORPUS();
  for (const char* kind : {"Landscape", "Portrait"}) {
    const auto path = [&](int n) {
      return corpus_dir() / "exif-orientation" / (std::string(kind) + "_" + std::to_string(n) + ".jpg");
    };
    const Image upright = read_image(path(1)).image;
    EXPECT_EQ(upright.width > upright.height, std::string(kind) == "Landscape");
    for (int n : {0, 2, 3, 4, 5, 6, 7, 8}) {
      // Each has its own text and JPEG noise.
      EXPECT_LT(mean_difference(read_image(path(n)).image, upright), 8.0) << path(n);
    }
  }
}

/// The mean color of a square around a point, given in parts of the size.
std::array<double, 3> color_at(const Image& image, double x, double y) {
  std::array<double, 3> sum{};
  const auto left = static_cast<std::size_t>(x * image.width) - 4;
  const auto top = static_cast<std::size_t>(y * image.height) - 4;
  for (std::size_t row = top; row < top + 8; ++row) {
    for (std::size_t column = left; column < left + 8; ++column) {
      for (std::size_t c = 0; c < 3; ++c) {
        sum[c] += image.samples[(row * image.width + column) * image.channels + c] / 64.0;
      }
    }
  }
  return sum;
}

TEST(WideGamut, SwappedChannelsAreSwappedBack) {
  KVANT_REQUIRE_CORPUS();
  for (const char* name : {"rgb-to-gbr-test.png", "rgb-to-gbr-test.jpg"}) {
    const Image image = read_image(corpus_dir() / "wide-gamut" / name).image;
    // The upper edge says RED and is stored blue.
    const std::array<double, 3> top = color_at(image, 0.5, 0.03);
    EXPECT_GT(top[0], 240) << name;
    EXPECT_LT(top[1], 40) << name;
    EXPECT_LT(top[2], 40) << name;
  }
}

TEST(WideGamut, DisplayP3IsConverted) {
  KVANT_REQUIRE_CORPUS();
  // Pure P3 red and the sRGB red beside it both show as pure red in sRGB.
  for (const char* name : {"P3-sRGB-red.png", "P3-sRGB-red.jpg"}) {
    const Image image = read_image(corpus_dir() / "wide-gamut" / name).image;
    for (double x : {0.1, 0.9}) {
      const std::array<double, 3> color = color_at(image, x, 0.5);
      EXPECT_GT(color[0], 250) << name;
      EXPECT_LT(color[1], 10) << name;
      EXPECT_LT(color[2], 10) << name;
    }
  }
}

TEST(Profiles, AreAppliedAlikeInEveryFormat) {
  const Image picture = make_picture(48, 48);
  const File profile = p3_profile();
  const File png = encode_png(picture, false, [&](png_structp writer, png_infop info) {
    png_set_iCCP(writer, info, "P3", 0, profile.data(), static_cast<png_uint_32>(profile.size()));
  });
  const Image expected = decode_image(png).image;
  EXPECT_GT(mean_difference(expected, picture), 3.0);
  EXPECT_EQ(largest_difference(decode_image(encode_webp(picture, profile)).image, expected), 0U);
  Image wide = picture;
  wide.depth = 16;
  wide.samples.clear();
  for (std::uint8_t value : picture.samples) wide.samples.insert(wide.samples.end(), 2, value);
  const File wide_png = encode_png(wide, false, [&](png_structp writer, png_infop info) {
    png_set_iCCP(writer, info, "P3", 0, profile.data(), static_cast<png_uint_32>(profile.size()));
  });
  const Image converted = decode_image(wide_png).image;
  ASSERT_EQ(converted.depth, 16U);
  for (std::size_t i = 0; i < expected.samples.size(); ++i) {
    EXPECT_NEAR(sample(converted, i) / 257.0, expected.samples[i], 1.0);
  }
}

TEST(Profiles, AreAppliedAlikeByAnyNumberOfThreads) {
  const File file = encode_webp(make_picture(60, 203), p3_profile());
  const Image alone = decode_image(file, {.threads = 1}).image;
  for (const unsigned threads : {0U, 2U, 5U}) {
    EXPECT_EQ(decode_image(file, {.threads = threads}).image.samples, alone.samples) << threads;
  }
}

TEST(Profiles, AlphaStays) {
  const Image picture = make_picture(48, 48, 4);
  const Image image = decode_image(encode_webp(picture, p3_profile())).image;
  ASSERT_EQ(image.channels, 4U);
  for (std::size_t i = 3; i < image.samples.size(); i += 4) ASSERT_EQ(image.samples[i], picture.samples[i]);
}

TEST(Profiles, SrgbChangesNothing) {
  const Image picture = make_picture(48, 48);
  EXPECT_EQ(largest_difference(decode_image(encode_webp(picture, srgb_profile())).image, picture), 0U);
}

TEST(Profiles, GrayProfileInGrayJpeg) {
  const Image picture = make_picture(64, 8);
  const Image plain = decode_image(encode_jpeg(picture, {.gray = true})).image;
  const Image converted = decode_image(encode_jpeg(picture, {.gray = true, .icc = linear_gray_profile()})).image;
  ASSERT_EQ(plain.samples.size(), converted.samples.size());
  for (std::size_t i = 0; i < plain.samples.size(); ++i) {
    const double light = plain.samples[i] / 255.0;
    const double expected = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    EXPECT_NEAR(converted.samples[i], expected * 255, 1.5);
  }
  // A profile for gray in a picture of colors is not used, and that is said.
  EXPECT_NE(decode_image(encode_jpeg(picture, {.icc = linear_gray_profile()})).warning, "");
}

}  // namespace
}  // namespace kvant::test
