// What kmeans() promises for any points.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kmeans/simd_target.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/version.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

struct Case {
  Points points;
  KMeansOptions options;
};

Case any_case() {
  const auto d = *rc::gen::inRange<std::uint32_t>(1, 11);
  const auto n = *rc::gen::inRange<std::size_t>(1, 2000);
  const auto shape =
      *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  Case c{test::make_points(shape, n, d, seed), {}};
  const int weights = *rc::gen::inRange(0, 3);
  if (weights == 1) test::add_small_weights(c.points, seed + 1);
  if (weights == 2) test::add_wild_weights(c.points, seed + 1);
  const auto most = std::min<std::size_t>(64, test::distinct_points(c.points));
  c.options.clusters = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(most) + 1);
  c.options.init = *rc::gen::element(Init::kmeans_plus_plus, Init::random);
  c.options.effort = *rc::gen::inRange(1, 11);
  c.options.tolerance = *rc::gen::element(0.0, 1e-4, 1e-2);
  c.options.max_iterations = *rc::gen::element(1, 2, 5, 300);
  c.options.seed = *rc::gen::arbitrary<std::uint64_t>();
  c.options.threads = 1;
  return c;
}

// What rounding may add to the inertia of an iteration. Sums are multiples of a quantum, at most 2^-50 of what all
// points could add up to: felt where a few points outweigh the others by many orders of magnitude. Each row adds half a
// quantum at most, and unless all weigh 2^28 or more a whole weight is as many rows (see kmeans/frame.hpp).
double rounding_of(const Points& points) {
  double repeats = 0;
  double weight = 0;
  double reach = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double w = points.weight(i);
    repeats += w == std::floor(w) ? w : 1.0;
    weight += w;
    for (std::uint32_t j = 0; j < points.dimensions; ++j) reach = std::max(reach, std::abs(double{points.at(i)[j]}));
  }
  const double rows = weight < 0x1p28 ? repeats : static_cast<double>(points.size());
  // Half a quantum of squares, and that of each coordinate times 2 |mean| <= 2 reach.
  return 1.5 * rows * 0x1p-50 * weight * reach * reach * points.dimensions;
}

::testing::AssertionResult keeps_promises(const Points& points, const KMeansOptions& options,
                                          const KMeansResult& result) {
  const auto fail = [](const std::string& what) { return ::testing::AssertionFailure() << what; };
  const std::size_t k = options.clusters;
  if (result.centers.size() != k * points.dimensions) return fail("wrong number of centers");
  if (result.labels.size() != points.size()) return fail("wrong number of labels");
  if (result.labels != test::brute_force(points, result.centers)) return fail("labels are not the nearest centers");
  if (result.labels != predict(points.view(), result.centers, 1)) return fail("labels are not predict()'s");
  const double expected = test::inertia_of(points, result.centers, result.labels);
  if (std::abs(result.inertia - expected) > 1e-6 * expected) {
    return fail("inertia is " + std::to_string(result.inertia) + ", not " + std::to_string(expected));
  }
  const std::set<std::uint32_t> used(result.labels.begin(), result.labels.end());
  if (used.size() != k) return fail(std::to_string(k - used.size()) + " clusters are empty");
  if (result.iterations.empty()) return fail("no iterations");
  if (result.iterations.size() > static_cast<std::size_t>(options.max_iterations)) return fail("too many iterations");
  const double rounding = rounding_of(points);
  double previous = result.iterations.front().inertia;
  for (const IterationStatistics& iteration : result.iterations) {
    if (!(iteration.inertia <= previous * (1 + 1e-6) + rounding)) {
      return fail("inertia rose from " + std::to_string(previous) + " to " + std::to_string(iteration.inertia));
    }
    previous = iteration.inertia;
  }
  if (!(result.inertia <= previous * (1 + 1e-6) + rounding)) {
    return fail("inertia rose at last from " + std::to_string(previous) + " to " + std::to_string(result.inertia));
  }
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult same(const KMeansResult& a, const KMeansResult& b) {
  if (a.centers != b.centers) return ::testing::AssertionFailure() << "centers differ";
  if (a.labels != b.labels) return ::testing::AssertionFailure() << "labels differ";
  if (a.inertia != b.inertia) return ::testing::AssertionFailure() << "inertia differs";
  if (a.converged != b.converged) return ::testing::AssertionFailure() << "convergence differs";
  if (a.iterations.size() != b.iterations.size()) return ::testing::AssertionFailure() << "iterations differ";
  for (std::size_t i = 0; i < a.iterations.size(); ++i) {
    if (a.iterations[i].inertia != b.iterations[i].inertia ||
        a.iterations[i].reassigned != b.iterations[i].reassigned ||
        a.iterations[i].center_shift != b.iterations[i].center_shift) {
      return ::testing::AssertionFailure() << "statistics of iteration " << i << " differ";
    }
  }
  return ::testing::AssertionSuccess();
}

// RapidCheck's assertion, with the message of GoogleTest's result.
void require(const ::testing::AssertionResult& result) {
  if (!result) RC_FAIL(std::string(result.message()));
}

TEST(KMeans, KeepsItsPromises) {
  EXPECT_TRUE(rc::check("labels, inertia and iterations are right", [] {
    const Case c = any_case();
    require(keeps_promises(c.points, c.options, kmeans(c.points.view(), c.options)));
  }));
}

TEST(KMeans, SameBitsOnAnyNumberOfThreads) {
  EXPECT_TRUE(rc::check("threads do not matter", [] {
    Case c = any_case();
    const KMeansResult one = kmeans(c.points.view(), c.options);
    for (unsigned threads : {2u, 3u, 0u}) {
      c.options.threads = threads;
      require(same(kmeans(c.points.view(), c.options), one));
    }
  }));
}

TEST(KMeans, KeepsTheBestOfSeveralStarts) {
  EXPECT_TRUE(rc::check("more starts, no more inertia", [] {
    Case c = any_case();
    c.points.weights.clear();  // which are rounded while starts are compared
    c.options.effort = *rc::gen::inRange(1, 4);
    double before = kmeans(c.points.view(), c.options).inertia;
    for (const std::uint32_t starts : {2u, 4u}) {
      c.options.n_init = starts;
      c.options.threads = 1;
      const KMeansResult result = kmeans(c.points.view(), c.options);
      require(keeps_promises(c.points, c.options, result));
      RC_ASSERT(result.inertia <= before);
      before = result.inertia;
      c.options.threads = 3;
      require(same(kmeans(c.points.view(), c.options), result));
    }
  }));
}

TEST(KMeans, StartsThatAreNoBetterDoNotCount) {
  const std::vector<float> points = {0, 1, 2, 7, 8, 9};
  const KMeansOptions once{.clusters = 2};
  KMeansOptions often = once;
  often.n_init = 5;
  EXPECT_TRUE(same(kmeans(PointsView{points}, often), kmeans(PointsView{points}, once)));
  // Centers that are given are one start.
  const std::vector<double> start = {0, 1};
  often.start = start;
  often.max_iterations = 1;
  EXPECT_EQ(kmeans(PointsView{points}, often).centers, (std::vector<double>{0, 5.4F}));
}

TEST(KMeans, SeveralStartsFindWhatOneMisses) {
  const Points points = test::make_points(Shape::clustered, 3000, 2, 5);
  int missed = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    KMeansOptions options{.clusters = 13, .init = Init::random, .seed = seed};
    const double once = kmeans(points.view(), options).inertia;
    options.n_init = 10;
    if (kmeans(points.view(), options).inertia < 0.9 * once) ++missed;
  }
  EXPECT_GE(missed, 3);
}

TEST(KMeans, SameBitsOnAnyNumberOfThreadsWithManyPoints) {
  for (std::uint32_t d : {1u, 3u, 4u, 10u}) {
    Points points = test::make_points(Shape::clustered, 60000, d, d);
    test::add_small_weights(points, d);
    KMeansOptions options{.clusters = 20, .threads = 1};
    const KMeansResult one = kmeans(points.view(), options);
    for (unsigned threads : {2u, 3u, 0u}) {
      options.threads = threads;
      EXPECT_TRUE(same(kmeans(points.view(), options), one)) << "d " << d << ", threads " << threads;
    }
    EXPECT_TRUE(keeps_promises(points, options, one)) << d;
  }
}

// Integer coordinates: every sum is exact, so that a weight of 3 and three points cannot differ by rounding.
TEST(KMeans, WeightsAreRepeatedPoints) {
  EXPECT_TRUE(rc::check("a weight of w is w points", [] {
    const auto d = *rc::gen::inRange<std::uint32_t>(1, 11);
    const auto n = *rc::gen::inRange<std::size_t>(1, 500);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    Points weighted = test::make_points(Shape::gridded, n, d, seed);
    test::add_small_weights(weighted, seed);
    Points repeated{{}, d};
    for (std::size_t i = 0; i < n; ++i) {
      for (double w = 0; w < weighted.weight(i); ++w) {
        repeated.coordinates.insert(repeated.coordinates.end(), weighted.at(i), weighted.at(i) + d);
      }
    }
    const auto most = std::min<std::size_t>(20, test::distinct_points(weighted));
    const KMeansOptions options{.clusters = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(most) + 1),
                                .init = *rc::gen::element(Init::kmeans_plus_plus, Init::random),
                                .effort = *rc::gen::inRange(1, 11),
                                .seed = seed,
                                .threads = 1};
    const KMeansResult a = kmeans(weighted.view(), options);
    const KMeansResult b = kmeans(repeated.view(), options);
    RC_ASSERT(a.centers == b.centers);
    RC_ASSERT(std::abs(a.inertia - b.inertia) <= 1e-9 * a.inertia);
    std::size_t i = 0;
    for (std::size_t point = 0; point < n; ++point) {
      for (double w = 0; w < weighted.weight(point); ++w) RC_ASSERT(b.labels[i++] == a.labels[point]);
    }
  }));
}

// Deep trees of regions, many iterations, and lattices on which ties are everywhere.
// Equal rows are taken together only where they have weights, and here they are few; a sample of all rows is the table
// itself, or not.
TEST(KMeans, WeightsOfOneChangeNothingWhereFewRowsAreEqual) {
  for (const std::uint32_t n : {5'000u, 150'000u}) {
    test::Random random(n);
    std::vector<float> values;
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::size_t other = i % 20 == 19 ? random.below(i) : i;
      for (std::size_t j = 0; j < 3; ++j) {
        values.push_back(other < i ? values[3 * other + j] : static_cast<float>(random.below(1U << 20)));
      }
    }
    const std::vector<float> ones(n, 1.0F);
    const KMeansOptions options{.clusters = 20, .threads = 2};
    const KMeansResult plain = kmeans(PointsView{.coordinates = values, .dimensions = 3}, options);
    const KMeansResult weighted = kmeans(PointsView{.coordinates = values, .dimensions = 3, .weights = ones}, options);
    EXPECT_EQ(plain.centers, weighted.centers) << n;
    EXPECT_EQ(plain.labels, weighted.labels) << n;
    EXPECT_EQ(plain.inertia, weighted.inertia) << n;
  }
}

TEST(KMeans, KeepsItsPromisesWithManyPoints) {
  Points lattice{{}, 3};
  for (std::uint32_t i = 0; i < 32 * 32 * 32; ++i) {
    for (std::uint32_t v : {i & 31, i >> 5 & 31, i >> 10}) lattice.coordinates.push_back(static_cast<float>(v));
  }
  const Points uniform = test::make_points(Shape::uniform, 30000, 3, 1);
  const Points flat = test::make_points(Shape::uniform, 30000, 2, 2);
  Points deep = test::make_points(Shape::clustered, 30000, 4, 3);
  test::add_wild_weights(deep, 4);
  for (const Points& points : {lattice, uniform, flat, deep}) {
    for (std::uint32_t k : {8u, 64u, 200u}) {
      for (int effort : {1, 7}) {
        const KMeansOptions options{.clusters = k, .effort = effort, .tolerance = 0};
        EXPECT_TRUE(keeps_promises(points, options, kmeans(points.view(), options)))
            << "d " << points.dimensions << ", k " << k << ", effort " << effort;
      }
    }
  }
}

// More rows than a start is searched on, many dimensions, repetitions, and weights of all magnitudes.
TEST(KMeans, KeepsItsPromisesInManyDimensions) {
  for (std::uint32_t d : {9u, 50u, 200u}) {
    for (int shape = 0; shape < test::kShapes; ++shape) {
      Points points = test::make_points(static_cast<Shape>(shape), 5000, d, d);
      if (shape == 1) test::add_small_weights(points, d);
      if (shape == 2) test::add_wild_weights(points, d);
      for (Init init : {Init::kmeans_plus_plus, Init::random}) {
        const KMeansOptions options{.clusters = 9, .init = init, .tolerance = 0};
        EXPECT_TRUE(keeps_promises(points, options, kmeans(points.view(), options)))
            << "d " << d << ", " << test::name_of(static_cast<Shape>(shape));
      }
    }
  }
}

TEST(KMeans, SameBitsOnEverySimdTarget) {
  const std::string before(simd_target());
  for (std::uint32_t d : {3u, 30u}) {
    const Points points = test::make_points(Shape::uniform, 7000, d, d);
    const KMeansOptions options{.clusters = 21, .tolerance = 0};
    const KMeansResult one = kmeans(points.view(), options);
    for (std::string_view target : simd_targets()) {
      force_simd_target(target);
      EXPECT_TRUE(same(kmeans(points.view(), options), one)) << target << ", d " << d;
    }
    force_simd_target(before);
  }
}

TEST(KMeans, AsManyClustersAsDistinctPoints) {
  for (std::uint32_t d : {1u, 2u, 3u, 4u, 8u, 11u}) {
    for (Init init : {Init::kmeans_plus_plus, Init::random}) {
      for (int effort : {1, 7, 10}) {
        const Points points = test::make_points(Shape::duplicated, 500, d, d);
        const auto k = static_cast<std::uint32_t>(test::distinct_points(points));
        const KMeansOptions options{.clusters = k, .init = init, .effort = effort};
        const KMeansResult result = kmeans(points.view(), options);
        EXPECT_EQ(result.inertia, 0) << d;
        EXPECT_TRUE(result.converged) << d;
        EXPECT_TRUE(keeps_promises(points, options, result)) << d;
      }
    }
  }
}

TEST(KMeans, ManyClustersOnFewPoints) {
  const Points points = test::make_points(Shape::uniform, 1200, 3, 5);
  for (std::uint32_t k : {1000u, 1199u, 1200u}) {
    const KMeansOptions options{.clusters = k};
    EXPECT_TRUE(keeps_promises(points, options, kmeans(points.view(), options))) << k;
  }
}

TEST(KMeans, ConstantData) {
  for (std::uint32_t d : {1u, 3u, 9u}) {
    const Points points{std::vector<float>(std::size_t{100} * d, 0.1f), d};
    const KMeansResult result = kmeans(points.view(), {.clusters = 1});
    EXPECT_EQ(result.centers, std::vector<double>(d, 0.1f));
    EXPECT_EQ(result.inertia, 0);
    EXPECT_TRUE(result.converged);
  }
}

TEST(KMeans, OnePoint) {
  const Points point{{1.5f, -2.0f}, 2};
  const KMeansResult result = kmeans(point.view(), {.clusters = 1});
  EXPECT_EQ(result.centers, (std::vector<double>{1.5, -2.0}));
  EXPECT_EQ(result.labels, std::vector<std::uint32_t>{0});
}

TEST(KMeans, OneClusterIsTheWeightedMean) {
  for (std::uint32_t d : {1u, 3u, 9u}) {
    Points points = test::make_points(Shape::uniform, 3000, d, d);
    test::add_small_weights(points, d);
    const KMeansResult result = kmeans(points.view(), {.clusters = 1});
    for (std::uint32_t j = 0; j < d; ++j) {
      double sum = 0;
      double weight = 0;
      for (std::size_t i = 0; i < points.size(); ++i) {
        sum += points.weight(i) * points.at(i)[j];
        weight += points.weight(i);
      }
      EXPECT_NEAR(result.centers[j], sum / weight, 1e-5 * sum / weight);
    }
  }
}

TEST(KMeans, OffsetAndScaledCoordinates) {
  for (std::uint32_t d : {1u, 2u, 3u, 4u, 8u, 11u}) {
    for (const auto& [scale, offset] : {std::pair{1.0f, 1e6f}, {1.0f, -1e6f}, {1e-6f, 0.0f}, {1e6f, 0.0f}}) {
      for (Shape shape : {Shape::uniform, Shape::clustered}) {
        Points points = test::make_points(shape, 1500, d, d);
        for (float& x : points.coordinates) x = x * scale + offset;
        const KMeansOptions options{.clusters = 9};
        EXPECT_TRUE(keeps_promises(points, options, kmeans(points.view(), options)))
            << "d " << d << ", scale " << scale << ", offset " << offset << ", " << test::name_of(shape);
      }
    }
  }
}

// A column of small numbers beside one of large ones, which alone tell the clusters apart.
TEST(KMeans, SmallColumnsKeepTheirDigits) {
  for (const std::uint32_t d : {2u, 10u}) {
    Points points{{}, d};
    std::vector<double> doubles;
    for (int i = 0; i < 300; ++i) {
      for (std::uint32_t j = 0; j < d; ++j) {
        points.coordinates.push_back(j == 0 ? 1e9f * static_cast<float>(i % 3) : 1e-6f * static_cast<float>(1 + i % 3));
        doubles.push_back(j == 0 ? 1e50 * (i % 3) : 1e-30 * (1 + i % 3));
      }
    }
    const KMeansResult floats = kmeans(points.view(), {.clusters = 3});
    const KMeansResult wide = kmeans(DoublePointsView{.coordinates = doubles, .dimensions = d}, {.clusters = 3});
    for (std::uint32_t c = 0; c < 3; ++c) {
      const double which = std::round(floats.centers[c * d] / 1e9);
      EXPECT_NEAR(floats.centers[c * d + 1], 1e-6 * (1 + which), 1e-12) << d;
      const double other = std::round(wide.centers[c * d] / 1e50);
      EXPECT_NEAR(wide.centers[c * d + 1], 1e-30 * (1 + other), 1e-36) << d;
    }
  }
}

TEST(KMeans, TellsWhichRowsWereLookedAt) {
  const Points points = test::make_points(Shape::uniform, 5000, 16, 3);
  const KMeansResult result = kmeans(points.view(), {.clusters = 8, .effort = 1, .tolerance = 0});
  ASSERT_GT(result.iterations.size(), 3U);
  EXPECT_EQ(result.iterations.front().visited, 5000U);
  // Once centers move little, most rows are known to keep theirs.
  EXPECT_LT(result.iterations.back().visited, 2500U);
  for (const IterationStatistics& iteration : result.iterations) {
    EXPECT_LE(iteration.in_double, iteration.visited);
    EXPECT_LE(iteration.by_distance, iteration.in_double);
  }
  // Two centers in one place: only the distances tell which comes first.
  std::vector<double> start(2 * 16, 0.5);
  const KMeansResult ties = kmeans(points.view(), {.clusters = 2, .start = start, .max_iterations = 1});
  EXPECT_EQ(ties.iterations.front().by_distance, 5000U);
}

TEST(KMeans, TellsWhichPointsInSpaceWereLookedAt) {
  const Points points = test::make_points(Shape::uniform, 5000, 3, 3);
  const KMeansResult result = kmeans(points.view(), {.clusters = 8, .effort = 1, .tolerance = 0});
  ASSERT_GT(result.iterations.size(), 3U);
  for (const IterationStatistics& iteration : result.iterations) {
    EXPECT_GT(iteration.visited, 0U);
    EXPECT_LT(iteration.visited, 5000U) << "whole regions belong to one center";
    EXPECT_EQ(iteration.in_double, 0U);
  }
  // More rows than a start is searched on are packed, of which few have to be looked at themselves.
  const Points many = test::make_points(Shape::uniform, 200'000, 3, 3);
  const KMeansResult packed = kmeans(many.view(), {.clusters = 64, .effort = 1, .tolerance = 0, .max_iterations = 3});
  for (const IterationStatistics& iteration : packed.iterations) {
    EXPECT_LT(iteration.by_distance, iteration.visited / 100);
  }
  // One center owns all there is.
  EXPECT_EQ(kmeans(points.view(), {.clusters = 1}).iterations.front().visited, 0U);
}

// Points that weigh nothing get labels, and move nothing.
TEST(KMeans, ZeroWeights) {
  for (std::uint32_t d : {1u, 3u, 9u}) {
    Points points = test::make_points(Shape::uniform, 600, d, d);
    Points heavy{{}, d};
    points.weights.assign(points.size(), 1.0f);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i % 3 == 0) {
        points.weights[i] = 0;
      } else {
        heavy.coordinates.insert(heavy.coordinates.end(), points.at(i), points.at(i) + d);
      }
    }
    const KMeansOptions options{.clusters = 7};
    const KMeansResult result = kmeans(points.view(), options);
    EXPECT_TRUE(keeps_promises(points, options, result)) << d;
    const std::vector<std::uint32_t> labels = test::brute_force(heavy, result.centers);
    EXPECT_EQ(std::set<std::uint32_t>(labels.begin(), labels.end()).size(), 7) << d;
  }
}

TEST(KMeans, FarAndCoincidentStartsLeaveNoClusterEmpty) {
  for (std::uint32_t d : {1u, 2u, 3u, 4u, 8u, 11u}) {
    for (int effort : {1, 7}) {
      for (Shape shape : {Shape::uniform, Shape::gridded, Shape::duplicated}) {
        const Points points = test::make_points(shape, 700, d, d);
        const std::uint32_t k = std::min<std::uint32_t>(8, static_cast<std::uint32_t>(test::distinct_points(points)));
        const std::size_t size = std::size_t{k} * d;
        std::vector<double> far(size);
        for (std::size_t i = 0; i < size; ++i) far[i] = 1e5 + static_cast<double>(i);
        for (const std::vector<double>& start :
             {far, std::vector<double>(size, 3.0), std::vector<double>(size, -1e6)}) {
          const KMeansOptions options{.clusters = k, .start = start, .effort = effort};
          const KMeansResult result = kmeans(points.view(), options);
          const std::set<std::uint32_t> used(result.labels.begin(), result.labels.end());
          EXPECT_EQ(used.size(), k) << "d " << d << ", start " << start[0] << ", " << test::name_of(shape);
          EXPECT_EQ(result.labels, test::brute_force(points, result.centers));
        }
      }
    }
  }
}

TEST(KMeans, MoreEffortIsNoWorse) {
  for (std::uint32_t d : {2u, 3u}) {
    const Points points = test::make_points(Shape::clustered, 3000, d, 40 + d);
    double sum_low = 0;
    double sum_high = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      sum_low += kmeans(points.view(), {.clusters = 13, .effort = 1, .seed = seed}).inertia;
      sum_high += kmeans(points.view(), {.clusters = 13, .effort = 7, .seed = seed}).inertia;
    }
    EXPECT_LE(sum_high, sum_low * (1 + 1e-6)) << d;
  }
}

}  // namespace
}  // namespace kvant
