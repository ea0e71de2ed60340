// Palette files that are damaged: one line that says how, of the code corrupt, unsupported or limit.
#include <gtest/gtest.h>

#include <string>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"
#include "support/bytes.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

void expect_refused(const std::vector<std::uint8_t>& bytes, const std::string& message,
                    ErrorCode code = ErrorCode::corrupt, std::optional<PaletteFormat> named = std::nullopt) {
  test::expect_error([&] { (void)decode_palette(bytes, named); }, code, message);
}

void expect_refused(std::string_view text, const std::string& message, ErrorCode code = ErrorCode::corrupt) {
  expect_refused(test::bytes_of(text), message, code);
}

TEST(MalformedPalette, Hex) {
  expect_refused("", "empty");
  expect_refused(" , \n", "empty");
  expect_refused("#000 white", "'white' is not a color");
  expect_refused(std::string(100, 'z'), "zzz...' is not a color");
  std::string many;
  for (int i = 0; i <= 65'536; ++i) many += "#000\n";
  expect_refused(many, "more than 65,536", ErrorCode::limit);
}

TEST(MalformedPalette, Json) {
  expect_refused("[", "JSON");
  expect_refused("{\"colors\": [\"#000\"]", "ends early");
  expect_refused("[]", "no colors");
  expect_refused("{\"name\": \"x\"}", "no colors");
  expect_refused("{\"colors\": 3}", "no colors");
  expect_refused("[\"#000\", \"#00\"]", "color 2 is neither");
  expect_refused("[\"#000\", 7]", "color 2 is neither");
  expect_refused("[[7]]", "color 1 is neither");
  expect_refused(std::string(100'000, '['), "JSON");
}

TEST(MalformedPalette, Css) {
  expect_refused(":root { }", "no custom property");
  expect_refused(":root { --gap: 4px; }", "no custom property");
  expect_refused(":root { --a: #12345; }", "'#12345' is not a color");
  expect_refused(":root { --a: #123456 /* ", "no end");
  expect_refused(":root { --a: #123456; --b: rgb(1 2 3); }", "#rrggbb", ErrorCode::unsupported);
}

TEST(MalformedPalette, Gimp) {
  expect_refused("GIMP Palette", "no colors");
  expect_refused("GIMP Palettes\n1 2 3\n", "first line");
  expect_refused("GIMP Palette\nName: x\n#\n1 2\n", "line 4, '1 2', does not begin with three numbers");
  expect_refused("GIMP Palette\n1 2 256\n", "0 to 255");
  expect_refused("GIMP Palette\n1 2 -3\n", "0 to 255");
  expect_refused("GIMP Palette\n1 2 3x\n", "0 to 255");
  expect_refused("GIMP Palette\n1 2 3\nName: late\n", "line 3");
}

TEST(MalformedPalette, Jasc) {
  expect_refused("JASC-PAL", "version");
  expect_refused("JASC-PAL\r\n0200\r\n1\r\n1 2 3\r\n", "version");
  expect_refused("JASC-PAL\r\n0100\r\nmany\r\n", "number of colors");
  expect_refused("JASC-PAL\r\n0100\r\n0\r\n", "number of colors");
  expect_refused("JASC-PAL\r\n0100\r\n70000\r\n", "more than 65,536", ErrorCode::limit);
  expect_refused("JASC-PAL\r\n0100\r\n99999999999999999999999\r\n", "number of colors");
  expect_refused("JASC-PAL\r\n0100\r\n2\r\n1 2 3\r\n", "ends before color 2 of 2");
  expect_refused("JASC-PAL\r\n0100\r\n1\r\n1 2\r\n", "color 1 of 1 is not three or four numbers");
  expect_refused("JASC-PAL\r\n0100\r\n1\r\n1 2 300\r\n", "0 to 255");
  expect_refused("JASC-PAL\r\n0100\r\n1\r\n1 2 3\r\n4 5 6\r\n", "more after its 1 colors");
}

TEST(MalformedPalette, ColorTable) {
  const auto refused = [](std::vector<std::uint8_t> bytes, const std::string& message) {
    expect_refused(bytes, message, ErrorCode::corrupt, PaletteFormat::act);
  };
  refused(std::vector<std::uint8_t>(771), "771 bytes");
  refused({}, "0 bytes");
}

TEST(MalformedPalette, SwatchExchange) {
  const std::vector<std::uint8_t> whole =
      encode_palette({.name = "n", .colors = {{1, 2, 3, 255}}, .names = {"x"}}, PaletteFormat::ase);
  // Only the end of the group may be missing: programs leave it out.
  for (std::size_t size = 4; size < whole.size(); ++size) {
    expect_refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}, "ends early");
  }
  auto changed = [&](std::size_t at, std::uint8_t value) {
    std::vector<std::uint8_t> bytes = whole;
    bytes[at] = value;
    return bytes;
  };
  expect_refused(changed(5, 2), "version", ErrorCode::unsupported);
  expect_refused(changed(11, 0), "no colors");
  constexpr std::size_t kModel = 12 + 12 + 6 + 6;
  ASSERT_EQ(whole[kModel], 'R');
  expect_refused(changed(kModel, 'X'), "'XGB'", ErrorCode::unsupported);
  expect_refused(changed(kModel + 4, 0x40), "not from 0 to 1");
  expect_refused(changed(kModel + 4, 0xff), "not from 0 to 1");
  expect_refused(changed(12 + 12 + 5, 3), "ends early");
}

TEST(MalformedPalette, Picture) {
  const std::vector<std::uint8_t> whole = encode_palette({.colors = {{1, 2, 3, 255}}}, PaletteFormat::png);
  expect_refused({whole.begin(), whole.begin() + 60}, "PNG");
}

TEST(MalformedPalette, Riff) {
  const std::vector<std::uint8_t> whole = encode_palette({.colors = {{1, 2, 3, 255}}}, PaletteFormat::riff);
  for (std::size_t size = 12; size < whole.size(); ++size) {
    expect_refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}, "damaged RIFF palette");
  }
  std::vector<std::uint8_t> none = whole;
  none[22] = 0;
  expect_refused(none, "no colors");
}

TEST(MalformedPalette, Swatches) {
  const std::vector<std::uint8_t> whole =
      encode_palette({.colors = {{1, 2, 3, 255}}, .names = {"x"}}, PaletteFormat::aco);
  for (std::size_t size = 4; size < 14; ++size) {  // the rest of version 1; what follows are names
    expect_refused(std::vector<std::uint8_t>(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)),
                   "ends early", ErrorCode::corrupt, PaletteFormat::aco);
  }
  std::vector<std::uint8_t> changed = whole;
  changed[1] = 3;
  expect_refused(changed, "version", ErrorCode::unsupported, PaletteFormat::aco);
  changed = whole;
  changed[5] = 3;
  expect_refused(changed, "color space 3", ErrorCode::unsupported);
}

TEST(MalformedPalette, PaintNet) {
  expect_refused("; nothing", "no colors");
  expect_refused(";\nFF12345\n", "'FF12345' is not a color");
}

TEST(MalformedPalette, JsonNestedTooDeeply) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "{\"a\":";
  expect_refused(text + "1" + std::string(100, '}'), "nested too deeply");
}

TEST(MalformedPalette, Unknown) {
  expect_refused(std::vector<std::uint8_t>{0, 1, 2, 3}, "no palette", ErrorCode::unsupported);
}

}  // namespace
}  // namespace kvant
