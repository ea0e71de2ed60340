// PaletteOrder::keep: the palette in the file is the one that was given, whole and in its order.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

const EncodeOptions keep = {.palette_order = PaletteOrder::keep};

using Bytes = std::vector<std::uint8_t>;

/// Draws with the second and the last of the colors.
IndexedImage picture_of(const Palette& palette) {
  IndexedImage image{.width = 5, .height = 3, .palette = palette, .indices = {}};
  Buffer<std::uint8_t> indices(15, 1);
  indices[7] = static_cast<std::uint8_t>(palette.size() - 1);
  image.indices = indices;
  return image;
}

bool contains(const Bytes& file, const Bytes& part) {
  return std::search(file.begin(), file.end(), part.begin(), part.end()) != file.end();
}

void expect_same_pixels(const Bytes& file, const IndexedImage& image) {
  const Image read = decode_image(file).image;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const Color& color = image.palette[std::get<0>(image.indices)[i]];
    const std::uint8_t* got = &read.samples[i * read.channels];
    EXPECT_EQ((Color{got[0], got[1], got[2], read.channels == 4 ? got[3] : std::uint8_t{255}}), color) << i;
  }
}

void expect_refused(const IndexedImage& image, Format format, const std::string& message) {
  SCOPED_TRACE(format_name(format));
  test::expect_error([&] { (void)encode_image(image, format, keep); }, ErrorCode::unsupported, message);
}

// An e-paper's colors, one twice, of which most are not used.
const Palette paper = {{255, 255, 255}, {0, 0, 0}, {255, 0, 0}, {0, 0, 0}, {9, 200, 7}};

TEST(PaletteOrder, WholeAndInOrder) {
  const IndexedImage image = picture_of(paper);
  const Bytes rgb = {255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 9, 200, 7};
  const Bytes png = encode_image(image, Format::png, keep);
  Bytes chunk = {0, 0, 0, 15, 'P', 'L', 'T', 'E'};
  chunk.insert(chunk.end(), rgb.begin(), rgb.end());
  EXPECT_TRUE(contains(png, chunk));
  EXPECT_FALSE(contains(png, {'t', 'R', 'N', 'S'}));
  const Bytes gif = encode_image(image, Format::gif, keep);
  EXPECT_EQ(Bytes(gif.begin() + 13, gif.begin() + 13 + 15), rgb);
  const Bytes bmp = encode_image(image, Format::bmp, keep);
  EXPECT_EQ(bmp[46], 5) << "colors";
  EXPECT_TRUE(contains(bmp, {255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 7, 200, 9, 0}));
  const Bytes tiff = encode_image(image, Format::tiff, keep);
  EXPECT_TRUE(contains(tiff, {255, 255, 0, 0, 255, 255, 0, 0, 9, 9, 0, 0})) << "the reds";
  for (const Bytes& file : {png, gif, bmp, tiff}) expect_same_pixels(file, image);
}

TEST(PaletteOrder, GrayIsIndexed) {
  const IndexedImage image = picture_of({{85, 85, 85}, {0, 0, 0}, {255, 255, 255}});
  constexpr std::size_t kColorType = 25;
  EXPECT_EQ(encode_image(image, Format::png)[kColorType], 0);
  EXPECT_EQ(encode_image(image, Format::png, keep)[kColorType], 3);
  expect_same_pixels(encode_image(image, Format::png, keep), image);
}

TEST(PaletteOrder, Transparency) {
  const IndexedImage image = picture_of({{1, 2, 3}, {4, 5, 6}, {0, 0, 0, 0}, {7, 8, 9}});
  const Bytes png = encode_image(image, Format::png, keep);
  EXPECT_TRUE(contains(png, {0, 0, 0, 3, 't', 'R', 'N', 'S', 255, 255, 0}));
  expect_same_pixels(png, image);
  const Bytes gif = encode_image(image, Format::gif, keep);
  EXPECT_TRUE(contains(gif, {0x21, 0xf9, 4, 1, 0, 0, 2, 0}));
  expect_same_pixels(gif, image);
  expect_refused(image, Format::bmp, "opaque colors only; write PNG");
  expect_refused(image, Format::tiff, "opaque colors only; write PNG");
  expect_refused(picture_of({{0, 0, 0, 0}, {4, 5, 6}, {0, 0, 0, 0}}), Format::gif, "one transparent color at most");
  expect_refused(picture_of({{0, 0, 0, 9}, {4, 5, 6}}), Format::gif, "no partial transparency");
}

TEST(PaletteOrder, EveryEffortOf256Colors) {
  Palette palette;
  for (int i = 0; i < 256; ++i)
    palette.push_back({static_cast<std::uint8_t>(255 - i), 0, static_cast<std::uint8_t>(i)});
  const IndexedImage image = picture_of(palette);
  for (int effort = 1; effort <= 10; ++effort) {
    const Bytes png = encode_image(image, Format::png, {.effort = effort, .palette_order = PaletteOrder::keep});
    EXPECT_TRUE(contains(png, {0, 0, 3, 0, 'P', 'L', 'T', 'E', 255, 0, 0, 254, 0, 1, 253, 0, 2})) << effort;
    expect_same_pixels(png, image);
  }
}

TEST(PaletteOrder, RefusedWhereThereIsNone) {
  const IndexedImage image = picture_of(paper);
  for (Format format : {Format::jpeg, Format::webp, Format::pnm}) {
    expect_refused(image, format, "write PNG, GIF, TIFF or BMP");
  }
  IndexedImage many = image;
  many.palette.resize(257);
  many.indices = Buffer<std::uint16_t>(15, 1);
  for (Format format : {Format::png, Format::gif, Format::tiff, Format::bmp})
    expect_refused(many, format, "at most 256");
}

}  // namespace
}  // namespace kvant
