// PNG files were refused for what touches no pixel: palette entries that no index reaches, an animation that is broken
// around a sound still picture, an end that is missing.
#include <gtest/gtest.h>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;

TEST(Regress, PngPaletteLongerThanItsBits) {
  const Image image = read_fault("png-4-bit-64-colors.png").image;
  EXPECT_EQ(pixel_at(image, 0, 0), (Pixel{0, 255, 128, 255}));
  EXPECT_EQ(pixel_at(image, 7, 0), (Pixel{28, 227, 128, 255}));
}

TEST(Regress, PngBrokenAnimation) {
  const ReadResult read = read_fault("apng-wrong-frame-count.png");
  EXPECT_EQ(pixel_at(read.image, 1, 0), (Pixel{30, 0, 128, 255}));
  EXPECT_NE(read.warning.find("still picture"), std::string::npos) << read.warning;
}

TEST(Regress, PngWithoutItsEnd) {
  std::vector<std::uint8_t> bytes = read_file(test::fault("png-4-bit-64-colors.png"));
  bytes.resize(bytes.size() - 12);
  EXPECT_EQ(decode_image(bytes).warning, "its end is missing");
  bytes.resize(bytes.size() - 15);
  EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the PNG is missing");
}

// What was left of these was 20 bytes, of which the size at byte 16 was read.
TEST(Regress, PngEndsWithinItsFirstChunk) {
  const std::vector<std::uint8_t> whole = read_file(test::fault("png-4-bit-64-colors.png"));
  constexpr std::size_t checksum = 29;
  constexpr std::size_t second_chunk = 33;
  for (std::size_t size = checksum; size < second_chunk; ++size) {
    const std::vector<std::uint8_t> bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the PNG is missing") << size;
    EXPECT_THROW((void)test::decode_leniently(bytes), Error) << size;
  }
}

TEST(Regress, PngRowsMissing) {
  std::vector<std::uint8_t> bytes = read_file(test::source_dir() / "examples/chelsea.png");
  const Image whole = decode_image(bytes).image;
  bytes.resize(bytes.size() / 2);
  EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the PNG is missing");
  const ReadResult read = test::decode_leniently(bytes);
  EXPECT_TRUE(read.warning.ends_with("of 300 rows are missing, drawn gray")) << read.warning;
  EXPECT_EQ(pixel_at(read.image, 9, 50), pixel_at(whole, 9, 50));
  EXPECT_EQ(pixel_at(read.image, 9, 299), (Pixel{128, 128, 128, 255}));
}

}  // namespace
}  // namespace kvant
