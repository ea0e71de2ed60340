#include "table/principal_axes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "unit/table/tables.hpp"

namespace kvant {
namespace {

/// Points on a grid that is 10 wide along (3, 4, 0) / 5, and 2 wide along z.
Table slab() {
  Table table{.names = {"x", "y", "z"}};
  for (int i = -5; i <= 5; ++i) {
    for (int j = -1; j <= 1; ++j) {
      const std::vector<double> row = {7 + 0.6 * i, 1 + 0.8 * i, -2.0 + j};
      table.values.insert(table.values.end(), row.begin(), row.end());
    }
  }
  return table;
}

TEST(PrincipalAxes, AreFound) {
  const PrincipalAxes found = principal_axes(slab());
  EXPECT_NEAR(found.mean[0], 7, 1e-12);
  EXPECT_NEAR(found.axes[0][0], 0.6, 1e-6);
  EXPECT_NEAR(found.axes[0][1], 0.8, 1e-6);
  EXPECT_NEAR(std::abs(found.axes[1][2]), 1, 1e-6);
  EXPECT_NEAR(found.share[0], 10 / (10 + 2.0 / 3), 1e-9);
  EXPECT_NEAR(found.share[0] + found.share[1], 1, 1e-9);
  EXPECT_NEAR(coordinate(found, 0, std::vector<double>{7.6, 1.8, -2}), 1, 1e-6);
}

TEST(PrincipalAxes, WeightsCount) {
  Table table{.names = {"x", "y"}, .values = {-1, 0, 1, 0, 0, -5, 0, 5}, .weights = {1, 1, 0, 0}};
  EXPECT_NEAR(principal_axes(table).axes[0][0], 1, 1e-9);
}

TEST(PrincipalAxes, RowsThatDoNotSpreadHaveNone) {
  for (const std::size_t columns : {std::size_t{1}, std::size_t{3}}) {
    Table table{.names = test::Names(columns, "x"), .values = test::Values(4 * columns, 0.1)};
    const PrincipalAxes found = principal_axes(table);
    for (const double at : found.axes[1]) EXPECT_EQ(at, 0);
    EXPECT_TRUE(std::isfinite(coordinate(found, 0, std::span(table.values).first(columns))));
  }
  const PrincipalAxes line = principal_axes({.names = {"x"}, .values = {1, 2, 3}});
  EXPECT_EQ(line.axes[0], (test::Values{1}));
  EXPECT_EQ(line.share[0], 1);
  EXPECT_EQ(line.share[1], 0);
}

}  // namespace
}  // namespace kvant
