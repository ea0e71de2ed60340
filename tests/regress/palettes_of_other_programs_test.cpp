// Palette files that other programs write or read, and kvant refused or took for something else.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "kvant/palette.hpp"
#include "support/bytes.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using namespace std::string_view_literals;

NamedPalette read(std::string_view file, std::optional<PaletteFormat> named = std::nullopt) {
  return decode_palette(test::bytes_of(file), named);
}

TEST(Regress, AlphaOfAseprite) {
  const NamedPalette palette = read(
      "GIMP Palette\nChannels: RGBA\n#\n  0   0   0   0 Transparent\n254  91  89 255\n247 165  71 255 \n243 206  82 "
      "128 "
      "Yellow\n");
  EXPECT_EQ(palette.colors, (Palette{{0, 0, 0, 0}, {254, 91, 89, 255}, {247, 165, 71, 255}, {243, 206, 82, 128}}));
  EXPECT_EQ(palette.names, (std::vector<std::string>{"Transparent", "", "", "Yellow"}));
  EXPECT_EQ(read("GIMP Palette\n1 2 3 100\n").names, std::vector<std::string>{"100"}) << "no alpha without Channels";
  EXPECT_EQ(read("JASC-PAL\r\n0100\r\n2\r\n1 2 3 4\r\n5 6 7\r\n").colors, (Palette{{1, 2, 3, 4}, {5, 6, 7, 255}}));
}

TEST(Regress, PaintNet) {
  const NamedPalette palette =
      read(";paint.net Palette File\n;Palette Name: Foo\n;Colors: 2\nFF2c2137\n80764462 ; half\n");
  EXPECT_EQ(palette.name, "Foo");
  EXPECT_EQ(palette.colors, (Palette{{0x2c, 0x21, 0x37, 255}, {0x76, 0x44, 0x62, 0x80}}));
  EXPECT_EQ(read("FF2c2137\nFF764462\n").colors.front(), (Color{0x2c, 0x21, 0x37, 255})) << "without comments";
  EXPECT_EQ(read("2c2137FF\n764462FF\n").colors.front(), (Color{0x2c, 0x21, 0x37, 255})) << "alpha last";
}

TEST(Regress, RiffPalette) {
  const Palette expected = {{255, 0, 0, 255}, {0, 255, 0, 255}};
  EXPECT_EQ(read("RIFF\x18\0\0\0PAL data\x0c\0\0\0\0\3\2\0\xff\0\0\0\0\xff\0\0"sv).colors, expected);
  EXPECT_EQ(read("RIFF\x22\0\0\0PAL plth\1\0\0\0!\0data\x0c\0\0\0\0\3\2\0\xff\0\0\0\0\xff\0\0"sv).colors, expected);
}

TEST(Regress, AdobeSwatches) {
  // One color of each space that is read: RGB, HSB, CMYK, Lab, grayscale.
  constexpr std::string_view kColors =
      "\0\0\xff\xff\x80\x80\0\0\0\0"
      "\0\1\x55\x55\xff\xff\xff\xff\0\0"
      "\0\2\0\0\xff\xff\xff\xff\xff\xff"
      "\0\7\x27\x10\0\0\0\0\0\0"
      "\0\x08\x13\x88\0\0\0\0\0\0"sv;
  const Palette expected = {
      {255, 128, 0, 255}, {0, 255, 0, 255}, {0, 255, 255, 255}, {255, 255, 255, 255}, {128, 128, 128, 255}};
  const std::string first = std::string("\0\1\0\5"sv) + std::string(kColors);
  EXPECT_EQ(read(first).colors, expected);
  std::string named = first + std::string("\0\2\0\1\0\0\x01\x01\x02\x02\x03\x03\0\0\0\0\0\2\0R\0\0"sv);
  EXPECT_EQ(read(named), (NamedPalette{.colors = {{1, 2, 3, 255}}, .names = {"R"}})) << "version 2 has the names";
}

// It was refused, though its colors are there.
TEST(Regress, AdobeSwatchesThatEndWithinNames) {
  const std::string first("\0\1\0\2\0\0\1\1\2\2\3\3\0\0\0\0\4\4\5\5\6\6\0\0"sv);
  const std::string second("\0\2\0\2\0\0\1\1\2\2\3\3\0\0\0\0\0\2\0R\0\0\0\0\4\4\5\5\6\6\0\0\0\0\0\2\0G\0\0"sv);
  const Palette expected = {{1, 2, 3, 255}, {4, 5, 6, 255}};
  EXPECT_EQ(read(first), (NamedPalette{.colors = expected}));
  EXPECT_EQ(read(first + second), (NamedPalette{.colors = expected, .names = {"R", "G"}}));
  for (std::size_t size = 1; size < second.size(); ++size) {
    const NamedPalette cut = read(first + second.substr(0, size), PaletteFormat::aco);
    EXPECT_EQ(cut.colors, expected) << size;
    EXPECT_TRUE(cut.names.empty()) << size;
    EXPECT_EQ(cut.warning, "it ends early, within the names of its colors, which were left out") << size;
    test::expect_error([&] { (void)read(second.substr(0, size), PaletteFormat::aco); }, ErrorCode::corrupt,
                       "ends early");
  }
}

// It is no color to draw with, as "currentColor" is none; that in hex is one that was chosen.
TEST(Regress, CssThatIsTransparent) {
  const NamedPalette palette =
      read(":root { --none: transparent; --glass: #12345600; --ink: #010203; --text: currentColor }");
  EXPECT_EQ(palette, (NamedPalette{.colors = {{0x12, 0x34, 0x56, 0}, {1, 2, 3, 255}}, .names = {"glass", "ink"}}));
}

TEST(Regress, CssThatRepeatsNames) {
  EXPECT_EQ(
      read("/* CSS HEX */\n--charcoal: #264653ff;\n--sea: #2a9d8fff;\n\n/* CSS HSL */\n--charcoal: hsla(197, 37%, "
           "24%, 1);\n"),
      (NamedPalette{.colors = {{0x26, 0x46, 0x53, 255}, {0x2a, 0x9d, 0x8f, 255}}, .names = {"charcoal", "sea"}}));
  EXPECT_EQ(read("--a: hsl(0 0% 0%); --a: #000; --a: #000").colors.size(), 1U) << "whichever comes first";
  EXPECT_EQ(read("--a: #000 } .dark { --a: #fff }").colors.size(), 2U) << "another color of the name is kept";
}

TEST(Regress, ModelsOfSwatchExchange) {
  const Palette gray = {{128, 128, 128, 255}};
  EXPECT_EQ(read("ASEF\0\1\0\0\0\0\0\1\0\1\0\0\0\x10\0\2\0n\0\0GRAY?\0\0\0\0\2"sv).colors, gray);
  EXPECT_EQ(read("ASEF\0\1\0\0\0\0\0\1\0\1\0\0\0\x18\0\2\0n\0\0rgb ?\0\0\0?\0\0\0?\0\0\0\0\2"sv).colors, gray);
  EXPECT_EQ(read("ASEF\0\1\0\0\0\0\0\1\0\1\0\0\0\x18\0\2\0n\0\0LAB ?\0\0\0\0\0\0\0\0\0\0\0\0\2"sv).colors,
            (Palette{{119, 119, 119, 255}}));
}

TEST(Regress, CountsOfColorTables) {
  std::vector<std::uint8_t> file(772);
  const auto size_of = [&](std::uint8_t high, std::uint8_t low, std::uint8_t transparent) {
    file[768] = high;
    file[769] = low;
    file[771] = transparent;
    const Palette colors = decode_palette(file, PaletteFormat::act).colors;
    for (const Color& color : colors) EXPECT_EQ(color.a, &color - colors.data() == transparent ? 0 : 255);
    return colors.size();
  };
  EXPECT_EQ(size_of(0, 16, 200), 16U) << "the transparent color is none of them";
  EXPECT_EQ(size_of(0, 0, 200), 256U);
  EXPECT_EQ(size_of(1, 1, 3), 256U);
}

TEST(Regress, ColorsInAnyJsonObject) {
  const NamedPalette palette = read(
      R"({"wallpaper": "x.jpg", "alpha": "100", "special": {"background": "#101418"}, "colors": {"color0": "#c05040"},
          "tokens": {"red": {"$value": "#f00", "type": "color"}}, "more": [{"name": "sea", "color": "#00f"}]})");
  EXPECT_EQ(palette.colors,
            (Palette{{0x10, 0x14, 0x18, 255}, {0xc0, 0x50, 0x40, 255}, {255, 0, 0, 255}, {0, 0, 255, 255}}));
  EXPECT_EQ(palette.names, (std::vector<std::string>{"background", "color0", "red", "sea"}));
}

TEST(Regress, JsonObjectOfHexWithoutMark) {
  const NamedPalette palette = read(R"({"Charcoal": "264653", "Persian Green": "2a9d8f", "year": "2020"})");
  EXPECT_EQ(palette.colors, (Palette{{0x26, 0x46, 0x53, 255}, {0x2a, 0x9d, 0x8f, 255}}));
  EXPECT_EQ(palette.names, (std::vector<std::string>{"Charcoal", "Persian Green"}));
}

// Found by fuzzing: what has that at this place was taken for a PNG whose signature is damaged.
TEST(Regress, AColorOfTheNameOfAChunkOfPng) {
  EXPECT_EQ(read(":root { --IHDR: #ff8800; }").colors, (Palette{{255, 136, 0, 255}}));
}

TEST(Regress, SemicolonsBetweenColors) {
  EXPECT_EQ(parse_colors("#000;#fff; 010203").size(), 3U);
  EXPECT_EQ(read("#000;\n#fff;\n").colors.size(), 2U);
}

TEST(Regress, CssColorsThatWereLost) {
  EXPECT_EQ(read(":root{--a:Red;--b:#ff00a0 !important;--c:#010203!IMPORTANT;--d:rebeccapurple}"),
            (NamedPalette{.colors = {{255, 0, 0, 255}, {255, 0, 160, 255}, {1, 2, 3, 255}, {0x66, 0x33, 0x99, 255}},
                          .names = {"a", "b", "c", "d"}}));
  EXPECT_EQ(read("--sel: #main; --a: #010203; --gap: 4px").colors.size(), 1U) << "an element is no color";
  for (const char* lost : {"RGB(1,2,3)", "rgb(1,2,3)", "color-mix(in srgb,red,blue)", "light-dark(#000,#fff)"}) {
    const std::string file = ":root{--a:" + std::string(lost) + ";--b:#ff00a0}";
    test::expect_error([&] { (void)read(file); }, ErrorCode::unsupported, lost);
  }
}

TEST(Regress, JsonListsOfOtherShapes) {
  const Palette expected = {{1, 2, 3, 255}, {255, 0, 160, 255}};
  const NamedPalette named = {.colors = expected, .names = {"a", "b"}};
  const std::string list = R"([{"name":"a","value":"#010203"},{"name":"b","color":"#ff00a0"}])";
  EXPECT_EQ(read(list), named);
  EXPECT_EQ(read(R"({"colors":)" + list + "}"), named);
  EXPECT_EQ(read(R"([["#010203","#ff00a0"]])").colors, expected);
  EXPECT_EQ(read(R"({"name":"facade","a":"010203","b":"ff00a0"})").colors, expected) << "its name is no color";
  test::expect_error([] { (void)read(R"(["#010203", {"name": "b"}])"); }, ErrorCode::corrupt, "color 2 is neither");
}

TEST(Regress, EndsOfTextPalettes) {
  const Palette expected = {{1, 2, 3, 255}, {4, 5, 6, 255}};
  for (const std::string_view end : {"\0"sv, "\x1a"sv, "\x1a\0\0"sv}) {
    EXPECT_EQ(read("GIMP Palette\n1 2 3\n4 5 6\n" + std::string(end)).colors, expected);
    EXPECT_EQ(read("JASC-PAL\r\n0100\r\n2\r\n1 2 3\r\n\r\n4 5 6\r\n" + std::string(end)).colors, expected);
  }
}

TEST(Regress, HexListsAsProgramsWriteThem) {
  const Palette expected = {{1, 2, 3, 255}, {255, 0, 160, 255}};
  EXPECT_EQ(read("# my palette\n0x010203\n0XFF00A0\n").colors, expected);
  EXPECT_EQ(read("\"#010203\",\n'ff00a0'\n").colors, expected);
}

TEST(Regress, RoundedValuesOfSwatchExchange) {
  // 1.0000001, -1e-8 and 0.5.
  EXPECT_EQ(read("ASEF\0\1\0\0\0\0\0\1\0\1\0\0\0\x18\0\2\0n\0\0RGB \x3f\x80\0\1\xb2\x2b\xcc\x77?\0\0\0\0\2"sv).colors,
            (Palette{{255, 0, 128, 255}}));
}

TEST(Regress, SizesAndPaddingOfPalettes) {
  const Palette expected = {{255, 0, 0, 255}, {0, 255, 0, 255}};
  for (const char size : {'\x08', '\0'}) {
    std::string file("RIFF\x18\0\0\0PAL data\x0c\0\0\0\0\3\2\0\xff\0\0\0\0\xff\0\0"sv);
    file[16] = size;
    EXPECT_EQ(read(file).colors, expected);
  }
  EXPECT_EQ(read("\0\1\0\1\0\0\1\1\2\2\3\3\0\0\0\0\0\0"sv).colors, (Palette{{1, 2, 3, 255}})) << "swatches, then zeros";
}

TEST(Regress, MarksAtBothEndsOfAPalette) {
  const Palette expected = {{1, 2, 3, 255}};
  for (const std::string_view end : {""sv, "\x1a"sv, "\0"sv, "\r\n\x1a"sv}) {
    for (const std::string_view palette : {"GIMP Palette\n1 2 3\n"sv, "JASC-PAL\n0100\n1\n1 2 3\n"sv}) {
      EXPECT_EQ(read("\xef\xbb\xbf" + std::string(palette) + std::string(end)).colors, expected);
    }
  }
}

}  // namespace
}  // namespace kvant
