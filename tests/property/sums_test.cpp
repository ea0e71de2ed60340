// What the parts of a table say adds up to what the whole says, bit for bit, however it is cut.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "kmeans/exact_total.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "support/sample_points.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

using test::Shape;

// A table with its weights, and the rows [begin, end) of it.
struct Table {
  test::Points points;
  std::vector<double> weights;

  [[nodiscard]] RowsView<float> part(std::size_t begin, std::size_t end) const {
    return {.values = points.at(begin),
            .dimensions = points.dimensions,
            .count = end - begin,
            .row_stride = points.dimensions,
            .weights = weights.empty() ? std::span<const double>() : std::span(weights).subspan(begin, end - begin)};
  }
  [[nodiscard]] RowsView<float> all() const { return part(0, points.size()); }
};

Table any_table() {
  const auto d = *rc::gen::inRange<std::uint32_t>(1, 40);
  const auto n = *rc::gen::inRange<std::size_t>(1, 4000);
  const auto shape =
      *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  Table table{test::make_points(shape, n, d, seed), {}};
  const int weights = *rc::gen::inRange(0, 3);
  if (weights == 1) test::add_small_weights(table.points, seed + 1);
  if (weights == 2) test::add_wild_weights(table.points, seed + 1);
  for (const float weight : table.points.weights) table.weights.push_back(weight);
  if (weights == 2 && n > 1) table.weights[n / 2] = 0;
  return table;
}

// Where parts begin and end, in an order in which they may come.
struct Cut {
  std::vector<std::size_t> bounds;
  std::vector<std::size_t> order;
};

Cut any_cut(std::size_t rows) {
  Cut cut{{0, rows}, {}};
  const auto parts = *rc::gen::inRange<std::size_t>(1, 9);
  for (std::size_t i = 1; i < parts; ++i) cut.bounds.push_back(*rc::gen::inRange<std::size_t>(0, rows + 1));
  std::sort(cut.bounds.begin(), cut.bounds.end());
  cut.order.resize(parts);
  std::iota(cut.order.begin(), cut.order.end(), std::size_t{0});
  test::Random random(*rc::gen::arbitrary<std::uint32_t>());
  for (std::size_t i = parts; i > 1; --i) {
    std::swap(cut.order[i - 1], cut.order[random.below(static_cast<std::uint32_t>(i))]);
  }
  return cut;
}

Extent extent_of_parts(const Table& table, const Cut& cut, bool weighed, Workers& workers) {
  Extent extent;
  for (const std::size_t i : cut.order) {
    RowsView<float> part = table.part(cut.bounds[i], cut.bounds[i + 1]);
    if (!weighed) part.weights = {};
    extent.merge(extent_of(part, workers));
  }
  return extent;
}

Centers some_rows(const Table& table, std::size_t k) {
  Centers centers(table.points.dimensions, 0);
  for (std::size_t i = 0; i < k; ++i) centers.add(table.points.at(i * table.points.size() / k));
  return centers;
}

// The sums for two turns of centers, the second of which changes what the first left.
Sums sums_of(const RowsView<float>& part, const Extent& extent, const Frame& frame, const Centers& first,
             const Centers& second, Workers& workers) {
  TileAssignment<float> assignment(part, extent, frame, workers);
  assignment.update(first);
  assignment.update(second);
  return assignment.sums();
}

TEST(Sums, OfPartsAddUpToThoseOfTheWhole) {
  EXPECT_TRUE(rc::check("parts in any order and on any number of threads give the same bits", [] {
    Table table = any_table();
    const std::size_t n = table.points.size();
    Workers one(1);
    Workers all(0);
    const Cut whole{{0, n}, {0}};
    const Cut cut = any_cut(n);
    const Extent extent = extent_of_parts(table, whole, false, one);
    const Extent weighed = extent_of_parts(table, whole, true, all);
    RC_PRE(weighed.rows > 0U);
    const Extent merged = extent_of_parts(table, cut, true, one);
    RC_ASSERT(merged.rows == weighed.rows);
    RC_ASSERT(merged.weight == weighed.weight);
    RC_ASSERT(merged.low == weighed.low);
    RC_ASSERT(merged.high == weighed.high);

    const Frame frame = Frame::of<float>(merged);
    for (double& weight : table.weights) weight = frame.rounded_weight(weight);
    const std::size_t k = std::min<std::size_t>(n, 12);
    const Centers first = some_rows(table, k);
    Centers second = first;
    for (std::uint32_t j = 0; j < table.points.dimensions; ++j) second[k / 2][j] += 0.5F;
    const Sums expected = sums_of(table.all(), extent, frame, first, second, all);
    // Knowing nothing of earlier centers gives the same.
    const Sums cold = sums_of(table.all(), extent, frame, second, second, one);
    RC_ASSERT(cold.moments == expected.moments);
    Sums sums;
    sums.resize(k, frame.row());
    for (const std::size_t i : cut.order) {
      if (cut.bounds[i] == cut.bounds[i + 1]) continue;
      sums += sums_of(table.part(cut.bounds[i], cut.bounds[i + 1]), extent, frame, first, second, one);
    }
    RC_ASSERT(sums.moments == expected.moments);
    RC_ASSERT(sums.points == expected.points);
  }));
}

TEST(Sums, SamplesDoNotDependOnOrderOrThreads) {
  EXPECT_TRUE(rc::check("the same rows with the same weights", [] {
    Table table = any_table();
    Workers one(1);
    Workers all(0);
    const Extent weighed = extent_of(table.all(), one);
    RC_PRE(weighed.rows > 0U);
    const Frame frame = Frame::of<float>(weighed);
    for (double& weight : table.weights) weight = frame.rounded_weight(weight);
    const auto most = *rc::gen::inRange<std::size_t>(1, 3000);
    const RowSample<float> sample = sample_rows(table.all(), most, 7, one);
    RC_ASSERT(sample.values == sample_rows(table.all(), most, 7, all).values);

    Table backwards = table;
    const std::size_t d = table.points.dimensions;
    const std::size_t n = table.points.size();
    for (std::size_t i = 0; i < n; ++i) {
      std::copy_n(table.points.at(n - 1 - i), d, backwards.points.coordinates.data() + i * d);
    }
    std::reverse(backwards.weights.begin(), backwards.weights.end());
    const RowSample<float> other = sample_rows(backwards.all(), most, 7, all);
    RC_ASSERT(sample.values == other.values);
    RC_ASSERT(sample.weights == other.weights);
  }));
}

TEST(Sums, SamplesHoldDistinctRowsAsOftenAsTheyCome) {
  for (const std::size_t most : {1U, 5U, 13U, 1000U}) {
    const Table table{test::make_points(Shape::duplicated, 5000, 20, 3), {}};
    const std::size_t distinct = test::distinct_points(table.points);
    Workers workers(1);
    const RowSample<float> sample = sample_rows(table.all(), most, 0, workers);
    ASSERT_EQ(sample.count(), std::min(most, distinct));
    for (std::size_t i = 0; i < sample.count(); ++i) {
      double count = 0;
      for (std::size_t r = 0; r < 5000; ++r) {
        if (std::equal(sample.row(i), sample.row(i) + 20, table.points.at(r))) ++count;
      }
      EXPECT_EQ(sample.weights[i], count);
    }
  }
}

TEST(ExactTotal, IsTheNearestDoubleOfTheSum) {
  ExactTotal total;
  EXPECT_EQ(total.value(), 0);
  total.add(0x1p-1074);
  EXPECT_EQ(total.value(), 0x1p-1074);
  total.add(0x1p1000);
  EXPECT_EQ(total.value(), 0x1p1000);
  // Half a unit in the last place goes to the even neighbor, and anything more up.
  ExactTotal half;
  half.add(1);
  half.add(0x1p-53);
  EXPECT_EQ(half.value(), 1);
  half.add(0x1p-1074);
  EXPECT_EQ(half.value(), 1 + 0x1p-52);
  // Carries run through words that are full.
  ExactTotal full;
  full.add(0x1p300 * (1 - 0x1p-53));
  for (int exponent = 247; exponent > -1074; exponent -= 1) full.add(std::ldexp(1.0, exponent - 1));
  full.add(0x1p-1074);
  full.add(0x1p-1074);
  EXPECT_EQ(full.value(), 0x1p300);
  ExactTotal twice = full;
  twice.add(full);
  EXPECT_EQ(twice.value(), 0x1p301);
  ExactTotal largest;
  largest.add(std::numeric_limits<double>::max());
  EXPECT_EQ(largest.value(), std::numeric_limits<double>::max());
  // As many as a table may have.
  ExactTotal often;
  often.add(std::numeric_limits<double>::max() / 0x1p53, (std::uint64_t{1} << 53U) - 1);
  EXPECT_EQ(often.value(), std::nextafter(std::numeric_limits<double>::max(), 0.0));
  ExactTotal tiny;
  tiny.add(0x1p-1074, std::uint64_t{1} << 52U);
  EXPECT_EQ(tiny.value(), 0x1p-1022);
  ExactTotal nothing;
  nothing.add(-0.0);
  EXPECT_EQ(nothing.value(), 0);
}

TEST(ExactTotal, DoesNotDependOnOrder) {
  EXPECT_TRUE(rc::check("any order and grouping", [] {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    test::Random random(seed);
    std::vector<double> values(200);
    for (double& value : values) {
      value = std::ldexp(static_cast<double>(random.unit()), static_cast<int>(random.below(2000)) - 1050);
    }
    ExactTotal forwards;
    for (const double value : values) forwards.add(value);
    ExactTotal odd;
    ExactTotal even;
    for (std::size_t i = values.size(); i-- > 0;) (i % 2 == 0 ? even : odd).add(values[i]);
    odd.add(even);
    RC_ASSERT(odd == forwards);
    RC_ASSERT(forwards.value() >= *std::max_element(values.begin(), values.end()));
  }));
}

}  // namespace
}  // namespace kvant
