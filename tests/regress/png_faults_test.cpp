// PNG files were refused for what touches no pixel: palette entries that no index reaches, an animation that is broken
// around a sound still picture, an end that is missing; or drawn in wrong colors without a word.
#include <gtest/gtest.h>

#include <string_view>
#include <tuple>

#include "regress/pictures.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;
using File = std::vector<std::uint8_t>;

void append(File& to, const File& bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

void put(File& to, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// `error`: what is added to its checksum.
File chunk(std::string_view type, const File& data, std::uint32_t error = 0) {
  File bytes;
  put(bytes, static_cast<std::uint32_t>(data.size()));
  bytes.insert(bytes.end(), type.begin(), type.end());
  append(bytes, data);
  std::uint32_t sum = ~0U;
  for (std::size_t i = 4; i < bytes.size(); ++i) {
    sum ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1U) != 0 ? sum >> 1U ^ 0xedb88320U : sum >> 1U;
  }
  put(bytes, ~sum + error);
  return bytes;
}

File start(std::uint8_t width, std::uint8_t depth, std::uint8_t color_type) {
  File file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  append(file, chunk("IHDR", {0, 0, 0, width, 0, 0, 0, 1, depth, color_type, 0, 0, 0}));
  return file;
}

/// One row of pixels. `before`: chunks.
File make_png(std::uint8_t width, std::uint8_t depth, std::uint8_t color_type, const File& before, const File& row) {
  File file = start(width, depth, color_type);
  append(file, before);
  File pixels = {0};  // the filter
  append(pixels, row);
  const auto size = static_cast<std::uint8_t>(pixels.size());
  File stream = {0x78, 0x01, 1, size, 0, static_cast<std::uint8_t>(~size), 0xff};
  append(stream, pixels);
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const std::uint8_t byte : pixels) high += low += byte;
  put(stream, high % 65521 << 16U | low % 65521);
  append(file, chunk("IDAT", stream));
  append(file, chunk("IEND", {}));
  return file;
}

// The third edition has the bits of tRNS above those of a sample ignored.
TEST(Regress, PngTransparencyWithHighBits) {
  const Image gray = decode_image(make_png(4, 2, 0, chunk("tRNS", {0xff, 0xfd}), {0b00011011})).image;
  EXPECT_EQ(pixel_at(gray, 0, 0), (Pixel{0, 0, 0, 255}));
  EXPECT_EQ(pixel_at(gray, 1, 0)[3], 0);
  EXPECT_EQ(pixel_at(gray, 2, 0), (Pixel{170, 170, 170, 255}));
  const File color = make_png(2, 8, 2, chunk("tRNS", {9, 1, 9, 2, 9, 3}), {1, 2, 3, 1, 2, 4});
  EXPECT_EQ(pixel_at(decode_image(color).image, 0, 0)[3], 0);
  EXPECT_EQ(pixel_at(decode_image(color).image, 1, 0), (Pixel{1, 2, 4, 255}));
}

TEST(Regress, PngIndexBeyondPalette) {
  const File palette = chunk("PLTE", {0, 0, 0, 0, 1, 0, 200, 0, 9});
  const ReadResult read = decode_image(make_png(4, 8, 3, palette, {0, 2, 3, 255}));
  EXPECT_EQ(read.warning, "2 of its pixels have colors that its palette lacks, drawn black");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{0, 0, 0, 255}));
  EXPECT_EQ(pixel_at(read.image, 1, 0), (Pixel{200, 0, 9, 255}));
  EXPECT_EQ(pixel_at(read.image, 2, 0), (Pixel{0, 0, 0, 255}));
  File transparent = palette;
  append(transparent, chunk("tRNS", {0, 128}));
  const ReadResult alpha = decode_image(make_png(4, 2, 3, transparent, {0b00011011}));
  EXPECT_EQ(alpha.warning, "1 of its pixels have colors that its palette lacks, drawn black");
  EXPECT_EQ(pixel_at(alpha.image, 1, 0), (Pixel{0, 1, 0, 128}));
  EXPECT_EQ(pixel_at(alpha.image, 3, 0), (Pixel{0, 0, 0, 255}));
  EXPECT_EQ(decode_image(make_png(4, 8, 3, palette, {0, 2, 1, 0})).warning, "");
}

TEST(Regress, PngPaletteThatIsNotNeeded) {
  const Pixel expected = {1, 2, 3, 255};
  for (const File& palette :
       {chunk("PLTE", File(771)), chunk("PLTE", File(4)), chunk("PLTE", {}), chunk("PLTE", {1, 2, 3}, 1)}) {
    EXPECT_EQ(pixel_at(decode_image(make_png(1, 8, 2, palette, {1, 2, 3})).image, 0, 0), expected);
  }
  // A byte more than there are colors.
  const File indexed = make_png(2, 8, 3, chunk("PLTE", {1, 2, 3, 4, 5, 6, 7}), {0, 1});
  EXPECT_EQ(pixel_at(decode_image(indexed).image, 1, 0), (Pixel{4, 5, 6, 255}));
  EXPECT_NE(test::refusal(make_png(1, 8, 3, chunk("PLTE", {1, 2, 3}, 1), {0})), "");
}

TEST(Regress, PngExif) {
  EXPECT_EQ(decode_image(make_png(1, 8, 2, chunk("eXIf", {}), {1, 2, 3})).warning, "");
  // Turned upright, with the prefix that JPEG has before it.
  const File exif = {'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
                     1,   0x12, 0,   3,   0, 0, 0,   1,   0, 3,  0, 0, 0, 0, 0, 0};
  EXPECT_EQ(decode_image(make_png(1, 8, 2, chunk("eXIf", exif), {1, 2, 3})).orientation, 3);
}

TEST(Regress, PngOfVideoRange) {
  const Image image =
      decode_image(make_png(3, 8, 2, chunk("cICP", {1, 13, 0, 0}), {16, 126, 235, 0, 255, 1, 16, 16, 16})).image;
  EXPECT_EQ(pixel_at(image, 0, 0), (Pixel{0, 128, 255, 255}));
  EXPECT_EQ(pixel_at(image, 1, 0), (Pixel{0, 255, 0, 255}));
  EXPECT_EQ(pixel_at(image, 2, 0), (Pixel{0, 0, 0, 255}));
}

TEST(Regress, PngEndMarkDamaged) {
  File file = make_png(1, 8, 2, {}, {1, 2, 3});
  file.back() ^= 1U;
  const ReadResult read = decode_image(file);
  EXPECT_EQ(read.warning, "its end mark is damaged");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{1, 2, 3, 255}));
}

TEST(Regress, PngOfAnotherKind) {
  test::expect_refusal(make_png(1, 8, 2, chunk("CgBI", {0, 0, 0, 0}), {1, 2, 3}), ErrorCode::unsupported,
                       "is a PNG of a kind that is not read: it has a critical chunk that PNG lacks");
}

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

// gAMA of 1: light as it is, so that 128 becomes 186 or 187.
const File kLight = {0, 1, 0x86, 0xa0};

TEST(Regress, PngColorThatCannotBeHonoured) {
  const auto gray_after = [](std::string_view type, const File& data) {
    File before = chunk(type, data);
    append(before, chunk("gAMA", kLight));
    return decode_image(make_png(1, 8, 2, before, {128, 128, 128}));
  };
  EXPECT_NEAR(pixel_at(decode_image(make_png(1, 8, 2, chunk("gAMA", kLight), {128, 128, 128})).image, 0, 0)[0], 186, 1);
  for (const auto& [type, data, warning] :
       {std::tuple{"cHRM", File(32), "its cHRM chunk makes no sense and was ignored"},
        std::tuple{"cICP", File{99, 99, 0, 1},
                   "its color space (primaries 99, transfer 99) is not known and was ignored"},
        std::tuple{"iCCP", File{'x', 0, 0, 1, 2, 3}, "its ICC profile is damaged and was ignored"}}) {
    const ReadResult read = gray_after(type, data);
    EXPECT_EQ(read.warning, warning);
    EXPECT_NEAR(pixel_at(read.image, 0, 0)[0], 186, 1) << type << ": gAMA counts then";
  }
}

TEST(Regress, PngColorOfDamagedPixels) {
  File file = make_png(1, 8, 2, chunk("gAMA", kLight), {128, 128, 128});
  file[file.size() - 13] ^= 1;  // the checksum of the pixels
  EXPECT_NEAR(pixel_at(test::decode_leniently(file).image, 0, 0)[0], 186, 1);
  File late = make_png(1, 8, 2, chunk("gAMA", kLight), {128, 128, 128});
  const File more = chunk("IDAT", {1, 2});
  const File text = chunk("tEXt", {'a', 0, 'b'});
  late.insert(late.end() - 12, text.begin(), text.end());
  late.insert(late.end() - 12, more.begin(), more.end());
  const ReadResult read = decode_image(late);
  EXPECT_EQ(read.warning, "what follows its pixels is damaged");
  EXPECT_NEAR(pixel_at(read.image, 0, 0)[0], 186, 1);
}

TEST(Regress, PngDamagedChunksAreTold) {
  constexpr const char* transparency = "its transparency (tRNS) is damaged and was ignored";
  File palette = chunk("PLTE", {10, 20, 30, 40, 50, 60});
  File wrong_sum = palette;
  append(wrong_sum, chunk("tRNS", {0}, 1));
  File long_one = palette;
  append(long_one, chunk("tRNS", {0, 1, 2}));
  EXPECT_EQ(decode_image(make_png(1, 8, 3, wrong_sum, {0})).warning, transparency);
  EXPECT_EQ(decode_image(make_png(1, 8, 3, long_one, {0})).warning, transparency);
  EXPECT_EQ(decode_image(make_png(1, 8, 2, chunk("tRNS", {0, 1}), {1, 2, 3})).warning, transparency);
  EXPECT_EQ(decode_image(make_png(1, 8, 6, chunk("tRNS", {0, 1, 0, 1, 0, 1}), {1, 2, 3, 4})).warning, "")
      << "there it means nothing";
  EXPECT_EQ(decode_image(make_png(1, 8, 2, chunk("iCCP", {'x', 0, 0, 1, 2}, 1), {1, 2, 3})).warning,
            "its ICC profile is damaged and was ignored");
}

}  // namespace
}  // namespace kvant
