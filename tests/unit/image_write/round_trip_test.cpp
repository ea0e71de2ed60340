// Every writer against its format's reference decoder, and against kvant's own readers.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/refusal.hpp"
#include "support/sanitized.hpp"
#include "unit/image_write/pictures.hpp"
#include "unit/image_write/reference_decoders.hpp"

namespace kvant::test {
namespace {

struct Size {
  std::uint32_t width;
  std::uint32_t height;
};

constexpr std::uint32_t color_counts[] = {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 1000};
constexpr Kind kinds[] = {Kind::color, Kind::gray, Kind::transparent_entry, Kind::partial_alpha};
// 1 pixel, lines, and widths that fill a byte of 1-, 2- and 4-bit pixels partly, exactly, and by one more.
constexpr Size sizes[] = {{1, 1}, {1, 9}, {9, 1}, {7, 5}, {8, 4}, {15, 3}, {16, 3}, {17, 3}, {33, 31}};

/// Calls check with each picture worth trying.
void for_pictures(const std::function<void(const IndexedImage&)>& check) {
  for (const Kind kind : kinds) {
    for (const std::uint32_t colors : color_counts) {
      if (kind == Kind::gray && colors > 256) continue;
      for (const Size& size : sizes) {
        SCOPED_TRACE(kind_name(kind) + ", " + std::to_string(colors) + " colors, " + std::to_string(size.width) + "x" +
                     std::to_string(size.height));
        check(make_picture(size.width, size.height, colors, kind));
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

void expect_same(const IndexedImage& image, const Decoded& decoded) {
  ASSERT_EQ(decoded.width, image.width);
  ASSERT_EQ(decoded.height, image.height);
  ASSERT_EQ(decoded.pixels, pixels_of(image));
}

void expect_same_when_read_back(const IndexedImage& image, const std::vector<std::uint8_t>& bytes, Format format) {
  const ReadResult result = decode_image(bytes);
  EXPECT_EQ(result.format, format);
  const std::uint32_t channels = result.image.channels;
  std::vector<Color> pixels;
  for (std::size_t i = 0; i < result.image.pixels(); ++i) {
    const std::uint8_t* p = result.image.samples.data() + i * channels;
    pixels.push_back({p[0], p[1], p[2], channels == 4 ? p[3] : std::uint8_t{255}});
  }
  expect_same(image, {result.image.width, result.image.height, pixels});
}

TEST(RoundTrip, Png) {
  constexpr std::array efforts = {1, 5, 7, 10};
  // AddressSanitizer takes three minutes for the encoder's large tables: there each picture has one effort, in turn.
  constexpr std::size_t efforts_each = kSanitized ? 1 : efforts.size();
  std::size_t turn = 0;
  for_pictures([&](const IndexedImage& image) {
    for (std::size_t i = 0; i < efforts_each; ++i) {
      const int effort = efforts[turn++ % efforts.size()];
      SCOPED_TRACE("effort " + std::to_string(effort));
      const std::vector<std::uint8_t> bytes = encode_image(image, Format::png, {.effort = effort});
      expect_same(image, decode_png(bytes));
      expect_same_when_read_back(image, bytes, Format::png);
    }
  });
}

TEST(RoundTrip, PngOfManyColorsAndParts) {
  // More than one part of the compressed stream, and every 16-bit index.
  for (const Kind kind : {Kind::color, Kind::transparent_entry, Kind::partial_alpha}) {
    const IndexedImage image = make_picture(1021, 613, 65536, kind);
    expect_same(image, decode_png(encode_image(image, Format::png, {.effort = 4})));
  }
  const IndexedImage image = make_picture(2049, 1537, 256);
  for (const int effort : {1, 7}) expect_same(image, decode_png(encode_image(image, Format::png, {.effort = effort})));
}

TEST(RoundTrip, PngOfRowsLongerThanAPart) {
  const IndexedImage image = make_picture(2500000, 2, 200);
  expect_same(image, decode_png(encode_image(image, Format::png, {.effort = 2})));
}

TEST(RoundTrip, Webp) {
  for_pictures([&](const IndexedImage& image) {
    const std::vector<std::uint8_t> bytes = encode_image(image, Format::webp, {.effort = 4});
    expect_same(image, decode_webp(bytes));
    expect_same_when_read_back(image, bytes, Format::webp);
  });
}

TEST(RoundTrip, Tiff) {
  for_pictures([&](const IndexedImage& image) {
    const std::vector<std::uint8_t> bytes = encode_image(image, Format::tiff);
    expect_same(image, decode_tiff(bytes));
    expect_same_when_read_back(image, bytes, Format::tiff);
  });
  const IndexedImage large = make_picture(1001, 700, 1000);
  expect_same(large, decode_tiff(encode_image(large, Format::tiff)));
}

TEST(RoundTrip, Bmp) {
  for_pictures([&](const IndexedImage& image) {
    const std::vector<Color> pixels = pixels_of(image);
    // Readers take an alpha channel of zeros alone for one that its writer did not fill.
    if (std::all_of(pixels.begin(), pixels.end(), [](Color c) { return c.a == 0; })) return;
    expect_same_when_read_back(image, encode_image(image, Format::bmp), Format::bmp);
  });
}

TEST(RoundTrip, Pnm) {
  for_pictures([&](const IndexedImage& image) {
    expect_same_when_read_back(image, encode_image(image, Format::pnm), Format::pnm);
  });
}

TEST(RoundTrip, Gif) {
  for (const Kind kind : {Kind::color, Kind::gray, Kind::transparent_entry}) {
    for (const std::uint32_t colors : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 255u, 256u}) {
      for (const Size& size : sizes) {
        SCOPED_TRACE(kind_name(kind) + ", " + std::to_string(colors) + " colors, " + std::to_string(size.width));
        const IndexedImage image = make_picture(size.width, size.height, colors, kind);
        const std::vector<std::uint8_t> bytes = encode_image(image, Format::gif);
        expect_same(image, decode_gif(bytes));
      }
    }
  }
}

TEST(RoundTrip, GifSharesOneTransparentIndex) {
  IndexedImage image{.width = 3, .height = 1, .palette = {{1, 2, 3, 0}, {4, 5, 6, 0}, {7, 8, 9, 255}}, .indices = {}};
  image.indices = Buffer<std::uint8_t>{0, 1, 2};
  const Decoded decoded = decode_gif(encode_image(image, Format::gif));
  EXPECT_EQ(decoded.pixels[0].a, 0);
  EXPECT_EQ(decoded.pixels[1].a, 0);
  EXPECT_EQ(decoded.pixels[2], (Color{7, 8, 9, 255}));
}

TEST(RoundTrip, JpegStaysClose) {
  const IndexedImage image = make_picture(64, 48, 16);
  const std::vector<std::uint8_t> fine = encode_image(image, Format::jpeg, {.quality = 100});
  const std::vector<std::uint8_t> coarse = encode_image(image, Format::jpeg, {.quality = 20});
  EXPECT_LT(coarse.size(), fine.size());
  const Decoded decoded = decode_jpeg(fine);
  const std::vector<Color> expected = pixels_of(image);
  ASSERT_EQ(decoded.pixels.size(), expected.size());
  double error = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    error += std::abs(decoded.pixels[i].r - expected[i].r) + std::abs(decoded.pixels[i].g - expected[i].g) +
             std::abs(decoded.pixels[i].b - expected[i].b);
  }
  EXPECT_LT(error / static_cast<double>(expected.size()), 3 * 1.5);
  for (const Size& size : sizes) {
    for (const Kind kind : {Kind::color, Kind::gray}) {
      const Decoded small = decode_jpeg(encode_image(make_picture(size.width, size.height, 5, kind), Format::jpeg));
      EXPECT_EQ(small.width, size.width);
      EXPECT_EQ(small.height, size.height);
    }
  }
}

TEST(Encode, LeavesOutUnusedColorsAndThePictureAlone) {
  IndexedImage image = make_picture(20, 20, 300);
  auto& indices = std::get<Buffer<std::uint16_t>>(image.indices);
  for (auto& index : indices) index = static_cast<std::uint16_t>(index % 2 == 0 ? 299 : 7);
  const IndexedImage before = image;
  // Two colors of 300 are used: GIF and one bit per pixel will do.
  for (const Format format : {Format::png, Format::gif, Format::webp, Format::tiff, Format::bmp, Format::pnm}) {
    const std::vector<std::uint8_t> bytes = encode_image(image, format);
    expect_same_when_read_back(image, bytes, format);
  }
  EXPECT_EQ(image.palette, before.palette);
  EXPECT_EQ(image.indices, before.indices);
}

TEST(Encode, SameBytesOnAnyNumberOfThreads) {
  const IndexedImage large = make_picture(1500, 1500, 200);
  const IndexedImage small = make_picture(200, 150, 100);
  for (const Format format : {Format::png, Format::webp}) {
    std::vector<std::vector<std::uint8_t>> results;
    for (const unsigned threads : {1U, 4U}) {
      results.push_back(encode_image(small, format, {.threads = threads}));
      if (format == Format::png) results.push_back(encode_image(large, format, {.threads = threads}));
    }
    for (std::size_t i = 0; i < results.size() / 2; ++i) EXPECT_EQ(results[i], results[i + results.size() / 2]);
  }
}

TEST(Encode, RefusesWhatAFormatCannotHold) {
  const auto encode = [](const IndexedImage& image, Format format) {
    return code_of([&] { (void)encode_image(image, format); });
  };
  EXPECT_EQ(encode(make_picture(20, 20, 257), Format::gif), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(20, 20, 9, Kind::partial_alpha), Format::gif), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(20, 20, 9, Kind::transparent_entry), Format::jpeg), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(16384, 1, 2), Format::webp), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(65536, 1, 2), Format::gif), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(65501, 1, 2), Format::jpeg), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(2, 2, 2), Format::heif), ErrorCode::unsupported);
  EXPECT_EQ(encode(make_picture(2, 2, 2), Format::jxl), ErrorCode::unsupported);
  for (const Format format :
       {Format::png, Format::jpeg, Format::webp, Format::gif, Format::tiff, Format::bmp, Format::pnm}) {
    EXPECT_TRUE(can_write(format));
  }
  EXPECT_FALSE(can_write(Format::heif));
  EXPECT_FALSE(can_write(Format::jxl));
}

TEST(Encode, RefusesPicturesThatContradictThemselves) {
  const auto encode = [](const IndexedImage& image) {
    const std::optional<ErrorCode> labels = code_of([&] { (void)encode_labels_png(image); });
    EXPECT_EQ(labels, code_of([&] { (void)encode_labels_npy(image); }));
    EXPECT_EQ(labels, code_of([&] { (void)encode_image(image, Format::png); }));
    return labels;
  };
  IndexedImage no_pixels = make_picture(1, 1, 1);
  no_pixels.width = 0;
  EXPECT_EQ(encode(no_pixels), ErrorCode::invalid_argument);
  IndexedImage too_few = make_picture(4, 4, 2);
  too_few.height = 5;
  EXPECT_EQ(encode(too_few), ErrorCode::invalid_argument);
  IndexedImage no_color = make_picture(4, 4, 2);
  no_color.palette.pop_back();
  EXPECT_EQ(encode(no_color), ErrorCode::invalid_argument);
  IndexedImage no_palette = make_picture(4, 4, 2);
  no_palette.palette.clear();
  EXPECT_EQ(encode(no_palette), ErrorCode::invalid_argument);
}

TEST(Encode, RefusesOptionsOutOfRange) {
  const IndexedImage image = make_picture(4, 4, 2);
  for (const EncodeOptions& options : {EncodeOptions{.effort = 0}, EncodeOptions{.effort = 11},
                                       EncodeOptions{.quality = 0}, EncodeOptions{.quality = 101}}) {
    EXPECT_EQ(code_of([&] { (void)encode_image(image, Format::png, options); }), ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace kvant::test
