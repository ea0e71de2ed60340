// The parts of the command line that are plain functions.
#include <gtest/gtest.h>

#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

TEST(Text, PrintableKeepsTextAndEscapesTheRest) {
  EXPECT_EQ(printable("photo 1.jpg"), "photo 1.jpg");
  EXPECT_EQ(printable("Köln 写真 🐱"), "Köln 写真 🐱");
  EXPECT_EQ(printable("a\nb\tc\rd\x1b[0m\x7f"), "a\\nb\\tc\\rd\\x1b[0m\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b") << "a control character in UTF-8";
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae") << "turns the text around";
  EXPECT_EQ(printable("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(printable("\xe5\x86"), "\\xe5\\x86") << "cut";
}

TEST(Text, ShortenedKeepsTheEnd) {
  EXPECT_EQ(shortened("photo.jpg", 9), "photo.jpg");
  EXPECT_EQ(shortened("photo.jpg", 8), "...o.jpg");
  EXPECT_EQ(shortened("ääää.jpg", 7), "....jpg");
  EXPECT_EQ(shortened("äääää", 4), "...ä");
  EXPECT_EQ(shortened("photo.jpg", 2), "..");
  EXPECT_EQ(shortened("photo.jpg", 0), "");
}

TEST(Text, WrappedBreaksAtSpaces) {
  EXPECT_EQ(wrapped("one two three", 2, 7), "one two\n  three");
  EXPECT_EQ(wrapped("incomprehensible", 2, 5), "incomprehensible");
  EXPECT_EQ(wrapped("", 2, 5), "");
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Values, WholeNumbers) {
  EXPECT_EQ(parse_whole("0", 0, 9), 0U);
  EXPECT_EQ(parse_whole("18446744073709551615", 0, UINT64_MAX), UINT64_MAX);
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x1", "10", "18446744073709551616", "１"}) {
    EXPECT_THROW((void)parse_whole(text, 0, 9), UsageError) << text;
  }
}

TEST(Values, Amounts) {
  EXPECT_EQ(parse_amount("7"), 7U);
  EXPECT_EQ(parse_amount("2k"), 2'000U);
  EXPECT_EQ(parse_amount("100M"), 100'000'000U);
  EXPECT_EQ(parse_amount("3G"), 3'000'000'000U);
  for (const char* text : {"", "0", "0M", "M", "1MM", "-1", "1.5M", "18446744073709551615K"}) {
    EXPECT_THROW((void)parse_amount(text), UsageError) << text;
  }
}

TEST(Values, RealNumbers) {
  EXPECT_EQ(parse_real("0"), 0.0);
  EXPECT_EQ(parse_real("1e-4"), 1e-4);
  EXPECT_EQ(parse_real(".5"), 0.5);
  for (const char* text : {"", "-1", "1,5", "nan", "inf", "1e999", "0.5x"}) {
    EXPECT_THROW((void)parse_real(text), UsageError) << text;
  }
}

TEST(Values, Grouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(24'224'000), "24,224,000");
  EXPECT_EQ(grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(PaletteArgument, PresetsListsAndFiles) {
  const Palette expected = {{0, 0, 0, 255}, {255, 255, 255, 255}};
  EXPECT_EQ(palette_argument("palette", "bw").colors, expected);
  EXPECT_EQ(palette_argument("palette", "#000,#fff").colors, expected);
  EXPECT_EQ(palette_argument("palette", "000,ffffff").colors, expected);
  EXPECT_EQ(palette_argument("palette", "#000;#fff").colors, expected);
  for (const char* text : {"", "#", "#000,red", "000,red", "no such file", "BW"}) {
    EXPECT_THROW((void)palette_argument("palette", text), UsageError) << text;
  }
}

}  // namespace
}  // namespace kvant::cli
