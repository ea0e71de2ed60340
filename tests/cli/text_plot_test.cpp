// Curves drawn with characters.
#include "cli/terminal/text_plot.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kvant::cli {
namespace {

TEST(TextPlot, DrawsWithAscii) {
  const std::vector<double> x = {1, 2, 3, 4, 5};
  const std::vector<double> y = {100, 40, 20, 10, 0};
  EXPECT_EQ(draw({.x = x, .y = y, .mark = 2, .width = 26, .height = 5, .braille = false}),
            "100 |**\n"
            "    |  **\n"
            "    |    ****\n"
            "    |        *****\n"
            "  0 |             ********\n"
            "    +-----^---------------\n"
            "     1    2              5\n");
}

TEST(TextPlot, DrawsWithBraille) {
  const std::vector<double> x = {1, 64};
  const std::vector<double> y = {8, 0};
  const std::string text = draw({.x = x, .y = y, .width = 23, .height = 2});
  EXPECT_EQ(text,
            "8 \u2502\u2809\u2811\u2812\u2812\u2822\u2824\u2824\u28c0\u28c0\u28c0\n"
            "0 \u2502          \u2809\u2809\u2809\u2812\u2812\u2822\u2824\u2824\u2884\u28c0\n"
            "  \u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500"
            "\u2500\u2500\u2500\u2500\u2500\n"
            "   1                 64\n");
}

TEST(TextPlot, OnePointIsEnough) {
  const std::vector<double> one = {1};
  const std::vector<double> none = {0};
  const std::string text = draw({.x = one, .y = none, .width = 30, .height = 3, .braille = false});
  EXPECT_NE(text.find("0 |*"), std::string::npos) << text;
}

}  // namespace
}  // namespace kvant::cli
