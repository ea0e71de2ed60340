// Every format, written by its reference library from a known picture, is read back as that picture.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <string>
#include <tuple>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/corpus.hpp"
#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

Image decode(const File& file, Format format) {
  const ReadResult result = decode_image(file);
  EXPECT_EQ(result.format, format);
  EXPECT_EQ(result.bytes, file.size());
  EXPECT_EQ(result.warning, "");
  return result.image;
}

Image crop_alpha(const Image& image) {
  Image opaque = image;
  const std::size_t size = image.depth / 8;
  for (std::size_t i = 0; i < image.pixels(); ++i) std::memset(opaque.samples.data() + (4 * i + 3) * size, 255, size);
  return opaque;
}

class RoundTrip : public testing::TestWithParam<std::tuple<std::uint32_t, std::uint32_t>> {
 protected:
  const Image picture = make_picture(37, 23, std::get<0>(GetParam()), std::get<1>(GetParam()));
};

INSTANTIATE_TEST_SUITE_P(Shapes, RoundTrip, testing::Combine(testing::Values(3U, 4U), testing::Values(8U, 16U)));

TEST_P(RoundTrip, Png) {
  for (bool interlaced : {false, true}) {
    EXPECT_EQ(largest_difference(decode(encode_png(picture, interlaced), Format::png), picture), 0U);
  }
}

TEST_P(RoundTrip, OpaqueAlphaIsDropped) {
  if (picture.channels == 3) return;
  EXPECT_EQ(decode(encode_png(crop_alpha(picture)), Format::png).channels, 3U);
  EXPECT_EQ(decode(encode_tiff(crop_alpha(picture)), Format::tiff).channels, 3U);
  EXPECT_EQ(decode(encode_pam(crop_alpha(picture)), Format::pnm).channels, 3U);
}

TEST_P(RoundTrip, Tiff) {
  for (std::uint16_t compression : std::array<std::uint16_t, 4>{1, 5, 8, 32773}) {  // none, LZW, Deflate, PackBits
    for (bool separate : {false, true}) {
      const File file = encode_tiff(picture, {.compression = compression, .separate = separate});
      EXPECT_EQ(largest_difference(decode(file, Format::tiff), picture), 0U) << compression << separate;
    }
    const File tiles = encode_tiff(picture, {.compression = compression, .tile = 16});
    EXPECT_EQ(largest_difference(decode(tiles, Format::tiff), picture), 0U) << compression;
  }
}

TEST_P(RoundTrip, Pam) { EXPECT_EQ(largest_difference(decode(encode_pam(picture), Format::pnm), picture), 0U); }

TEST_P(RoundTrip, WebpAndBmp) {
  if (picture.depth == 16) return;  // neither has more than 8 bits
  EXPECT_EQ(largest_difference(decode(encode_webp(picture), Format::webp), picture), 0U);
  EXPECT_EQ(largest_difference(decode(encode_bmp(picture), Format::bmp), picture), 0U);
}

TEST_P(RoundTrip, JpegXl) {
  if (!can_read(Format::jxl)) GTEST_SKIP() << "this build does not read JPEG XL";
  const File file = encode_jxl({picture});
  ASSERT_FALSE(file.empty());
  EXPECT_EQ(largest_difference(decode(file, Format::jxl), picture), 0U);
}

TEST_P(RoundTrip, AvifAndHeic) {
  if (!can_read(Format::heif)) GTEST_SKIP() << "this build does not read AVIF and HEIC";
  // Encoding takes longer than all other tests, and libaom's encoder writes out of bounds: the files are kept.
  const Image original = make_picture(64, 48, picture.channels, picture.depth);
  const std::string name = "picture-" + std::to_string(picture.channels) + "-" + std::to_string(picture.depth);
  for (const char* extension : {".avif", ".heic"}) {
    const std::filesystem::path path = source_dir() / "tests/unit/image_read/data" / (name + extension);
    if (picture.depth == 16 && path.extension() == ".avif") continue;
    const Image read = decode(read_file(path), Format::heif);
    // The codecs are lossy; what is checked is the order of channels, the depth and the range.
    EXPECT_LT(mean_difference(read, original), picture.depth == 8 ? 6 : 6 * 257) << path;
  }
}

TEST(WideSamples, AreNarrowedOnlyWhenNothingIsLost) {
  Image image = make_picture(9, 7, 3, 8);
  Image wide = image;
  wide.depth = 16;
  wide.samples.resize(image.samples.size() * 2);
  for (std::size_t i = 0; i < image.samples.size(); ++i) {
    wide.samples[2 * i] = wide.samples[2 * i + 1] = image.samples[i];
  }
  EXPECT_EQ(largest_difference(decode(encode_png(wide), Format::png), image), 0U);
  wide.samples[40] = static_cast<std::uint8_t>(wide.samples[40] ^ 1);
  EXPECT_EQ(largest_difference(decode(encode_png(wide), Format::png), wide), 0U);
}

TEST(GrayTiff, EveryDepthBothWays) {
  for (std::uint16_t bits : std::array<std::uint16_t, 5>{1, 2, 4, 8, 16}) {
    const std::uint32_t top = (1U << bits) - 1;
    std::vector<std::uint16_t> samples;
    for (std::uint32_t i = 0; i < 13 * 5; ++i) samples.push_back(static_cast<std::uint16_t>(i * 7919 & top));
    for (bool white_is_zero : {false, true}) {
      const Image image = decode(encode_gray_tiff(13, 5, bits, samples, white_is_zero), Format::tiff);
      ASSERT_EQ(image.depth, bits == 16 ? 16U : 8U);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        const std::uint32_t light = white_is_zero ? top - samples[i] : samples[i];
        const std::uint32_t expected = light * ((bits == 16 ? 65535 : 255) / top);
        for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(sample(image, 3 * i + c), expected) << bits;
      }
    }
  }
}

TEST(PremultipliedTiff, BecomesStraight) {
  const Image straight = make_picture(20, 10, 4, 16);
  Image multiplied = straight;
  for (std::size_t i = 0; i < straight.pixels(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const auto value =
          static_cast<std::uint16_t>(std::uint64_t{sample(straight, 4 * i + c)} * sample(straight, 4 * i + 3) / 65535);
      std::memcpy(multiplied.samples.data() + 2 * (4 * i + c), &value, 2);
    }
  }
  const Image image = decode(encode_tiff(multiplied, {.premultiplied = true}), Format::tiff);
  ASSERT_EQ(image.channels, 4U);
  for (std::size_t i = 0; i < straight.pixels(); ++i) {
    if (sample(straight, 4 * i + 3) < 8192) continue;  // little is left to divide
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(sample(image, 4 * i + c), sample(straight, 4 * i + c), 10);
    }
  }
}

File text(const char* contents) { return {contents, contents + std::strlen(contents)}; }

TEST(Pnm, EveryKind) {
  const auto samples = [](const File& file) {
    const Image image = decode(file, Format::pnm);
    std::vector<std::uint32_t> values;
    for (std::size_t i = 0; i < image.pixels() * image.channels; ++i) values.push_back(sample(image, i));
    return values;
  };
  using Values = std::vector<std::uint32_t>;
  EXPECT_EQ(samples(text("P1\n# a comment\n3 1\n101\n")), (Values{0, 0, 0, 255, 255, 255, 0, 0, 0}));
  EXPECT_EQ(samples(text("P2 2 1 4 # max\n 1 4")), (Values{64, 64, 64, 255, 255, 255}));
  EXPECT_EQ(samples(text("P3 1 1 255 1 2 3")), (Values{1, 2, 3}));
  EXPECT_EQ(samples(text("P4 9 1\n\x80\x7f")),
            (Values{0,   0,   0,   255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}));
  EXPECT_EQ(samples(text("P5 2 1 255\n\x41\x42")), (Values{65, 65, 65, 66, 66, 66}));
  EXPECT_EQ(samples(text("P6 1 1 1000\n\x03\xe8\x01\x01\x01\x02")), (Values{65535, 16842, 16908}));
  EXPECT_EQ(samples(text("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n\x41\x42")),
            (Values{65, 65, 65, 66}));
  EXPECT_THROW(samples(text("P2 1 1 4 5")), Error);
  EXPECT_THROW(samples(text("P2 1 1 0 0")), Error);
  EXPECT_THROW(samples(text("P3 1 1 255 1 2")), Error);
  EXPECT_THROW(samples(text("P5 2 1 255\n\x41")), Error);
}

TEST(Bmp, RunLengthsPaletteAndTopDown) {
  const auto header = [](std::int32_t height, std::uint8_t bits, std::uint8_t compression) {
    File file = {'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 14 + 40 + 16, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0};
    for (int i = 0; i < 4; ++i)
      file.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(height) >> (8 * i)));
    file.insert(file.end(), {1, 0, bits, 0, compression, 0, 0, 0});
    file.resize(file.size() + 12);
    file.insert(file.end(), {4, 0, 0, 0, 0, 0, 0, 0});
    file.insert(file.end(), {0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0});  // black, red, green, blue
    return file;
  };
  const auto indices = [](const Image& image) {
    std::string text;
    for (std::size_t i = 0; i < image.pixels(); ++i) {
      const std::uint8_t* p = image.samples.data() + i * image.channels;
      text += image.channels == 4 && p[3] == 0 ? '.' : p[0] ? 'r' : p[1] ? 'g' : p[2] ? 'b' : 'k';
    }
    return text;
  };
  File rle8 = header(2, 8, 1);
  rle8.insert(rle8.end(), {3, 1, 1, 2, 0, 0, 0, 3, 1, 2, 3, 0, 1, 1, 0, 1});  // runs; then a literal of 3
  EXPECT_EQ(indices(decode(rle8, Format::bmp)), "rgbrrrrg");
  File rle4 = header(2, 4, 2);
  rle4.insert(rle4.end(), {4, 0x12, 0, 0, 0, 2, 2, 0, 2, 0x33, 0, 1});  // skips leave holes
  EXPECT_EQ(indices(decode(rle4, Format::bmp)), "..bbrgrg");
  File plain = header(-2, 4, 0);
  plain.insert(plain.end(), {0x01, 0x23, 0, 0, 0x32, 0x10, 0, 0});
  EXPECT_EQ(indices(decode(plain, Format::bmp)), "krgbbgrk");
  plain.back() = 0;
  plain[plain.size() - 4] = 0x42;
  EXPECT_THROW((void)decode_image(plain), Error);
}

TEST(Gif, PalettesAndInterlacing) {
  const std::vector<std::uint8_t> palette = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
  GifFrame frame = {.width = 7, .height = 11};
  for (std::uint32_t i = 0; i < 77; ++i) frame.indices.push_back(static_cast<std::uint8_t>(i * i / 3 % 4));
  const Image image = decode(encode_gif(7, 11, palette, {frame}), Format::gif);
  ASSERT_EQ(image.channels, 3U);
  for (std::size_t i = 0; i < 77; ++i) {
    for (std::size_t c = 0; c < 3; ++c) ASSERT_EQ(image.samples[3 * i + c], palette[3 * frame.indices[i] + c]);
  }
  frame.interlaced = true;
  EXPECT_EQ(largest_difference(decode(encode_gif(7, 11, palette, {frame}), Format::gif), image), 0U);
  frame.transparent = 3;
  EXPECT_EQ(decode(encode_gif(7, 11, palette, {frame}), Format::gif).channels, 4U);
}

TEST(Formats, NamesAndExtensions) {
  EXPECT_EQ(format_name(Format::png), "PNG");
  EXPECT_EQ(format_name(Format::jxl), "JPEG XL");
  EXPECT_EQ(format_of_extension("a/b.JPeG"), Format::jpeg);
  EXPECT_EQ(format_of_extension("x.tar.TIF"), Format::tiff);
  EXPECT_EQ(format_of_extension("x.avif"), Format::heif);
  EXPECT_EQ(format_of_extension("x.jxl"), Format::jxl);
  EXPECT_EQ(format_of_extension("x.txt"), std::nullopt);
  EXPECT_EQ(format_of_extension("png"), std::nullopt);
  EXPECT_TRUE(can_read(Format::gif));
}

}  // namespace
}  // namespace kvant::test
