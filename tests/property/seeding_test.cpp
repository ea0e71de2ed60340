// draw_rows(): rows to start from.
#include "kvant/seeding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <vector>

#include "kmeans/random.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/seed.hpp"
#include "support/refusal.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

template <class Real>
using Row = std::vector<Real>;

template <class Real>
struct Table {
  std::vector<Real> values;
  std::vector<Real> weights;
  std::uint32_t dimensions = 1;

  [[nodiscard]] BasicPointsView<Real> view() const {
    return {.coordinates = values, .dimensions = dimensions, .weights = weights};
  }
  [[nodiscard]] std::size_t rows() const { return values.size() / dimensions; }
  [[nodiscard]] Row<Real> row(std::size_t i) const {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i * dimensions);
    return {begin, begin + dimensions};
  }
};

// Few values, so that rows are alike; some weigh nothing.
template <class Real>
Table<Real> any_table() {
  Table<Real> table;
  table.dimensions = *rc::gen::inRange<std::uint32_t>(1, 12);
  const auto rows = *rc::gen::inRange<std::size_t>(1, 60);
  const auto scale = *rc::gen::element<Real>(Real(1e-6), Real(1), Real(1e9));
  for (const int value : *rc::gen::container<std::vector<int>>(rows * table.dimensions, rc::gen::inRange(-2, 3))) {
    table.values.push_back(static_cast<Real>(value) * scale);
  }
  if (*rc::gen::arbitrary<bool>()) {
    for (const int weight : *rc::gen::container<std::vector<int>>(rows, rc::gen::inRange(0, 3))) {
      table.weights.push_back(static_cast<Real>(weight));
    }
    table.weights[0] = 1;
  }
  return table;
}

template <class Real>
void draws_rows_that_differ() {
  const Table<Real> table = any_table<Real>();
  DrawOptions options{.clusters = *rc::gen::inRange<std::uint32_t>(1, 40),
                      .init = *rc::gen::element(Init::kmeans_plus_plus, Init::random),
                      .trials = *rc::gen::inRange<std::uint32_t>(0, 4),
                      .seed = *rc::gen::arbitrary<std::uint64_t>()};
  const std::vector<std::uint64_t> drawn = draw_rows(table.view(), options);
  RC_ASSERT(drawn.size() == options.clusters);
  options.threads = 1;
  RC_ASSERT(draw_rows(table.view(), options) == drawn);

  std::set<Row<Real>> heavy;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (table.weights.empty() || table.weights[i] > 0) heavy.insert(table.row(i));
  }
  std::set<Row<Real>> different;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    RC_ASSERT(drawn[i] < table.rows());
    const Row<Real> row = table.row(drawn[i]);
    RC_ASSERT(heavy.contains(row));
    RC_ASSERT(different.insert(row).second == (i < heavy.size()));
    for (std::size_t earlier = 0; earlier < drawn[i]; ++earlier) RC_ASSERT(table.row(earlier) != row);
  }
}

RC_GTEST_PROP(Seeding, DrawsRowsThatDiffer, ()) { draws_rows_that_differ<float>(); }
RC_GTEST_PROP(Seeding, DrawsRowsOfDoublesThatDiffer, ()) { draws_rows_that_differ<double>(); }

TEST(Seeding, FarRowsAreDrawnFirst) {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.push_back(static_cast<float>(i % 10) * 1e-3F);
  values[300] = 50;
  values[700] = -50;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<std::uint64_t> drawn =
        draw_rows(PointsView{.coordinates = values}, {.clusters = 3, .seed = seed});
    EXPECT_TRUE(std::find(drawn.begin(), drawn.end(), 300U) != drawn.end()) << seed;
    EXPECT_TRUE(std::find(drawn.begin(), drawn.end(), 700U) != drawn.end()) << seed;
  }
}

// Greedy k-means++ after a first center, point by point; coordinates are whole and few, so that all sums are exact.
std::vector<std::size_t> seeds_of(const Points& points, std::size_t k, std::uint32_t trials, Random random) {
  std::vector<double> nearest(points.count);
  const auto distance = [&](std::size_t i, std::size_t seed) {
    return squared_distance(points, i, points.point(seed).data());
  };
  for (std::size_t i = 0; i < points.count; ++i) nearest[i] = distance(i, 0);
  std::vector<std::size_t> seeds;
  while (seeds.size() + 1 < k) {
    const double sum = std::accumulate(nearest.begin(), nearest.end(), 0.0);
    double best_gain = -1;
    std::size_t best = 0;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      double target = random.uniform() * sum;
      std::size_t candidate = 0;
      while (nearest[candidate] <= target) target -= nearest[candidate++];
      double gain = 0;
      for (std::size_t i = 0; i < points.count; ++i) gain += std::max(0.0, nearest[i] - distance(i, candidate));
      if (gain <= best_gain) continue;
      best_gain = gain;
      best = candidate;
    }
    seeds.push_back(best);
    for (std::size_t i = 0; i < points.count; ++i) nearest[i] = std::min(nearest[i], distance(i, best));
  }
  return seeds;
}

// More than one leaf, its last vector not full; some tables are shared out among threads.
TEST(Seeding, TrialsTogetherAreThoseOneByOne) {
  struct Case {
    std::uint32_t dimensions;
    std::size_t count;
    std::uint32_t trials;
  };
  for (const auto [dimensions, count, trials] :
       {Case{6, 203, 1}, {7, 403, 3}, {16, 900, 7}, {70, 1001, 5}, {6, 500, 16}, {9, 390, 17}, {40, 1700, 40}}) {
    SCOPED_TRACE(testing::Message() << count << " x " << dimensions << ", trials " << trials);
    test::Random values(trials);
    Points points(dimensions, count);
    for (std::size_t i = 0; i < count; ++i) points.weights[i] = 1;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      for (std::size_t i = 0; i < count; ++i) points.plane(j)[i] = static_cast<float>(values.below(9));
    }
    for (const unsigned threads : {1U, 2U}) {
      Workers workers(threads);
      Centers centers(dimensions, 0);
      centers.add(points.point(0).data());
      Random random(trials);
      EXPECT_EQ(seed_plus_plus(points, RegionTree(points, workers), 20, random, centers, workers, trials),
                seeds_of(points, 20, trials, Random(trials)));
    }
  }
}

// Rows of doubles that single precision cannot tell apart are one to the search, and still two rows.
TEST(Seeding, DoublesTooNearForFloats) {
  const std::vector<double> values = {0, 1, 1 + 1e-12, 1e6};
  for (const Init init : {Init::kmeans_plus_plus, Init::random}) {
    std::vector<std::uint64_t> drawn =
        draw_rows(DoublePointsView{.coordinates = values}, {.clusters = 3, .init = init});
    std::sort(drawn.begin(), drawn.end());
    EXPECT_EQ(drawn[0], 0U);
    EXPECT_EQ(drawn[2], 3U);
  }
}

TEST(Seeding, RefusesWhatKMeansRefuses) {
  const std::vector<float> values = {1, 2, 3};
  const std::vector<float> weights = {0, 0, 0};
  test::expect_error([&] { (void)draw_rows(PointsView{.coordinates = values}, {.clusters = 0}); },
                     ErrorCode::invalid_argument, "1 to 65536");
  test::expect_error([&] { (void)draw_rows(PointsView{.coordinates = {}}); }, ErrorCode::invalid_argument, "no points");
  test::expect_error([&] { (void)draw_rows(PointsView{.coordinates = values, .weights = weights}); },
                     ErrorCode::invalid_argument, "must be positive");
}

}  // namespace
}  // namespace kvant
