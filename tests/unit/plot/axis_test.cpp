#include "plot/axis.hpp"

#include <gtest/gtest.h>

namespace kvant {
namespace {

TEST(Axis, ScaleMapsEndsAndMiddle) {
  const Scale scale{10, 20, 100, 0};
  EXPECT_EQ(scale(10), 100);
  EXPECT_EQ(scale(15), 50);
  EXPECT_EQ(scale(20), 0);
}

TEST(Axis, ScaleOfOneValueIsItsMiddle) {
  const Scale scale{5, 5, 0, 100};
  EXPECT_EQ(scale(5), 50);
}

TEST(Axis, StepsAreRound) {
  EXPECT_EQ(round_step(0, 100, 5), 20);
  EXPECT_EQ(round_step(0, 64, 8, 1), 10);
  EXPECT_EQ(round_step(0, 3, 9, 1), 1);
  EXPECT_DOUBLE_EQ(round_step(0, 0.004, 5), 0.001);
  EXPECT_EQ(round_step(7, 7, 5), 1);
}

TEST(Axis, MultiplesLieWithinTheRange) {
  EXPECT_EQ(multiples(0, 60, 20), (std::vector<double>{0, 20, 40, 60}));
  EXPECT_EQ(multiples(1, 59, 20), (std::vector<double>{20, 40}));
  EXPECT_EQ(multiples(0, 0.3, 0.1).size(), 4U);
  EXPECT_TRUE(multiples(1, 9, 10).empty());
}

TEST(Axis, NumbersHaveTheStepsDecimals) {
  EXPECT_EQ(number_text(1200, 200), "1,200");
  EXPECT_EQ(number_text(1234567, 1), "1,234,567");
  EXPECT_EQ(number_text(999, 1), "999");
  EXPECT_EQ(number_text(0.30000000000000004, 0.1), "0.3");
  EXPECT_EQ(number_text(2, 0.25), "2.0");
  EXPECT_EQ(number_text(-0.0, 0.1), "0.0");
  EXPECT_EQ(number_text(-5, 5), "\u22125");
}

TEST(Axis, NumbersOfWideStepsAreShort) {
  EXPECT_EQ(number_text(1'200'000, 200'000), "1.2e6");
  EXPECT_EQ(number_text(-3e20, 1e20), "\u22123e20");
  EXPECT_EQ(number_text(2e100, 1e100), "2e100");
  EXPECT_EQ(number_text(1.5e-7, 5e-8), "1.5e-07");
  EXPECT_EQ(number_text(1e-9, 5e5), "0");
}

}  // namespace
}  // namespace kvant
