#include "table/normalize.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/table/tables.hpp"

namespace kvant {
namespace {

using test::Values;

const Table kTable{.names = {"a", "constant"}, .values = {1, 7, 2, 7, 3, 7, 4, 7, 10, 7}};

TEST(Normalize, MeasuresAreThoseOfScikitLearn) {
  const Scaling zscore = find_scaling(kTable, Normalization::zscore);
  EXPECT_DOUBLE_EQ(zscore.origin[0], 4);
  EXPECT_DOUBLE_EQ(zscore.unit[0], std::sqrt(10.0));
  const Scaling minmax = find_scaling(kTable, Normalization::minmax);
  EXPECT_EQ(minmax.origin[0], 1);
  EXPECT_EQ(minmax.unit[0], 9);
  const Scaling robust = find_scaling(kTable, Normalization::robust);
  EXPECT_EQ(robust.origin[0], 3);
  EXPECT_EQ(robust.unit[0], 2) << "from 2 to 4";
  for (const Scaling& scaling : {zscore, minmax, robust}) EXPECT_EQ(scaling.unit[1], 1) << "a single value";
}

TEST(Normalize, QuartilesLieBetweenValues) {
  const Scaling robust = find_scaling({.names = {"a"}, .values = {4, 1, 3, 2}}, Normalization::robust);
  EXPECT_DOUBLE_EQ(robust.origin[0], 2.5);
  EXPECT_DOUBLE_EQ(robust.unit[0], 3.25 - 1.75);
}

TEST(Normalize, WeightsCountInDeviations) {
  const Scaling twice = find_scaling({.names = {"a"}, .values = {0, 3}, .weights = {2, 1}}, Normalization::zscore);
  EXPECT_DOUBLE_EQ(twice.origin[0], 1);
  EXPECT_DOUBLE_EQ(twice.unit[0], std::sqrt(2.0));
}

TEST(Normalize, AColumnOfOneValueStaysAtZero) {
  // Its sum need not be a multiple of it: the deviation is then not quite 0, and dividing by it would make noise of it.
  Table table{.names = {"a"}, .values = Values(10, 0.1)};
  const Scaling scaling = find_scaling(table, Normalization::zscore);
  EXPECT_EQ(scaling.unit[0], 1);
  normalize(scaling, table.values);
  for (const double value : table.values) EXPECT_NEAR(value, 0, 1e-15);
}

TEST(Normalize, IsUndone) {
  for (const NormalizationName& known : kNormalizations) {
    Values values = kTable.values;
    const Scaling scaling = find_scaling(kTable, known.normalization);
    normalize(scaling, values);
    restore(scaling, values);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_DOUBLE_EQ(values[i], kTable.values[i]) << known.name;
  }
}

}  // namespace
}  // namespace kvant
