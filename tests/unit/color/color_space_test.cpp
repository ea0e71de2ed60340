#include "color/color_space.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "color/srgb_transfer.hpp"
#include "support/wide_colors.hpp"
#include "unit/color/simd_targets.hpp"

namespace kvant {
namespace {

using test::byte;
using test::wide;

constexpr std::array all_spaces = {Space::srgb, Space::linear, Space::oklab};

struct Coordinates {
  std::vector<float> c0, c1, c2, alpha;
};

Coordinates coordinates_of(Space space, const std::vector<Rgba16>& colors, bool with_alpha = false) {
  const std::size_t n = colors.size();
  Coordinates c{std::vector<float>(n), std::vector<float>(n), std::vector<float>(n),
                std::vector<float>(with_alpha ? n : 0)};
  to_space(space, colors, c.c0, c.c1, c.c2, c.alpha);
  return c;
}

std::vector<Rgba16> grays() {
  std::vector<Rgba16> colors;
  for (std::uint32_t v = 0; v < 256; ++v) colors.push_back(wide({byte(v), byte(v), byte(v), 255}));
  return colors;
}

std::vector<Rgba16> random_8_bit(std::size_t n, bool with_alpha) {
  std::mt19937 generator(7);
  std::vector<Rgba16> colors;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = static_cast<std::uint32_t>(generator());
    colors.push_back(wide({byte(bits), byte(bits >> 8), byte(bits >> 16), with_alpha ? byte(bits >> 24) : byte(255)}));
  }
  return colors;
}

std::vector<Rgba16> random_16_bit(std::size_t n) {
  std::mt19937_64 generator(8);
  std::vector<Rgba16> colors;
  for (std::size_t i = 0; i < n; ++i) colors.push_back(std::bit_cast<Rgba16>(std::uint64_t{generator()}));
  return colors;
}

double decode_by_pow(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }

// 64-bit FNV-1a of the coordinates' bits.
std::uint64_t hash_of(const Coordinates& c) {
  std::uint64_t hash = 14695981039346656037u;
  for (const auto* channel : {&c.c0, &c.c1, &c.c2, &c.alpha}) {
    for (float value : *channel) hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211u;
  }
  return hash;
}

// Every 17th of the 2^24 opaque 8-bit colors.
std::vector<Rgba16> every_17th_color() {
  std::vector<Rgba16> colors;
  for (std::uint32_t v = 0; v < (1u << 24); v += 17) {
    colors.push_back(wide({byte(v >> 16), byte(v >> 8), byte(v), 255}));
  }
  return colors;
}

TEST(SrgbTransfer, AgreesWithPow) {
  for (int i = 0; i <= 65535; ++i) {
    const double v = i / 65535.0;
    ASSERT_NEAR(srgb_decode(v), decode_by_pow(v), 1e-14 * decode_by_pow(v)) << i;
  }
}

TEST(SrgbTransfer, TablesAgreeAndRise) {
  const auto table8 = srgb_decode_table_8();
  const auto table16 = srgb_decode_table_16();
  for (std::size_t v = 0; v < 256; ++v) ASSERT_EQ(table8[v], table16[257 * v]) << v;
  for (std::size_t v = 1; v < 65536; ++v) ASSERT_LT(table16[v - 1], table16[v]) << v;
  EXPECT_EQ(table16[0], 0.0f);
  EXPECT_EQ(table16[65535], 1.0f);
}

TEST(SrgbTransfer, EncodeIsNearestInTheEncodedDomain) {
  for (int i = 0; i <= 100000; ++i) {
    const double encoded = i / 100000.0;
    const double scaled = encoded * 255.0;
    if (std::abs(scaled - std::floor(scaled) - 0.5) < 1e-9) continue;  // a tie to within rounding
    ASSERT_EQ(srgb_encode_8(decode_by_pow(encoded)), std::lround(scaled)) << i;
  }
  EXPECT_EQ(srgb_encode_8(-0.5), 0);
  EXPECT_EQ(srgb_encode_8(1.5), 255);
}

TEST(ColorSpace, SrgbOf8BitIsExact) {
  const auto colors = grays();
  for (bool with_alpha : {false, true}) {
    const auto c = coordinates_of(Space::srgb, colors, with_alpha);
    for (std::size_t v = 0; v < 256; ++v) {
      ASSERT_EQ(c.c0[v], static_cast<float>(v));
      ASSERT_EQ(c.c1[v], static_cast<float>(v));
      ASSERT_EQ(c.c2[v], static_cast<float>(v));
    }
  }
}

TEST(ColorSpace, WhiteIs255AndBlackIs0) {
  for (Space space : all_spaces) {
    const auto c = coordinates_of(space, grays());
    EXPECT_EQ(c.c0[0], 0.0f);
    EXPECT_EQ(c.c1[0], 0.0f);
    EXPECT_EQ(c.c2[0], 0.0f);
    EXPECT_NEAR(c.c0[255], 255.0f, 1e-4f) << space_name(space);
    EXPECT_NEAR(c.c1[255], space == Space::oklab ? 0.0f : 255.0f, 1e-4f) << space_name(space);
    EXPECT_NEAR(c.c2[255], space == Space::oklab ? 0.0f : 255.0f, 1e-4f) << space_name(space);
  }
}

TEST(ColorSpace, AgreesWithTheLibrarysPowAndCbrt) {
  auto colors = random_8_bit(20000, false);
  const auto more = random_16_bit(20000);
  // Apart, so that both the 8-bit and the 16-bit path are taken.
  for (const auto& part : {colors, more}) {
    const auto linear = coordinates_of(Space::linear, part);
    const auto oklab = coordinates_of(Space::oklab, part);
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double r = decode_by_pow(part[i].r / 65535.0);
      const double g = decode_by_pow(part[i].g / 65535.0);
      const double b = decode_by_pow(part[i].b / 65535.0);
      ASSERT_NEAR(linear.c0[i], 255 * r, 1e-6 * 255 * r);
      ASSERT_NEAR(linear.c1[i], 255 * g, 1e-6 * 255 * g);
      ASSERT_NEAR(linear.c2[i], 255 * b, 1e-6 * 255 * b);
      const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
      const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
      const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
      const double L = 255 * (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s);
      // a and b are differences of terms as large as L: relative to those.
      ASSERT_NEAR(oklab.c0[i], L, 1e-6 * L);
      ASSERT_NEAR(oklab.c1[i], 510 * (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s), 2e-6 * L);
      ASSERT_NEAR(oklab.c2[i], 510 * (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s), 2e-6 * L);
    }
  }
}

TEST(ColorSpace, GraysRise) {
  std::vector<Rgba16> colors;
  for (std::uint32_t v = 0; v < 65536; ++v) {
    const auto gray = static_cast<std::uint16_t>(v);
    colors.push_back({gray, gray, gray, 65535});
  }
  for (Space space : all_spaces) {
    const auto c = coordinates_of(space, colors);
    for (std::size_t v = 1; v < colors.size(); ++v) ASSERT_LT(c.c0[v - 1], c.c0[v]) << space_name(space) << v;
  }
}

TEST(ColorSpace, RoundTripIsExact) {
  for (Space space : all_spaces) {
    for (const auto& colors : {grays(), random_8_bit(100000, false)}) {
      const auto c = coordinates_of(space, colors);
      for (std::size_t i = 0; i < colors.size(); ++i) {
        const std::array<float, 3> x = {c.c0[i], c.c1[i], c.c2[i]};
        ASSERT_EQ(wide(from_space(space, x.data(), false)), colors[i]) << space_name(space) << i;
      }
    }
  }
}

TEST(ColorSpace, RoundTripWithAlphaIsExact) {
  for (Space space : all_spaces) {
    const auto colors = random_8_bit(100000, true);
    const auto c = coordinates_of(space, colors, true);
    for (std::size_t i = 0; i < colors.size(); ++i) {
      const std::array<float, 4> x = {c.c0[i], c.c1[i], c.c2[i], c.alpha[i]};
      const Rgba16 expected = colors[i].a == 0 ? Rgba16{0, 0, 0, 0} : colors[i];
      ASSERT_EQ(wide(from_space(space, x.data(), true)), expected) << space_name(space) << i;
    }
  }
}

TEST(ColorSpace, AlphaPremultiplies) {
  const std::vector<Rgba16> colors = {{65535, 0, 257 * 51, 257 * 51}};
  const auto c = coordinates_of(Space::srgb, colors, true);
  EXPECT_FLOAT_EQ(c.c0[0], 51.0f);
  EXPECT_EQ(c.c1[0], 0.0f);
  EXPECT_FLOAT_EQ(c.c2[0], 10.2f);
  EXPECT_EQ(c.alpha[0], 51.0f);
}

TEST(ColorSpace, TransparentHasNoColor) {
  const std::vector<Rgba16> colors = {{65535, 1234, 0, 0}};
  for (Space space : all_spaces) {
    const auto c = coordinates_of(space, colors, true);
    EXPECT_EQ(std::abs(c.c0[0]) + std::abs(c.c1[0]) + std::abs(c.c2[0]) + c.alpha[0], 0.0f);
    const std::array<float, 4> nearly = {0.1f, 0.1f, 0.1f, 0.4f};
    EXPECT_EQ(from_space(space, nearly.data(), true), (Color{0, 0, 0, 0}));
  }
}

TEST(ColorSpace, OutOfGamutIsClamped) {
  const std::array<float, 4> below = {-20.0f, 300.0f, 128.4f, 300.0f};
  EXPECT_EQ(from_space(Space::srgb, below.data(), false), (Color{0, 255, 128, 255}));
  EXPECT_EQ(from_space(Space::linear, below.data(), false).r, 0);
  EXPECT_EQ(from_space(Space::linear, below.data(), false).g, 255);
  EXPECT_EQ(from_space(Space::srgb, below.data(), true).a, 255);
  const std::array<float, 3> greener_than_green = {220.0f, -120.0f, 80.0f};
  const Color green = from_space(Space::oklab, greener_than_green.data(), false);
  EXPECT_EQ(green.r, 0);
  EXPECT_EQ(green.g, 255);
}

TEST(ColorSpace, EmptyAndOddSizes) {
  const auto all = random_16_bit(1100);
  for (Space space : all_spaces) {
    const auto whole = coordinates_of(space, all, true);
    for (std::size_t n : {0, 1, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 511, 512, 513, 1025}) {
      const auto part = coordinates_of(space, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)}, true);
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(part.c0[i], whole.c0[i]);
        ASSERT_EQ(part.c1[i], whole.c1[i]);
        ASSERT_EQ(part.c2[i], whole.c2[i]);
        ASSERT_EQ(part.alpha[i], whole.alpha[i]);
      }
    }
  }
}

// The recorded bits: a compiler, library or machine that changes one float changes these.
TEST(ColorSpace, BitsAreTheRecordedOnes) {
  const auto opaque = every_17th_color();
  const auto deep = random_16_bit(100000);
  on_every_simd_target([&](const char* name) {
    EXPECT_EQ(hash_of(coordinates_of(Space::srgb, opaque)), 7151882497259789029u) << name;
    EXPECT_EQ(hash_of(coordinates_of(Space::linear, opaque)), 11843049754160433396u) << name;
    EXPECT_EQ(hash_of(coordinates_of(Space::oklab, opaque)), 10504030696499313167u) << name;
    EXPECT_EQ(hash_of(coordinates_of(Space::srgb, deep, true)), 239924925306283359u) << name;
    EXPECT_EQ(hash_of(coordinates_of(Space::linear, deep, true)), 10819986622042109688u) << name;
    EXPECT_EQ(hash_of(coordinates_of(Space::oklab, deep, true)), 3710408765509584481u) << name;
  });
}

}  // namespace
}  // namespace kvant
