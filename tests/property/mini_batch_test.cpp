// What steps and fits of mini-batch k-means promise for any points.
#include "kvant/mini_batch.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "kmeans/mini_batch/row_draws.hpp"
#include "kvant/error.hpp"
#include "support/refusal.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

struct Case {
  Points points;
  MiniBatchOptions options;
};

Case any_case() {
  const auto d = *rc::gen::inRange<std::uint32_t>(1, 11);
  const auto n = *rc::gen::inRange<std::size_t>(1, 1500);
  const auto shape =
      *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  Case c{test::make_points(shape, n, d, seed), {}};
  if (*rc::gen::arbitrary<bool>()) test::add_small_weights(c.points, seed + 1);
  c.options.clusters = *rc::gen::inRange<std::uint32_t>(1, 40);
  c.options.init = *rc::gen::element(Init::kmeans_plus_plus, Init::random);
  c.options.n_init = *rc::gen::inRange(1, 4);
  c.options.batch_size = *rc::gen::inRange<std::uint32_t>(1, 300);
  c.options.init_size = *rc::gen::element(0U, 10U, 500U);
  c.options.max_iterations = *rc::gen::inRange(1, 5);
  c.options.tolerance = *rc::gen::element(0.0, 1e-3);
  c.options.reassignment_ratio = *rc::gen::element(0.0, 0.01, 0.5, 2.0);
  c.options.seed = *rc::gen::arbitrary<std::uint64_t>();
  c.options.threads = 1;
  return c;
}

void require(bool holds, const std::string& what) {
  if (!holds) RC_FAIL(what);
}

bool same(const MiniBatchResult& a, const MiniBatchResult& b) {
  return a.state == b.state && a.labels == b.labels && a.inertia == b.inertia && a.end == b.end &&
         a.steps.size() == b.steps.size();
}

Points some_of(const Points& points, std::size_t begin, std::size_t end) {
  Points some{{points.at(begin), points.at(begin) + (end - begin) * points.dimensions}, points.dimensions, {}};
  if (points.weights.empty()) return some;
  for (std::size_t i = begin; i < end; ++i) some.weights.push_back(points.weights[i]);
  return some;
}

Points reversed(const Points& points) {
  Points result{{}, points.dimensions, {}};
  for (std::size_t i = points.size(); i-- > 0;) {
    result.coordinates.insert(result.coordinates.end(), points.at(i), points.at(i) + points.dimensions);
    if (!points.weights.empty()) result.weights.push_back(points.weights[i]);
  }
  return result;
}

Points repeated(const Points& points) {
  Points result{{}, points.dimensions, {}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (double times = 0; times < points.weight(i); ++times) {
      result.coordinates.insert(result.coordinates.end(), points.at(i), points.at(i) + points.dimensions);
    }
  }
  return result;
}

TEST(MiniBatch, CentersAreTheMeansOfWhatTheyWereGiven) {
  EXPECT_TRUE(rc::check("a plain running mean comes to the same", [] {
    Case c = any_case();
    c.options.reassignment_ratio = 0;
    const std::size_t d = c.points.dimensions;
    const std::uint32_t k = c.options.clusters;
    const Points first = test::make_points(Shape::uniform, k, c.points.dimensions, 3);
    const std::vector<double> start(first.coordinates.begin(), first.coordinates.end());
    c.options.start = start;
    MiniBatch steps(c.options);
    std::vector<std::vector<double>> sums(k, std::vector<double>(d));
    std::vector<double> weights(k);
    const std::size_t size = c.points.size() / 3 + 1;
    for (std::size_t begin = 0; begin < c.points.size(); begin += size) {
      const Points batch = some_of(c.points, begin, std::min(begin + size, c.points.size()));
      const std::vector<double> before = steps.state().centers;
      const std::vector<std::uint32_t> labels = test::brute_force(batch, before);
      const MiniBatchStep step = steps.step(batch.view());
      const double inertia = test::inertia_of(batch, before, labels);
      require(std::abs(step.inertia - inertia) <= 1e-6 * inertia, "the inertia of a batch is wrong");
      for (std::size_t i = 0; i < batch.size(); ++i) {
        weights[labels[i]] += batch.weight(i);
        for (std::size_t j = 0; j < d; ++j) sums[labels[i]][j] += batch.weight(i) * double{batch.at(i)[j]};
      }
      require(weights == steps.state().weights, "weights are not those of the points given to each center");
      for (std::size_t i = 0; i < k * d; ++i) {
        const double weight = weights[i / d];
        const double expected = weight > 0 ? sums[i / d][i % d] / weight : start[i];
        require(std::abs(steps.state().centers[i] - expected) <= 1e-3, "a center is not the mean");
      }
    }
  }));
}

TEST(MiniBatch, StateIsAllThatStepsLeave) {
  EXPECT_TRUE(rc::check("steps taken up again come to the same bits, on any number of threads", [] {
    Case c = any_case();
    MiniBatch whole(c.options);
    MiniBatchState state;
    const std::size_t size = c.points.size() / 5 + 1;
    for (std::size_t begin = 0; begin < c.points.size(); begin += size) {
      const Points batch = some_of(c.points, begin, std::min(begin + size, c.points.size()));
      whole.step(batch.view());
      c.options.threads = static_cast<unsigned>(1 + begin % 3);
      MiniBatch again(c.options, state);
      again.step(reversed(batch).view());
      state = again.state();
      require(state == whole.state(), "the states differ");
    }
  }));
}

TEST(MiniBatch, FitKeepsItsPromises) {
  EXPECT_TRUE(rc::check("labels are predict()'s, inertia is right", [] {
    const Case c = any_case();
    const MiniBatchResult result = mini_batch_kmeans(c.points.view(), c.options);
    const std::size_t k = c.options.clusters;
    require(result.state.centers.size() == k * c.points.dimensions, "wrong number of centers");
    require(result.labels == test::brute_force(c.points, result.state.centers), "labels are not the nearest centers");
    require(result.labels == predict(c.points.view(), result.state.centers, 1), "labels are not predict()'s");
    const double expected = test::inertia_of(c.points, result.state.centers, result.labels);
    require(std::abs(result.inertia - expected) <= 1e-6 * expected, "the inertia is wrong");
    if (test::distinct_points(c.points) <= k) {
      require(result.inertia == 0 && result.steps.empty(), "there was nothing to move");
      require(result.distinct_centers == test::distinct_points(c.points), "wrong number of distinct centers");
    } else {
      require(result.steps.size() == result.state.steps && !result.steps.empty(), "steps are not counted");
    }
  }));
}

TEST(MiniBatch, FitIsTheSameOnAnyNumberOfThreadsAndInAnyOrder) {
  EXPECT_TRUE(rc::check("threads and order do not show", [] {
    Case c = any_case();
    const MiniBatchResult alone = mini_batch_kmeans(c.points.view(), c.options);
    c.options.threads = 3;
    require(same(alone, mini_batch_kmeans(c.points.view(), c.options)), "three threads do something else");
    MiniBatchResult other = mini_batch_kmeans(reversed(c.points).view(), c.options);
    std::reverse(other.labels.begin(), other.labels.end());
    require(same(alone, other), "the order of the points shows");
  }));
}

TEST(MiniBatch, WeightsAreRepetitions) {
  EXPECT_TRUE(rc::check("a weight of 2 is two points, for steps and for fits", [] {
    Case c = any_case();
    test::add_small_weights(c.points, 7);
    const Points copies = repeated(c.points);
    const MiniBatchState weighted = mini_batch_kmeans(c.points.view(), c.options).state;
    require(mini_batch_kmeans(copies.view(), c.options).state == weighted, "fits differ");
    MiniBatch one(c.options);
    MiniBatch other(c.options);
    one.step(c.points.view());
    other.step(copies.view());
    require(one.state() == other.state(), "steps differ");
  }));
}

TEST(MiniBatch, StopsWhenItShould) {
  const Points points = test::make_points(Shape::clustered, 2000, 3, 2);
  MiniBatchOptions options{.clusters = 13, .batch_size = 300, .max_iterations = 7, .max_no_improvement = std::nullopt};
  MiniBatchResult result = mini_batch_kmeans(points.view(), options);
  EXPECT_EQ(result.end, MiniBatchEnd::max_iterations);
  EXPECT_EQ(result.steps.size(), 7U * 2000 / 300);
  EXPECT_EQ(result.iterations, 46.0 * 300 / 2000);
  options.max_no_improvement = 0;
  result = mini_batch_kmeans(points.view(), options);
  EXPECT_EQ(result.end, MiniBatchEnd::no_improvement);
  EXPECT_EQ(result.steps.size(), 2U);
  options.max_no_improvement = 3;
  options.max_iterations = 1000;
  EXPECT_EQ(mini_batch_kmeans(points.view(), options).end, MiniBatchEnd::no_improvement);
  options.max_no_improvement = std::nullopt;
  options.tolerance = 1e-4;
  result = mini_batch_kmeans(points.view(), options);
  EXPECT_EQ(result.end, MiniBatchEnd::small_shift);
  double variance = 0;
  for (std::uint32_t j = 0; j < 3; ++j) {
    double mean = 0;
    for (std::size_t i = 0; i < points.size(); ++i) mean += points.at(i)[j] / 2000.0;
    for (std::size_t i = 0; i < points.size(); ++i) variance += std::pow(points.at(i)[j] - mean, 2) / 6000;
  }
  EXPECT_LE(result.steps.back().center_shift, 1e-4 * variance);
  for (std::size_t i = 1; i + 1 < result.steps.size(); ++i) EXPECT_GT(result.steps[i].center_shift, 0.99e-4 * variance);
}

TEST(MiniBatch, ReachesNearlyWhatIterationsOnAllPointsReach) {
  const Points points = test::make_points(Shape::clustered, 20000, 4, 9);
  const double least = kmeans(points.view(), {.clusters = 13}).inertia;
  EXPECT_LT(mini_batch_kmeans(points.view(), {.clusters = 13}).inertia, 1.1 * least);
  const MiniBatchResult unlabeled = mini_batch_kmeans(points.view(), {.clusters = 13, .compute_labels = false});
  EXPECT_TRUE(unlabeled.labels.empty());
  EXPECT_NEAR(unlabeled.inertia, least, 0.2 * least);
}

TEST(MiniBatch, CentersThatSeeNothingAreReassigned) {
  const Points points = test::make_points(Shape::uniform, 1000, 2, 1);
  std::vector<double> start = {0, 0, 1e6, 1e6, 100, 100, -1e6, -1e6};
  MiniBatchOptions options{.clusters = 4, .start = start};
  MiniBatch steps(options);
  const MiniBatchStep first = steps.step(points.view());
  EXPECT_EQ(first.reassigned, 2U);
  std::set<double> seen;
  for (const std::uint32_t center : {1U, 3U}) {
    const double x = steps.state().centers[2 * center];
    EXPECT_TRUE(x >= 0 && x <= 255) << x;
    seen.insert(x);
  }
  EXPECT_EQ(seen.size(), 2U);
  const std::vector<double>& weights = steps.state().weights;
  EXPECT_EQ(weights[1], std::min(weights[0], weights[2]));
  EXPECT_EQ(weights[3], weights[1]);
  options.reassignment_ratio = 0;
  MiniBatch still(options);
  EXPECT_EQ(still.step(points.view()).reassigned, 0U);
  EXPECT_EQ(still.state().weights[1], 0);
  EXPECT_EQ(still.state().centers[2], 1e6);
}

TEST(MiniBatch, NoMoreThanHalfABatchIsReassigned) {
  const Points points = test::make_points(Shape::uniform, 10, 2, 1);
  std::vector<double> start(40, 1e6);
  start[0] = start[1] = 0;
  MiniBatch steps({.clusters = 20, .start = start});
  EXPECT_EQ(steps.step(points.view()).reassigned, 5U);
}

TEST(MiniBatch, DoublesAndFloatsAreDrawnAlike) {
  const Points points = test::make_points(Shape::clustered, 3000, 5, 4);
  const std::vector<double> rows(points.coordinates.begin(), points.coordinates.end());
  const MiniBatchResult floats = mini_batch_kmeans(points.view(), {.clusters = 13});
  const MiniBatchResult doubles =
      mini_batch_kmeans(DoublePointsView{.coordinates = rows, .dimensions = 5}, {.clusters = 13});
  ASSERT_EQ(floats.steps.size(), doubles.steps.size());
  for (std::size_t i = 0; i < floats.state.centers.size(); ++i) {
    EXPECT_NEAR(floats.state.centers[i], doubles.state.centers[i], 1e-2) << "center coordinate " << i;
  }
}

// The draws of rows that weigh 1 to 4.
TEST(RowDraws, FollowTheWeights) {
  const std::vector<float> values = {5, 7, 1, 3, 9, 2, 7};
  const std::vector<double> weights = {1, 2, 0, 4, 1, 3, 2};
  Workers workers(1);
  const RowsView<float> rows{.values = values.data(), .dimensions = 1, .count = 7, .row_stride = 1, .weights = weights};
  const RowDraws<float> draws(rows, workers);
  EXPECT_EQ(draws.count(), 5U);
  Random random(1);
  std::vector<double> share(10);
  constexpr int times = 130'000;
  for (int i = 0; i < times; ++i)
    share[static_cast<std::size_t>(values[draws.row(draws.draw(random))])] += 13.0 / times;
  const std::vector<double> expected = {0, 0, 3, 4, 0, 1, 0, 4, 0, 1};
  for (std::size_t value = 0; value < expected.size(); ++value)
    EXPECT_NEAR(share[value], expected[value], 0.05) << value;
}

TEST(MiniBatch, RefusesWhatIsWrong) {
  const std::vector<float> points = {0, 1, 2, 3};
  const auto refused = [&](const MiniBatchOptions& options, const std::string& part) {
    test::expect_error([&] { (void)mini_batch_kmeans(PointsView{points}, options); }, ErrorCode::invalid_argument,
                       part);
    test::expect_error([&] { (void)MiniBatch(options).step(PointsView{points}); }, ErrorCode::invalid_argument, "");
  };
  const std::vector<double> three = {1, 2, 3};
  refused({.clusters = 0}, "clusters");
  refused({.clusters = 65537}, "clusters");
  refused({.clusters = 2, .start = three}, "centers");
  refused({.n_init = 0}, "starts");
  refused({.batch_size = 0}, "batch");
  refused({.max_iterations = 0}, "iterations");
  refused({.tolerance = -1}, "tolerance");
  refused({.reassignment_ratio = -0.1}, "ratio");
  refused({.reassignment_ratio = std::numeric_limits<double>::quiet_NaN()}, "ratio");

  MiniBatch steps({.clusters = 2});
  steps.step(PointsView{points});
  const MiniBatchState state = steps.state();
  test::expect_error([&] { steps.step(PointsView{points, 2}); }, ErrorCode::invalid_argument, "dimensions");
  test::expect_error([&] { steps.step(PointsView{}); }, ErrorCode::invalid_argument, "no points");
  EXPECT_EQ(steps.state(), state);
  const auto no_state = [&](MiniBatchState spoiled) {
    test::expect_error([&] { (void)MiniBatch({.clusters = 2}, spoiled); }, ErrorCode::invalid_argument, "the state");
  };
  no_state({.centers = {1, 2, 3}, .weights = {1, 1}});
  no_state({.centers = {1, 2}, .weights = {1}});
  no_state({.centers = {1, 2}, .weights = {1, -1}});
}

}  // namespace
}  // namespace kvant
