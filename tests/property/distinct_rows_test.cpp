// Equal rows taken together, whichever way they are told apart.
#include "kmeans/distinct_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "kmeans/rows.hpp"
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

}  // namespace
}  // namespace kvant
