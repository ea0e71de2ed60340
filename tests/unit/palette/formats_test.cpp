// The formats as others write and read them: bytes made by hand from their descriptions, and libpng.
#include <gtest/gtest.h>
#include <png.h>

#include <cstring>
#include <initializer_list>
#include <string>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "kvant/palette.hpp"
#include "support/bytes.hpp"

namespace kvant {
namespace {

using Bytes = std::vector<std::uint8_t>;

using test::bytes_of;
using test::text_of;

NamedPalette read(std::string_view text) { return decode_palette(bytes_of(text)); }

const Palette two = {{0xf0, 0x0a, 0x05, 255}, {0, 255, 128, 255}};

TEST(PaletteText, Colors) {
  EXPECT_EQ(parse_color("#1a2B3c"), (Color{0x1a, 0x2b, 0x3c, 255}));
  EXPECT_EQ(parse_color("#f0a"), (Color{255, 0, 0xaa, 255}));
  EXPECT_EQ(parse_color("#f0a8"), (Color{255, 0, 0xaa, 0x88}));
  EXPECT_EQ(parse_color("01020304"), (Color{1, 2, 3, 4}));
  for (const char* text :
       {"", "#", "#1", "#12", "#12345", "#1234567", "#123456789", "##123", "#12g", "red", "0x112233"}) {
    EXPECT_EQ(parse_color(text), std::nullopt) << text;
  }
  EXPECT_EQ(hex({1, 2, 255, 255}), "#0102ff");
  EXPECT_EQ(hex({1, 2, 255, 0}), "#0102ff00");
}

TEST(PaletteText, Hex) {
  const Palette expected = {{0, 0, 0, 255}, {255, 255, 255, 255}};
  EXPECT_EQ(read("#000,#fff").colors, expected);
  EXPECT_EQ(read("\xef\xbb\xbf\n 000000 ,\r\n\tFFFFFF,\n").colors, expected) << "with a byte order mark";
  EXPECT_EQ(text_of(encode_palette({.colors = {{1, 2, 3, 255}, {1, 2, 3, 4}}}, PaletteFormat::hex)),
            "#010203\n#01020304\n");
}

TEST(PaletteText, Json) {
  EXPECT_EQ(read(R"(["#f00a05", "00ff80"])").colors, two);
  EXPECT_EQ(read(R"({"palette": [{"hex": "#f00a05", "pixels": 3}, {"hex": "#00ff80"}], "colors": 2})").colors, two)
      << "what kvant --json prints";
  const NamedPalette named = read(R"({"name": "N", "colors": [{"hex": "#f00a05", "name": "a"}, "#00ff80"]})");
  EXPECT_EQ(named, (NamedPalette{.name = "N", .colors = two, .names = {"a", ""}}));
}

TEST(PaletteText, Css) {
  const NamedPalette palette = read(
      "/* --not: #123456; */\n"
      ":root{--primary:#F00A05;--gap: 4px;\n  --second :  #00ff80}\n"
      ".button { color: var(--primary); border-color: #fff; --x--y: none }");
  EXPECT_EQ(palette, (NamedPalette{.colors = two, .names = {"primary", "second"}}));
  EXPECT_EQ(text_of(encode_palette({.colors = two}, PaletteFormat::css)),
            ":root {\n  --color-1: #f00a05;\n  --color-2: #00ff80;\n}\n");
}

TEST(PaletteText, Gimp) {
  const std::string file =
      "GIMP Palette\r\nName: Two \r\nColumns: 4\r\n#\r\n240  10   5\tRed  \r\n\r\n# no\r\n0 255 128\r\n";
  EXPECT_EQ(read(file), (NamedPalette{.name = "Two", .colors = two, .names = {"Red", ""}}));
  EXPECT_EQ(read("GIMP Palette\n240 10 5\n0 255 128\n").colors, two) << "the old kind without a name";
  EXPECT_EQ(text_of(encode_palette({.name = "T", .colors = two, .names = {"Red", ""}}, PaletteFormat::gpl)),
            "GIMP Palette\nName: T\n#\n240  10   5\tRed\n  0 255 128\t#00ff80\n");
  const std::string nameless = "GIMP Palette\nName: Untitled\n#\n240  10   5\t#f00a05\n  0 255 128\t#00ff80\n";
  EXPECT_EQ(text_of(encode_palette({.colors = two}, PaletteFormat::gpl)), nameless) << "Krita demands the line";
  EXPECT_EQ(read(nameless), (NamedPalette{.colors = two}));
}

TEST(PaletteText, Jasc) {
  const std::string file = "JASC-PAL\r\n0100\r\n2\r\n240 10 5\r\n0 255 128\r\n";
  EXPECT_EQ(read(file).colors, two);
  EXPECT_EQ(text_of(encode_palette({.colors = two}, PaletteFormat::pal)), file);
}

TEST(PaletteBinary, ColorTable) {
  Bytes file(772);
  const Bytes entries = {0xf0, 0x0a, 0x05, 0, 255, 128};
  std::copy(entries.begin(), entries.end(), file.begin());
  file[769] = 2;
  file[770] = file[771] = 0xff;
  EXPECT_EQ(decode_palette(file).colors, two);
  EXPECT_EQ(encode_palette({.colors = two}, PaletteFormat::act), file);
  file[770] = 0;
  file[771] = 1;
  EXPECT_EQ(decode_palette(file).colors, (Palette{two[0], {0, 255, 128, 0}}));
  file.resize(768);
  EXPECT_EQ(decode_palette(file).colors.size(), 256U) << "without the number of colors all count";
  // Bytes that could be text are a color table if the file's name says so.
  const Bytes letters(768, 'a');
  EXPECT_EQ(decode_palette(letters, PaletteFormat::act).colors, Palette(256, Color{97, 97, 97, 255}));
}

class SwatchFile {
 public:
  SwatchFile() { text("ASEF").number(1, 2).number(0, 2); }
  SwatchFile& number(std::uint32_t value, int size) {
    for (int i = size - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  SwatchFile& text(std::string_view letters) {
    bytes.insert(bytes.end(), letters.begin(), letters.end());
    return *this;
  }
  SwatchFile& color(char name, std::string_view model, std::initializer_list<float> values) {
    number(1, 2).number(static_cast<std::uint32_t>(6 + 4 + 4 * values.size() + 2), 4);
    number(2, 2).number(static_cast<std::uint32_t>(name), 2).number(0, 2).text(model);
    for (float value : values) {
      std::uint32_t bits = 0;
      std::memcpy(&bits, &value, 4);
      number(bits, 4);
    }
    return number(0, 2);
  }
  Bytes bytes;
};

TEST(PaletteBinary, SwatchExchange) {
  SwatchFile file;
  file.number(6, 4);
  file.number(0xC001, 2).number(6, 4).number(2, 2).number('G', 2).number(0, 2);
  file.color('a', "RGB ", {240 / 255.0F, 10 / 255.0F, 5 / 255.0F});
  file.color('b', "Gray", {0.5F});
  file.number(0x1234, 2).number(3, 4).text("???");  // whatever that is
  file.color('c', "CMYK", {0, 0.5F, 1, 0.2F});
  file.number(0xC002, 2).number(0, 4);
  EXPECT_EQ(decode_palette(file.bytes),
            (NamedPalette{.name = "G",
                          .colors = {{240, 10, 5, 255}, {128, 128, 128, 255}, {204, 102, 0, 255}},
                          .names = {"a", "b", "c"}}));

  SwatchFile expected;
  expected.number(3, 4);
  expected.number(0xC001, 2).number(6, 4).number(2, 2).number('G', 2).number(0, 2);
  expected.color('x', "RGB ", {240 / 255.0F, 10 / 255.0F, 5 / 255.0F});
  expected.bytes.back() = 2;  // neither global nor spot
  expected.number(0xC002, 2).number(0, 4);
  EXPECT_EQ(encode_palette({.name = "G", .colors = {two[0]}, .names = {"x"}}, PaletteFormat::ase), expected.bytes);
}

// libpng finds the palette in the chunk that the PNG specification has for it, and swatches of these colors.
TEST(PalettePicture, IsReadByLibpng) {
  Palette colors = {two[0], two[1], two[0], {9, 8, 7, 100}, {0, 0, 0, 0}};
  for (int i = 0; i < 13; ++i) colors.push_back({static_cast<std::uint8_t>(20 * i), 0, 99, 255});
  const Bytes file = encode_palette({.name = "Two of a kind", .colors = colors}, PaletteFormat::png);

  struct Source {
    const Bytes* file;
    std::size_t at = 0;
  } source{&file};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &source, [](png_structp self, png_bytep out, std::size_t count) {
    auto* from = static_cast<Source*>(png_get_io_ptr(self));
    std::memcpy(out, from->file->data() + from->at, count);
    from->at += count;
  });
  png_read_png(png, info, PNG_TRANSFORM_EXPAND, nullptr);
  png_sPLT_tp chunk = nullptr;
  ASSERT_EQ(png_get_sPLT(png, info, &chunk), 1);
  EXPECT_STREQ(chunk->name, "Two of a kind");
  ASSERT_EQ(chunk->nentries, static_cast<int>(colors.size()));
  const std::size_t channels = png_get_channels(png, info);
  ASSERT_EQ(channels, 4U);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const png_sPLT_entry& e = chunk->entries[i];
    EXPECT_EQ((Color{static_cast<std::uint8_t>(e.red), static_cast<std::uint8_t>(e.green),
                     static_cast<std::uint8_t>(e.blue), static_cast<std::uint8_t>(e.alpha)}),
              colors[i]);
    const png_bytep pixel = png_get_rows(png, info)[i / 16 * 32 + 31] + (i % 16 * 32 + 31) * channels;
    EXPECT_EQ((Color{pixel[0], pixel[1], pixel[2], pixel[3]}), colors[i]) << "swatch " << i;
  }
  png_destroy_read_struct(&png, &info, nullptr);
}

TEST(PalettePicture, OfOthersGivesItsColorsInOrder) {
  IndexedImage image;
  image.width = 3;
  image.height = 2;
  image.palette = {two[1], two[0], {0, 0, 0, 0}};
  image.indices = Buffer<std::uint8_t>{1, 2, 1, 0, 0, 2};
  for (Format format : {Format::png, Format::gif, Format::webp}) {
    EXPECT_EQ(decode_palette(encode_image(image, format)).colors, (Palette{two[0], {0, 0, 0, 0}, two[1]}));
  }
}

TEST(PaletteFormats, Names) {
  EXPECT_EQ(palette_format_of_name("gpl"), PaletteFormat::gpl);
  EXPECT_EQ(palette_format_of_name("gif"), std::nullopt);
  EXPECT_EQ(palette_format_of_extension("a/b.ASE"), PaletteFormat::ase);
  EXPECT_EQ(palette_format_of_extension("b.txt"), PaletteFormat::hex);
  EXPECT_EQ(palette_format_of_extension("hex"), std::nullopt);
  EXPECT_EQ(palette_format_of_extension("a."), std::nullopt);
  EXPECT_EQ(palette_format_name(PaletteFormat::png), "png");
}

TEST(PalettePresets, AreInOrderAndDistinct) {
  const auto presets = palette_presets();
  EXPECT_GE(presets.size(), 15U);
  for (std::size_t i = 0; i < presets.size(); ++i) {
    const PalettePreset& preset = presets[i];
    EXPECT_TRUE(i == 0 || presets[i - 1].name < preset.name) << preset.name;
    EXPECT_FALSE(preset.description.empty());
    EXPECT_EQ(palette_preset(preset.name), preset.colors);
    EXPECT_GE(preset.colors.size(), 2U);
    for (std::size_t a = 0; a < preset.colors.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) EXPECT_NE(preset.colors[a], preset.colors[b]) << preset.name;
    }
  }
  EXPECT_EQ(palette_preset("websafe")->size(), 216U);
  EXPECT_EQ(palette_preset("websafe")->at(1), (Color{0, 0, 0x33, 255}));
  EXPECT_EQ(palette_preset("ega64")->at(1), (Color{0, 0, 0x55, 255}));
  EXPECT_EQ(palette_preset("gray4"), (Palette{{0, 0, 0}, {85, 85, 85}, {170, 170, 170}, {255, 255, 255}}));
  EXPECT_EQ(palette_preset("Nord"), std::nullopt);
}

}  // namespace
}  // namespace kvant
