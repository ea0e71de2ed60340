// BMP files were read from inside their headers, lost their alpha, or were refused though every pixel is there.
#include <gtest/gtest.h>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;

void expect_four_colors(const ReadResult& read) {
  ASSERT_EQ(read.image.width, 8u);
  ASSERT_EQ(read.image.height, 4u);
  const std::array<Pixel, 4> colors = {{{0, 0, 0, 255}, {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}}};
  for (std::size_t x = 0; x < 8; ++x) EXPECT_EQ(pixel_at(read.image, x, 2), colors[x % 4]) << x;
}

TEST(Regress, BmpPixelsBeginBehindPaletteAndMasks) {
  expect_four_colors(read_fault("bmp-offset-54-palette.bmp"));
  expect_four_colors(read_fault("bmp-offset-54-masks.bmp"));
}

TEST(Regress, BmpShortOs2Header) { expect_four_colors(read_fault("bmp-os2-24-byte-header.bmp")); }

TEST(Regress, BmpAlphaMaskWithoutBitFields) {
  const ReadResult read = read_fault("bmp-v5-rgb-alpha-mask.bmp");
  EXPECT_EQ(read.image.channels, 4u);
  EXPECT_EQ(pixel_at(read.image, 1, 0), (Pixel{255, 0, 0, 128}));
  EXPECT_EQ(pixel_at(read.image, 2, 0), (Pixel{0, 255, 0, 64}));
}

TEST(Regress, BmpRunsWithoutEndMark) {
  const ReadResult read = read_fault("bmp-rle8-no-end-mark.bmp");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{128, 175, 80, 255}));
  EXPECT_EQ(read.warning, "its end mark is missing");
}

TEST(Regress, BmpRowsMissing) {
  std::vector<std::uint8_t> bytes = read_file(test::fault("bmp-offset-54-masks.bmp"));
  bytes.resize(bytes.size() - 17);  // a row has 16 bytes; the file ends with the top one
  EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the BMP is missing");
  const ReadResult read = test::decode_leniently(bytes);
  EXPECT_EQ(read.warning, "the first 2 of 4 rows are missing, drawn gray");
  EXPECT_EQ(pixel_at(read.image, 1, 1), (Pixel{128, 128, 128, 255}));
  EXPECT_EQ(pixel_at(read.image, 1, 2), (Pixel{255, 0, 0, 255}));
}

TEST(Regress, BmpOf64Bits) {
  std::vector<std::uint8_t> file = read_file(test::fault("bmp-offset-54-palette.bmp"));
  constexpr std::size_t bits = 28;
  file[bits] = 64;
  EXPECT_EQ(test::refusal(file), "is a BMP of a kind that kvant does not read (64 bits per pixel)");
}

}  // namespace
}  // namespace kvant
