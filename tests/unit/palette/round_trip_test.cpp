// What is written is read back: the same colors in the same order, those that repeat and those that no picture uses
// too.
#include <gtest/gtest.h>

#include <string>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

bool holds_alpha(PaletteFormat format) {
  return format == PaletteFormat::hex || format == PaletteFormat::json || format == PaletteFormat::css ||
         format == PaletteFormat::png || format == PaletteFormat::paintnet;
}

/// Adobe's color swatches have names, but their palette has none.
NamedPalette named(NamedPalette palette, PaletteFormat format) {
  if (format == PaletteFormat::aco) palette.name.clear();
  return palette;
}

Palette random_colors(std::size_t count, bool alpha, std::uint32_t seed) {
  test::Random random(seed);
  Palette colors;
  for (std::size_t i = 0; i < count; ++i) {
    // A third are copies of the color before, neighbors in a picture of swatches.
    if (i % 3 == 2) {
      colors.push_back(colors.back());
      continue;
    }
    const auto byte = [&] { return static_cast<std::uint8_t>(random.below(256)); };
    const std::uint8_t r = byte();
    const std::uint8_t g = byte();
    const std::uint8_t b = byte();
    colors.push_back({r, g, b, alpha ? byte() : std::uint8_t{255}});
  }
  return colors;
}

TEST(PaletteRoundTrip, ColorsOfEveryFormatAndSize) {
  std::uint32_t seed = 0;
  for (PaletteFormat format : palette_formats()) {
    for (std::size_t count : {1U, 2U, 15U, 16U, 17U, 255U, 256U, 257U, 1000U, 5000U}) {
      if (format == PaletteFormat::act && count > 256) continue;
      for (bool alpha : {false, true}) {
        if (alpha && !holds_alpha(format)) continue;
        SCOPED_TRACE(std::string(palette_format_name(format)) + ", " + std::to_string(count) + " colors");
        const NamedPalette palette{.colors = random_colors(count, alpha, ++seed)};
        const auto bytes = encode_palette(palette, format);
        EXPECT_EQ(decode_palette(bytes, format), palette);
        EXPECT_EQ(decode_palette(bytes), palette) << "known by its content";
      }
    }
  }
}

TEST(PaletteRoundTrip, TheLargest) {
  const NamedPalette palette{.colors = random_colors(65'536, true, 9)};
  for (PaletteFormat format : {PaletteFormat::hex, PaletteFormat::json, PaletteFormat::css, PaletteFormat::png}) {
    EXPECT_EQ(decode_palette(encode_palette(palette, format)).colors, palette.colors) << palette_format_name(format);
  }
  NamedPalette larger = palette;
  larger.colors.push_back({1, 2, 3, 255});
  EXPECT_THROW((void)encode_palette(larger, PaletteFormat::hex), Error);
}

TEST(PaletteRoundTrip, Names) {
  const NamedPalette palette{.name = "Größe & 色 🎨",
                             .colors = {{1, 2, 3, 255}, {1, 2, 3, 255}, {250, 251, 252, 255}},
                             .names = {"déjà vu", "two words", "#!\"\\"}};
  for (PaletteFormat format : {PaletteFormat::json, PaletteFormat::gpl, PaletteFormat::ase, PaletteFormat::aco}) {
    EXPECT_EQ(decode_palette(encode_palette(palette, format)), named(palette, format)) << palette_format_name(format);
  }
  NamedPalette plain = palette;
  plain.name.clear();
  plain.names = {"brand-red", "_x", "Gray100"};
  EXPECT_EQ(decode_palette(encode_palette(plain, PaletteFormat::css)), plain);
}

TEST(PaletteRoundTrip, SomeNames) {
  const NamedPalette palette{.name = "n", .colors = {{1, 2, 3, 255}, {4, 5, 6, 255}}, .names = {"", "second"}};
  for (PaletteFormat format : {PaletteFormat::json, PaletteFormat::gpl, PaletteFormat::ase, PaletteFormat::aco}) {
    EXPECT_EQ(decode_palette(encode_palette(palette, format)), named(palette, format)) << palette_format_name(format);
  }
}

TEST(PaletteRoundTrip, NamesOfPropertiesAreDifferent) {
  const NamedPalette palette{.colors = {{1, 1, 1, 255}, {2, 2, 2, 255}, {3, 3, 3, 255}, {4, 4, 4, 255}},
                             .names = {"red", "red", "red-2", "色"}};
  const NamedPalette read = decode_palette(encode_palette(palette, PaletteFormat::css));
  EXPECT_EQ(read.colors, palette.colors);
  EXPECT_EQ(read.names, (std::vector<std::string>{"red", "red-2", "red-2-3", "color-4"}));
}

TEST(PaletteRoundTrip, NamesInOneLine) {
  const NamedPalette palette{.name = "a\nb", .colors = {{1, 2, 3, 255}}, .names = {"c\r\n1 2 3\td"}};
  for (PaletteFormat format : {PaletteFormat::json, PaletteFormat::gpl, PaletteFormat::ase, PaletteFormat::aco}) {
    const NamedPalette read = decode_palette(encode_palette(palette, format));
    EXPECT_EQ(read.colors, palette.colors) << palette_format_name(format);
    EXPECT_EQ(read.name, format == PaletteFormat::aco ? "" : "a b") << palette_format_name(format);
    EXPECT_EQ(read.names, std::vector<std::string>{"c  1 2 3 d"}) << palette_format_name(format);
  }
}

TEST(PaletteRoundTrip, NamesThatAreNoUtf8) {
  const NamedPalette palette{.colors = {{1, 2, 3, 255}}, .names = {"caf\xe9 \xed\xa0\x80 \xf0\x9f"}};
  EXPECT_EQ(decode_palette(encode_palette(palette, PaletteFormat::ase)).colors, palette.colors);
  EXPECT_EQ(decode_palette(encode_palette(palette, PaletteFormat::json)).colors, palette.colors);
}

TEST(PaletteRoundTrip, OneTransparentColorOfAColorTable) {
  for (std::size_t place : {0U, 1U, 2U}) {
    NamedPalette palette{.colors = {{1, 2, 3, 255}, {4, 5, 6, 255}, {7, 8, 9, 255}}};
    palette.colors[place] = {0, 0, 0, 0};
    EXPECT_EQ(decode_palette(encode_palette(palette, PaletteFormat::act)), palette);
  }
}

TEST(PaletteRoundTrip, WhatAFormatCannotHoldIsRefused) {
  const auto refused = [](const Palette& colors, PaletteFormat format) {
    try {
      (void)encode_palette({.colors = colors}, format);
      ADD_FAILURE() << palette_format_name(format);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::unsupported) << palette_format_name(format);
    }
  };
  for (PaletteFormat format : {PaletteFormat::gpl, PaletteFormat::ase, PaletteFormat::pal, PaletteFormat::act,
                               PaletteFormat::aco, PaletteFormat::riff}) {
    refused({{1, 2, 3, 128}}, format);
  }
  refused({{1, 2, 3, 0}, {4, 5, 6, 0}}, PaletteFormat::act);
  refused(random_colors(257, false, 1), PaletteFormat::act);
}

TEST(PaletteRoundTrip, ContradictionsAreRefused) {
  for (const NamedPalette& palette : {NamedPalette{}, NamedPalette{.colors = {{}}, .names = {"a", "b"}}}) {
    try {
      (void)encode_palette(palette, PaletteFormat::gpl);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    }
  }
}

}  // namespace
}  // namespace kvant
