// Pictures that are written with all their colors: JPEG and lossy WebP.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/differences.hpp"

namespace kvant {
namespace {

using test::mean_difference;

/// Smooth, so that little is lost.
Image gradient(std::uint32_t channels, std::uint32_t depth) {
  Image image{48, 32, channels, depth, {}};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      for (std::uint32_t c = 0; c < channels; ++c) {
        const auto v = static_cast<std::uint16_t>(c == 3 ? 255 - y : 60 + 2 * x + y * c);
        if (depth == 8) {
          image.samples.push_back(static_cast<std::uint8_t>(v));
        } else {
          const auto wide = static_cast<std::uint16_t>(v * 257);
          image.samples.resize(image.samples.size() + 2);
          std::memcpy(image.samples.data() + image.samples.size() - 2, &wide, 2);
        }
      }
    }
  }
  return image;
}

TEST(EncodeLossy, ComesNearToThePicture) {
  for (Format format : {Format::jpeg, Format::webp}) {
    const Image image = gradient(3, 8);
    const ReadResult read = decode_image(encode_lossy(image, format, {.quality = 95}));
    EXPECT_EQ(read.format, format);
    ASSERT_EQ(read.image.samples.size(), image.samples.size());
    EXPECT_LT(mean_difference(read.image, image), 2.5);
  }
}

TEST(EncodeLossy, RoundsSixteenBits) {
  for (Format format : {Format::jpeg, Format::webp}) {
    EXPECT_EQ(encode_lossy(gradient(3, 16), format), encode_lossy(gradient(3, 8), format));
  }
}

TEST(EncodeLossy, QualityAndColorResolution) {
  const Image image = gradient(3, 8);
  for (Format format : {Format::jpeg, Format::webp}) {
    EXPECT_LT(encode_lossy(image, format, {.quality = 20}).size(), encode_lossy(image, format, {.quality = 95}).size());
  }
  // The sampling factors of the first component, in the frame header (SOF0 or SOF2).
  const auto sampling = [&](int quality) {
    const auto bytes = encode_lossy(image, Format::jpeg, {.quality = quality});
    for (std::size_t i = 0; i + 11 < bytes.size(); ++i) {
      if (bytes[i] == 0xFF && (bytes[i + 1] == 0xC0 || bytes[i + 1] == 0xC2)) return int{bytes[i + 11]};
    }
    return 0;
  };
  EXPECT_EQ(sampling(89), 0x22);
  EXPECT_EQ(sampling(90), 0x11);
}

TEST(EncodeLossy, KeepsTransparencyInWebPOnly) {
  const Image image = gradient(4, 8);
  const ReadResult read = decode_image(encode_lossy(image, Format::webp, {.quality = 95}));
  ASSERT_EQ(read.image.channels, 4U);
  for (std::size_t i = 3; i < image.samples.size(); i += 4) EXPECT_EQ(read.image.samples[i], image.samples[i]);
  EXPECT_THROW((void)encode_lossy(image, Format::jpeg), Error);
}

TEST(EncodeLossy, RefusesWhatItCannotWrite) {
  const auto code = [](const Image& image, Format format, const EncodeOptions& options) {
    try {
      (void)encode_lossy(image, format, options);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::io;
  };
  EXPECT_EQ(code(gradient(3, 8), Format::png, {}), ErrorCode::unsupported);
  EXPECT_EQ(code(gradient(3, 8), Format::jpeg, {.quality = 0}), ErrorCode::invalid_argument);
  EXPECT_EQ(code(gradient(3, 8), Format::jpeg, {.effort = 11}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({}, Format::jpeg, {}), ErrorCode::invalid_argument);
  Image wide{70'000, 1, 3, 8, {}};
  wide.samples.resize(70'000 * 3);
  EXPECT_EQ(code(wide, Format::jpeg, {}), ErrorCode::unsupported);
  EXPECT_EQ(code(wide, Format::webp, {}), ErrorCode::unsupported);
}

}  // namespace
}  // namespace kvant
