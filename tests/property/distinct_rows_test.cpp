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

constexpr std::size_t kRows = 40'000;  // several blocks

// Whole numbers from 0 to 255, few of them.
template <class Real>
std::vector<Real> bytes(std::uint32_t dimensions) {
  test::Random random(dimensions);
  std::vector<Real> values(kRows * dimensions);
  for (Real& value : values) value = Real(random.below(4) * 85);
  return values;
}

template <class Real>
void expect_taken_together(const std::vector<Real>& values, std::uint32_t dimensions, unsigned threads) {
  Workers workers(threads);
  const RowsView<Real> rows{values.data(), dimensions, kRows, dimensions};
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  ASSERT_TRUE(distinct.has_value());
  const RowsView<Real> view = distinct->view();
  std::map<std::vector<Real>, std::size_t> numbers;
  for (std::size_t i = 0; i < view.count; ++i) {
    ASSERT_TRUE(numbers.emplace(view.copy(i), i).second) << "two rows are equal, one of them " << i;
  }
  std::vector<double> repeats(view.count);
  for (std::size_t i = 0; i < kRows; ++i) {
    const auto found = numbers.find(rows.copy(i));
    ASSERT_NE(found, numbers.end()) << "row " << i << " is not there";
    ASSERT_EQ(distinct->of_row[i], found->second) << "row " << i;
    ++repeats[found->second];
  }
  EXPECT_TRUE(std::ranges::equal(distinct->repeats, repeats));
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

TEST(DistinctRows, OfDoublesAreThoseThatDiffer) {
  for (std::uint32_t d = 1; d <= 5; ++d) expect_bytes_and_others_taken_together<double>(d);
}

}  // namespace
}  // namespace kvant
