// Equal rows taken together, whichever way they are told apart, or put in order of place.
#include "kmeans/distinct_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/spatial_order.hpp"
#include "support/sample_points.hpp"
#include "support/sanitized.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

constexpr std::size_t kRows = 140'000;  // several blocks, and so many that bytes are marked

// Whole numbers from 0 to 255, few of them.
template <class Real>
std::vector<Real> bytes(std::uint32_t dimensions) {
  test::Random random(dimensions);
  std::vector<Real> values(kRows * dimensions);
  for (Real& value : values) value = Real(random.below(4) * 85);
  return values;
}

template <class Real>
void expect_taken_together(const RowsView<Real>& rows, unsigned threads) {
  Workers workers(threads);
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  ASSERT_TRUE(distinct.has_value());
  const RowsView<Real> view = distinct->view();
  std::map<std::vector<Real>, std::size_t> numbers;
  for (std::size_t i = 0; i < view.count; ++i) {
    ASSERT_TRUE(numbers.emplace(view.copy(i), i).second) << "two rows are equal, one of them " << i;
  }
  std::vector<double> repeats(view.count);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const auto found = numbers.find(rows.copy(i));
    ASSERT_NE(found, numbers.end()) << "row " << i << " is not there";
    ASSERT_EQ(distinct->of_row[i], found->second) << "row " << i;
    ++repeats[found->second];
  }
  EXPECT_TRUE(std::ranges::equal(distinct->repeats, repeats));
}

template <class Real>
void expect_taken_together(const std::vector<Real>& values, std::uint32_t dimensions, unsigned threads) {
  expect_taken_together<Real>({values.data(), dimensions, kRows, dimensions}, threads);
}

// All bytes, in 1,000 rows of which each comes often; one column after another.
template <class Real>
void expect_all_bytes_taken_together(std::uint32_t dimensions, std::size_t count) {
  constexpr std::size_t kinds = 1000;
  test::Random random(dimensions);
  std::vector<Real> of_kind(kinds * dimensions);
  for (Real& value : of_kind) value = Real(random.below(256));
  std::vector<Real> columns(count * dimensions);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t kind = random.below(kinds);
    for (std::size_t j = 0; j < dimensions; ++j) columns[j * count + i] = of_kind[kind * dimensions + j];
  }
  for (const unsigned threads : {1U, 0U}) {
    SCOPED_TRACE(testing::Message() << dimensions << " dimensions, " << threads << " threads");
    expect_taken_together<Real>(
        {.values = columns.data(), .dimensions = dimensions, .count = count, .row_stride = 1, .column_stride = count},
        threads);
  }
}

template <class Real>
void expect_bytes_and_others_taken_together(std::uint32_t dimensions) {
  for (const unsigned threads : {1U, 0U}) {
    SCOPED_TRACE(testing::Message() << dimensions << " dimensions, " << threads << " threads");
    expect_taken_together(bytes<Real>(dimensions), dimensions, threads);
    for (const Real other : {Real(-0.0), Real(-1), Real(0.5), Real(256), Real(1e17), Real(-1e17)}) {
      for (const std::size_t row : {std::size_t{7}, kRows - 1}) {
        if (test::kSanitized && row == 7) continue;
        SCOPED_TRACE(testing::Message() << other << " in row " << row);
        std::vector<Real> values = bytes<Real>(dimensions);
        values[row * dimensions + dimensions - 1] = other;
        expect_taken_together(values, dimensions, threads);
      }
    }
  }
}

TEST(DistinctRows, OfFloatsAreThoseThatDiffer) {
  for (std::uint32_t d = 1; d <= 5; ++d) expect_bytes_and_others_taken_together<float>(d);
}

TEST(DistinctRows, OfAllBytesAreThoseThatDiffer) {
  // So many that marking those that occur pays.
  for (std::uint32_t d = 1; d <= 4; ++d) expect_all_bytes_taken_together<float>(d, 140'000);
  expect_all_bytes_taken_together<double>(3, 140'000);
  // By more than one thread.
  expect_all_bytes_taken_together<float>(3, 300'000);
}

// Rows that differ from another in one value only, wherever that is, and zeros of both signs.
template <class Real>
void expect_wide_rows_taken_together(std::uint32_t dimensions) {
  constexpr std::size_t count = 3'000;
  constexpr std::size_t places = 15;  // spread over the row
  test::Random random(dimensions);
  std::vector<Real> values(count * dimensions, Real(0));
  for (std::size_t i = 0; i < count; ++i) {
    Real* row = values.data() + i * dimensions;
    row[random.below(places) * (dimensions - 1) / (places - 1)] = Real(random.below(3));
    row[random.below(places) * (dimensions - 1) / (places - 1)] *= Real(-1);
  }
  SCOPED_TRACE(testing::Message() << dimensions << " dimensions");
  expect_taken_together<Real>({values.data(), dimensions, count, dimensions}, 2);
}

TEST(DistinctRows, OfWideRowsAreThoseThatDiffer) {
  for (const std::uint32_t d : {15U, 16U, 17U, 23U, 24U, 64U, 100U, 301U}) {
    expect_wide_rows_taken_together<float>(d);
    expect_wide_rows_taken_together<double>(d);
  }
}

// Black at first, then noise.
TEST(DistinctRows, AreNoneWhereTheyTurnOutTooMany) {
  test::Random random(1);
  std::vector<float> values(kRows * 3);
  for (std::size_t i = 3 * 9'000; i < values.size(); ++i) values[i] = static_cast<float>(random.below(256));
  Workers workers(2);
  EXPECT_FALSE(distinct_rows<float>({values.data(), 3, kRows, 3}, workers).has_value());
}

TEST(DistinctRows, OfDoublesAreThoseThatDiffer) {
  for (std::uint32_t d = 1; d <= 5; ++d) expect_bytes_and_others_taken_together<double>(d);
}

// Half of the rows equal others, far away, in more blocks than one; some differ in weight only, some weigh nothing.
TEST(SpatialOrder, MergesEqualRowsOfAllBlocks) {
  constexpr std::size_t count = 50'000;
  for (const bool weighted : {false, true}) {
    test::Random random(7);
    std::vector<float> values(count * 2);
    std::vector<double> weights(weighted ? count : 0);
    for (std::size_t i = 0; i < count; ++i) {
      values[2 * i] = static_cast<float>(random.below(200)) * 0.25F;
      values[2 * i + 1] = static_cast<float>(random.below(150)) * -3.5F;
      if (weighted) weights[i] = random.below(3);
    }
    std::map<std::vector<double>, double> rows_of;  // coordinates and weight
    for (std::size_t i = 0; i < count; ++i) {
      if (!weighted || weights[i] > 0) ++rows_of[{values[2 * i], values[2 * i + 1], weighted ? weights[i] : 1}];
    }
    const RowsView<float> rows{
        .values = values.data(), .dimensions = 2, .count = count, .row_stride = 2, .weights = weights};
    for (const unsigned threads : {1U, 2U}) {
      SCOPED_TRACE(testing::Message() << (weighted ? "weighted, " : "") << threads << " threads");
      Workers workers(threads);
      const OrderedPoints ordered = ordered_points(rows, extent_of(rows, workers), workers);
      const Points& points = ordered.points;
      ASSERT_EQ(points.count, rows_of.size());
      std::size_t places = 0;
      for (std::size_t i = 0; i < points.count; ++i) {
        const auto found = rows_of.find({points.plane(0)[i], points.plane(1)[i], points.weights[i] / points.repeat(i)});
        ASSERT_NE(found, rows_of.end()) << i;
        EXPECT_EQ(points.repeat(i), found->second) << i;
        places += i == 0 || points.point(i) != points.point(i - 1);
        ASSERT_LE(points.keys[i - std::min<std::size_t>(i, 1)], points.keys[i]) << i;
      }
      EXPECT_EQ(ordered.distinct, places);
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t point = ordered.of_row[i];
        if (weighted && weights[i] == 0) {
          ASSERT_EQ(point, kNoPoint);
          continue;
        }
        ASSERT_LT(point, points.count);
        ASSERT_EQ(points.point(point), rows.copy(i));
        ASSERT_EQ(points.row_weight(point), rows.weight(i));
      }
    }
  }
}

}  // namespace
}  // namespace kvant
