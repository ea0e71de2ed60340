// The PNG files themselves, chunk by chunk: nothing in them that is not needed.
#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <string>

#include "kvant/io.hpp"
#include "unit/image_write/pictures.hpp"
#include "unit/image_write/reference_decoders.hpp"

namespace kvant::test {
namespace {

struct Chunk {
  std::string type;
  std::vector<std::uint8_t> data;
};

std::uint32_t big_endian(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}

/// The chunks after the signature, with their checksums checked.
std::vector<Chunk> chunks_of(const std::vector<std::uint8_t>& bytes) {
  EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 8), "\x89PNG\r\n\x1a\n");
  std::vector<Chunk> chunks;
  for (std::size_t at = 8; at < bytes.size();) {
    const std::size_t size = big_endian(bytes.data() + at);
    EXPECT_LE(at + size + 12, bytes.size());
    const std::uint8_t* type = bytes.data() + at + 4;
    EXPECT_EQ(libdeflate_crc32(0, type, size + 4), big_endian(type + 4 + size));
    chunks.push_back({std::string(type, type + 4), {type + 4, type + 4 + size}});
    at += size + 12;
  }
  return chunks;
}

struct Structure {
  int depth;
  int color_type;
  std::size_t palette;
  std::vector<std::uint8_t> transparency;
  std::string order;
};

Structure structure_of(const IndexedImage& image, int effort = 7) {
  Structure structure{};
  for (const Chunk& chunk : chunks_of(encode_image(image, Format::png, {.effort = effort}))) {
    structure.order += (structure.order.empty() ? "" : " ") + chunk.type;
    if (chunk.type == "IHDR") structure.depth = chunk.data[8], structure.color_type = chunk.data[9];
    if (chunk.type == "PLTE") structure.palette = chunk.data.size() / 3;
    if (chunk.type == "tRNS") structure.transparency = chunk.data;
  }
  return structure;
}

TEST(PngStructure, FewestBitsForTheColorsUsed) {
  const auto depth = [](std::uint32_t colors) { return structure_of(make_picture(30, 30, colors)).depth; };
  for (const std::uint32_t colors : {1u, 2u}) EXPECT_EQ(depth(colors), 1) << colors;
  for (const std::uint32_t colors : {3u, 4u}) EXPECT_EQ(depth(colors), 2) << colors;
  for (const std::uint32_t colors : {5u, 16u}) EXPECT_EQ(depth(colors), 4) << colors;
  for (const std::uint32_t colors : {17u, 256u}) EXPECT_EQ(depth(colors), 8) << colors;
  for (const std::uint32_t colors : {2u, 3u, 16u, 17u, 256u}) {
    const Structure structure = structure_of(make_picture(30, 30, colors));
    EXPECT_EQ(structure.color_type, 3);
    EXPECT_EQ(structure.palette, colors);
    EXPECT_EQ(structure.order, "IHDR PLTE IDAT IEND");
  }
}

TEST(PngStructure, TransparencyEndsWithTheLastColorThatNeedsIt) {
  const Structure one = structure_of(make_picture(30, 30, 40, Kind::transparent_entry));
  EXPECT_EQ(one.transparency, std::vector<std::uint8_t>{0});
  EXPECT_EQ(one.order, "IHDR PLTE tRNS IDAT IEND");
  const IndexedImage some = make_picture(30, 30, 40, Kind::partial_alpha);
  const auto translucent = std::count_if(some.palette.begin(), some.palette.end(), [](Color c) { return c.a != 255; });
  for (const int effort : {1, 9}) {
    const Structure structure = structure_of(some, effort);
    EXPECT_EQ(structure.transparency.size(), static_cast<std::size_t>(translucent));
    EXPECT_EQ(std::count(structure.transparency.begin(), structure.transparency.end(), 255), 0);
  }
}

TEST(PngStructure, GrayNeedsNoPalette) {
  IndexedImage black_and_white = make_picture(30, 30, 2);
  black_and_white.palette = {{255, 255, 255, 255}, {0, 0, 0, 255}};
  Structure structure = structure_of(black_and_white);
  EXPECT_EQ(structure.order, "IHDR IDAT IEND");
  EXPECT_EQ(structure.depth, 1);
  EXPECT_EQ(structure.color_type, 0);

  // Two grays that are no whole steps of fewer bits: one bit and a palette beat eight bits without.
  black_and_white.palette = {{250, 250, 250, 255}, {3, 3, 3, 255}};
  structure = structure_of(black_and_white);
  EXPECT_EQ(structure.depth, 1);
  EXPECT_EQ(structure.palette, 2u);

  structure = structure_of(make_picture(40, 40, 200, Kind::gray));
  EXPECT_EQ(structure.color_type, 0);
  EXPECT_EQ(structure.depth, 8);
}

TEST(PngStructure, ManyColorsNeedNoAlphaChannelForOneTransparentColor) {
  IndexedImage image = make_picture(60, 60, 1000, Kind::transparent_entry);
  for (Color& color : image.palette) color.r = static_cast<std::uint8_t>(color.r | 1);
  image.palette.back() = {0, 0, 0, 0};
  Structure structure = structure_of(image);
  EXPECT_EQ(structure.color_type, 2);
  EXPECT_EQ(structure.transparency, (std::vector<std::uint8_t>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(decode_png(encode_image(image, Format::png)).pixels, pixels_of(image));

  image.palette.front() = {0, 0, 0, 255};  // opaque black is no longer free to mean transparent
  structure = structure_of(image);
  EXPECT_EQ(structure.color_type, 6);
  EXPECT_EQ(decode_png(encode_image(image, Format::png)).pixels, pixels_of(image));

  EXPECT_EQ(structure_of(make_picture(60, 60, 1000, Kind::color)).color_type, 2);
  EXPECT_EQ(structure_of(make_picture(60, 60, 1000, Kind::partial_alpha)).color_type, 6);
}

TEST(PngStructure, HigherEffortIsNotLarger) {
  const IndexedImage image = make_picture(300, 200, 200);
  const auto size = [&](int effort) { return encode_image(image, Format::png, {.effort = effort}).size(); };
  EXPECT_LE(size(7), size(1));
  EXPECT_LE(size(9), size(7));
}

}  // namespace
}  // namespace kvant::test
