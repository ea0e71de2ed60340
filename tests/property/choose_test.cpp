// What sweep() promises for any points, and its scores against their definitions.
#include "kvant/choose.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "kvant/kmeans.hpp"
#include "support/corpus.hpp"
#include "support/sample_points.hpp"
#include "support/sanitized.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

struct Case {
  Points points;
  SweepOptions options;
};

Case any_case() {
  const auto d = *rc::gen::element<std::uint32_t>(1, 2, 3, 4, 6, 9, 17);  // the last three as rows, the others in space
  const auto n = *rc::gen::inRange<std::size_t>(1, 120);
  const auto shape =
      *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  Case c{test::make_points(shape, n, d, seed), {}};
  if (*rc::gen::arbitrary<bool>()) test::add_small_weights(c.points, seed + 1);
  const auto most = static_cast<std::uint32_t>(test::distinct_points(c.points));
  c.options.from = *rc::gen::inRange<std::uint32_t>(1, std::min(most, 5U) + 1);
  c.options.to = *rc::gen::inRange<std::uint32_t>(c.options.from, 17);
  c.options.effort = *rc::gen::inRange(1, 9);
  c.options.seed = *rc::gen::arbitrary<std::uint64_t>();
  c.options.threads = 1;
  return c;
}

double total_inertia(const Points& points) {
  const KMeansResult one = kmeans(points.view(), {.clusters = 1, .threads = 1});
  return one.inertia;
}

// The scores by their definitions, point by point.
struct Scores {
  double calinski_harabasz = 0;
  double bic = 0;
  double silhouette = 0;
};

double distance(const Points& points, std::size_t i, const CurvePoint& at, std::size_t center) {
  double sum = 0;
  for (std::uint32_t j = 0; j < points.dimensions; ++j) {
    const double step = double{points.at(i)[j]} - at.centers[center * points.dimensions + j];
    sum += step * step;
  }
  return std::sqrt(sum);
}

Scores plain_scores(const Points& points, const CurvePoint& at) {
  const double d = points.dimensions;
  const double k = at.k;
  double n = 0;
  std::vector<double> mean(points.dimensions);
  for (std::size_t i = 0; i < points.size(); ++i) {
    n += points.weight(i);
    for (std::uint32_t j = 0; j < points.dimensions; ++j) mean[j] += points.weight(i) * points.at(i)[j];
  }
  const auto labels = test::brute_force(points, at.centers);
  std::vector<double> sizes(at.k);
  double within = 0;
  double silhouette = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double a = distance(points, i, at, labels[i]);
    double b = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < at.k; ++c) {
      if (c != labels[i]) b = std::min(b, distance(points, i, at, c));
    }
    sizes[labels[i]] += points.weight(i);
    within += points.weight(i) * a * a;
    silhouette += points.weight(i) * (b - a) / std::max(a, b);
  }
  double between = 0;
  double likelihood = 0;
  const double variance = within / (d * (n - k));
  for (std::size_t c = 0; c < at.k; ++c) {
    double squared = 0;
    for (std::uint32_t j = 0; j < points.dimensions; ++j) {
      const double step = at.centers[c * points.dimensions + j] - mean[j] / n;
      squared += step * step;
    }
    between += sizes[c] * squared;
    // The densities of a cluster's points multiply to this; the squared distances of all of them follow below.
    likelihood += sizes[c] * (std::log(sizes[c] / n) - d / 2 * std::log(2 * std::numbers::pi * variance));
  }
  likelihood -= within / (2 * variance);
  const double parameters = (k - 1) + k * d + 1;
  return {between / (k - 1) / (within / (n - k)), likelihood - parameters / 2 * std::log(n), silhouette / n};
}

void require_near(double found, double expected, double scale, const std::string& what) {
  if (std::abs(found - expected) > 1e-4 * scale) {
    RC_FAIL(what + " is " + std::to_string(found) + ", not " + std::to_string(expected));
  }
}

TEST(Sweep, KeepsItsPromises) {
  EXPECT_TRUE(rc::check("the curve is whole, falls, and says what its centers say", [] {
    const Case c = any_case();
    const auto distinct = static_cast<std::uint32_t>(test::distinct_points(c.points));
    const Curve curve = sweep(c.points.view(), c.options);
    RC_ASSERT(curve.distinct_points == distinct);
    const std::uint32_t to = std::min(c.options.to, distinct);
    RC_ASSERT(curve.points.size() == to - c.options.from + 1);
    const double total = total_inertia(c.points);
    double before = total * (1 + 1e-9);
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
      const CurvePoint& at = curve.points[i];
      RC_ASSERT(at.k == c.options.from + i);
      RC_ASSERT(at.centers.size() == std::size_t{at.k} * c.points.dimensions);
      RC_ASSERT(at.inertia <= before);
      before = at.inertia;
      const auto labels = test::brute_force(c.points, at.centers);
      const double inertia = test::inertia_of(c.points, at.centers, labels);
      RC_ASSERT(std::abs(at.inertia - inertia) <= 1e-6 * total);
      RC_ASSERT(at.variance_explained <= 1);
      if (total > 0) RC_ASSERT(std::abs(at.variance_explained - (1 - at.inertia / total)) < 1e-6);
      if (at.k == 1 && distinct > 1) RC_ASSERT(std::abs(at.variance_explained) < 1e-9);
      if (at.k == distinct) RC_ASSERT(at.variance_explained == 1);
    }
  }));
}

TEST(Sweep, ScoresAreTheirDefinitions) {
  EXPECT_TRUE(rc::check("scores agree with brute force", [] {
    Case c = any_case();
    c.options.tolerance = 0;  // so that centers are means, as the definitions have them
    for (const CurvePoint& at : sweep(c.points.view(), c.options).points) {
      // Below that single-precision distances are noise.
      if (at.k == 1 || at.inertia < 1e-6 * total_inertia(c.points)) continue;
      const Scores expected = plain_scores(c.points, at);
      require_near(at.calinski_harabasz, expected.calinski_harabasz, expected.calinski_harabasz, "Calinski-Harabasz");
      require_near(at.bic, expected.bic, 1 + std::abs(expected.bic), "BIC");
      require_near(at.simplified_silhouette, expected.silhouette, 1, "the silhouette");
    }
  }));
}

// Pixels of a square cut out of a picture.
Points crop(const Image& image, std::uint32_t left, std::uint32_t top, std::uint32_t side) {
  Points points{{}, 3};
  for (std::uint32_t y = top; y < top + side; ++y) {
    const std::uint8_t* row = image.samples.data() + (std::size_t{y} * image.width + left) * image.channels;
    for (std::uint32_t x = 0; x < side; ++x) {
      for (std::uint32_t j = 0; j < 3; ++j) points.coordinates.push_back(row[x * image.channels + j]);
    }
  }
  return points;
}

TEST(Sweep, IsNoWorseThanFreshFits) {
  const Image cat = read_image(test::source_dir() / "examples" / "chelsea.png").image;
  for (const std::uint32_t side : {16U, 32U, 64U, 128U}) {
    for (std::uint32_t place = 0; place < (test::kSanitized ? 1 : 4); ++place) {
      const Points points = crop(cat, 20 + 80 * place, 10 + 50 * place, side);
      for (const CurvePoint& at : sweep(points.view(), {.to = 24}).points) {
        const KMeansResult fresh = kmeans(points.view(), {.clusters = at.k});
        EXPECT_LE(at.inertia, 1.01 * fresh.inertia) << "side " << side << ", place " << place << ", k " << at.k;
      }
    }
  }
}

TEST(Sweep, SameBitsOnAnyNumberOfThreads) {
  EXPECT_TRUE(rc::check("threads do not matter", [] {
    Case c = any_case();
    const Curve one = sweep(c.points.view(), c.options);
    c.options.threads = 3;
    const Curve three = sweep(c.points.view(), c.options);
    RC_ASSERT(one.points.size() == three.points.size());
    for (std::size_t i = 0; i < one.points.size(); ++i) {
      RC_ASSERT(one.points[i].inertia == three.points[i].inertia);
      RC_ASSERT(one.points[i].centers == three.points[i].centers);
      if (one.points[i].k == 1) continue;
      RC_ASSERT(one.points[i].simplified_silhouette == three.points[i].simplified_silhouette);
    }
  }));
}

TEST(Sweep, LongRangesKeepItsPromises) {
  const Points points =
      crop(read_image(test::source_dir() / "examples" / "chelsea.png").image, 120, 60, test::kSanitized ? 48 : 96);
  constexpr std::uint32_t to = test::kSanitized ? 120 : 300;
  const Curve curve = sweep(points.view(), {.to = to, .threads = 1});
  ASSERT_EQ(curve.points.size(), to);

  // Up to 64 the curve is that of a short range.
  const Curve shorter = sweep(points.view(), {.to = 64});
  for (std::size_t i = 0; i < shorter.points.size(); ++i) {
    EXPECT_EQ(curve.points[i].inertia, shorter.points[i].inertia) << "k " << i + 1;
  }
  // A range that begins late is a part of the whole; threads do not matter.
  const Curve late = sweep(points.view(), {.from = to / 2, .to = to, .threads = 3});
  ASSERT_EQ(late.points.size(), to / 2 + 1);
  for (std::size_t i = 0; i < late.points.size(); ++i) {
    EXPECT_EQ(late.points[i].centers, curve.points[i + to / 2 - 1].centers) << "k " << late.points[i].k;
  }

  for (std::uint32_t k = 65; k <= to; ++k) {
    const CurvePoint& at = curve.points[k - 1];
    ASSERT_EQ(at.k, k);
    ASSERT_EQ(at.centers.size(), std::size_t{3} * k);
    EXPECT_LE(at.inertia, curve.points[k - 2].inertia) << "k " << k;
    if (k % 40 != 0) continue;
    const double inertia = test::inertia_of(points, at.centers, test::brute_force(points, at.centers));
    EXPECT_NEAR(at.inertia, inertia, 1e-6 * inertia) << "k " << k;
    EXPECT_NEAR(at.simplified_silhouette, plain_scores(points, at).silhouette, 1e-5) << "k " << k;
    EXPECT_LE(at.inertia, 1.01 * kmeans(points.view(), {.clusters = k}).inertia) << "k " << k;
  }
}

TEST(Sweep, LongRangesEndAtTheNumberOfPoints) {
  const Points points = test::make_points(Shape::uniform, 90, 2, 1);
  const Curve curve = sweep(points.view(), {.to = 200});
  ASSERT_EQ(curve.points.size(), 90U);
  EXPECT_EQ(curve.points.back().inertia, 0);
}

// Tables of so many rows are searched by a sample: a third of their rows at the most.
constexpr std::size_t kManyRows = 16'000;

Points wide_table(Shape shape, std::uint32_t dimensions) {
  Points table = test::make_points(shape, kManyRows, dimensions, 5);
  test::add_small_weights(table, 6);
  for (std::size_t i = 0; i < kManyRows / 8; ++i) {  // some rows are alike
    const std::size_t to = (kManyRows - 1 - i) * dimensions;
    std::copy_n(table.at(i), dimensions, table.coordinates.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return table;
}

TEST(SweepOfRows, JudgesAllRowsThoughASampleIsSearched) {
  for (const Shape shape : {Shape::uniform, Shape::clustered}) {
    for (const std::uint32_t d : {6U, 10U}) {
      if (test::kSanitized && (shape == Shape::uniform || d == 6)) continue;
      SCOPED_TRACE(test::name_of(shape) + ", " + std::to_string(d) + " dimensions");
      const Points table = wide_table(shape, d);
      const Curve curve = sweep(table.view(), {.to = 16});
      ASSERT_EQ(curve.points.size(), 16U);
      EXPECT_EQ(curve.distinct_points, test::distinct_points(table));
      EXPECT_EQ(curve.weight, std::accumulate(table.weights.begin(), table.weights.end(), 0.0));
      double before = std::numeric_limits<double>::infinity();
      for (const CurvePoint& at : curve.points) {
        SCOPED_TRACE(at.k);
        EXPECT_LE(at.inertia, before);
        before = at.inertia;
        if (test::kSanitized && at.k % 5 != 1) continue;
        const double inertia = test::inertia_of(table, at.centers, test::brute_force(table, at.centers));
        EXPECT_NEAR(at.inertia, inertia, 1e-12 * inertia);
        EXPECT_LE(at.inertia, 1.02 * kmeans(table.view(), {.clusters = at.k}).inertia);
        if (at.k == 1) continue;
        const Scores scores = plain_scores(table, at);
        EXPECT_NEAR(at.simplified_silhouette, scores.silhouette, 0.02);
        EXPECT_NEAR(at.calinski_harabasz, scores.calinski_harabasz, 0.01 * scores.calinski_harabasz);
      }
    }
  }
}

TEST(SweepOfRows, TheOrderOfRowsDoesNotMatter) {
  const Points table = wide_table(Shape::clustered, 9);
  Points reversed{{}, 9};
  for (std::size_t i = table.size(); i-- > 0;) {
    reversed.coordinates.insert(reversed.coordinates.end(), table.at(i), table.at(i) + 9);
    reversed.weights.push_back(table.weights[i]);
  }
  const Curve curve = sweep(table.view(), {.to = 10, .effort = 3});
  const Curve other = sweep(reversed.view(), {.to = 10, .effort = 3, .threads = 1});
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    EXPECT_EQ(curve.points[i].centers, other.points[i].centers);
    EXPECT_EQ(curve.points[i].inertia, other.points[i].inertia);
    EXPECT_EQ(curve.points[i].bic, other.points[i].bic);
  }
}

TEST(SweepOfRows, LongRangesKeepTheirPromises) {
  const Points table = wide_table(Shape::uniform, 7);
  constexpr std::uint32_t to = test::kSanitized ? 70 : 90;
  const SweepOptions fast{.to = to, .effort = 2, .max_iterations = 2, .silhouette = false};
  const Curve curve = sweep(table.view(), fast);
  ASSERT_EQ(curve.points.size(), to);
  for (std::uint32_t k = 2; k <= to; ++k) EXPECT_LE(curve.points[k - 1].inertia, curve.points[k - 2].inertia) << k;
  for (const std::uint32_t from : {40U, to - 5}) {  // a part of the whole
    SweepOptions late = fast;
    late.from = from;
    const Curve part = sweep(table.view(), late);
    ASSERT_EQ(part.points.size(), to + 1 - from);
    for (std::size_t i = 0; i < part.points.size(); ++i) {
      EXPECT_EQ(part.points[i].centers, curve.points[from - 1 + i].centers) << "k " << part.points[i].k;
    }
  }
}

TEST(SweepOfRows, DoublesThatFloatsCannotTellApart) {
  constexpr std::uint32_t d = 6;
  constexpr std::uint32_t distinct = 9;
  std::vector<double> rows;
  for (std::uint32_t i = 0; i < 30 * distinct; ++i) {
    const double x = i % distinct < 2 ? -1e9 : 1e9 + 0.25 * (i % distinct);
    for (std::uint32_t j = 0; j < d; ++j) rows.push_back(i % distinct == 1 && j == 0 ? x - 0.5 : x);
  }
  const Curve curve = sweep(DoublePointsView{.coordinates = rows, .dimensions = d}, {.to = 20});
  EXPECT_EQ(curve.distinct_points, distinct);
  ASSERT_EQ(curve.points.size(), distinct);
  for (std::size_t i = 1; i < distinct; ++i) EXPECT_LE(curve.points[i].inertia, curve.points[i - 1].inertia);
  EXPECT_GT(curve.points[distinct - 2].inertia, 0);
  EXPECT_EQ(curve.points[distinct - 1].inertia, 0);
  EXPECT_EQ(curve.points[distinct - 1].variance_explained, 1);
}

// `count` round clusters in three dimensions, 40 deviations apart or more.
Points blobs(std::uint32_t count, std::uint32_t seed) {
  test::Random random(seed);
  Points points{{}, 3};
  for (std::uint32_t i = 0; i < 60 * count; ++i) {
    const std::uint32_t blob = i % count;
    for (const std::uint32_t place : {blob % 3, blob / 3 % 3, blob / 9}) {
      points.coordinates.push_back(100.0F * static_cast<float>(place) + 2.5F * random.normal());
    }
  }
  return points;
}

TEST(Choose, EveryScoreFindsWellSeparatedClusters) {
  for (std::uint32_t count = 3; count <= 14; count += test::kSanitized ? 4 : 1) {
    SCOPED_TRACE(count);
    const Curve curve = sweep(blobs(count, count).view(), {.to = 40});
    const auto elbow = find_elbow(curve);
    ASSERT_TRUE(elbow);
    EXPECT_EQ(elbow->k, count);
    // On linear axes what the first clusters leave dwarfs what the last ones gain.
    if (count <= 12) {
      EXPECT_EQ(find_knee(curve), count);
    }
    EXPECT_TRUE(elbow->clear) << elbow->sharpness;
    EXPECT_EQ(best_k(curve, Score::calinski_harabasz), count);
    EXPECT_EQ(best_k(curve, Score::bic), count);
    EXPECT_EQ(best_k(curve, Score::simplified_silhouette), count);
    const Choice choice = choose_k(curve);
    EXPECT_EQ(choice.k, count);
    EXPECT_EQ(choice.reason, Reason::clear_elbow);
  }
}

TEST(Choose, DataWithoutStructureHasNoClearElbow) {
  for (const std::uint32_t d : {1U, 2U, 3U, 4U}) {
    for (std::uint32_t seed = 0; seed < (test::kSanitized ? 1 : 2); ++seed) {
      const Points noise = test::make_points(Shape::uniform, 800, d, seed);
      for (const std::uint32_t to : {16U, 40U}) {
        if (test::kSanitized && (to == 16) != (d % 2 == 0)) continue;
        const Curve curve = sweep(noise.view(), {.to = to, .silhouette = false});
        const auto elbow = find_elbow(curve);
        EXPECT_FALSE(elbow && elbow->clear) << d << " dimensions, 1.." << to;
        EXPECT_NE(choose_k(curve).reason, Reason::clear_elbow);
      }
    }
  }
}

TEST(Choose, GradientsHaveNoClearElbow) {
  Points line{{}, 1};
  Points square{{}, 2};
  for (int x = 0; x < 256; ++x) line.coordinates.push_back(static_cast<float>(x));
  for (int x = 0; x < 4096; ++x) {
    for (const int axis : {x % 64, x / 64}) square.coordinates.push_back(static_cast<float>(axis));
  }
  for (const Points* points : {&line, &square}) {
    const auto elbow = find_elbow(sweep(points->view(), {.silhouette = false}));
    EXPECT_FALSE(elbow && elbow->clear);
  }
}

TEST(Choose, OnePointIsOneCluster) {
  const std::vector<float> rows = {4, 2, 4, 2, 4, 2};
  const Curve curve = sweep({.coordinates = rows, .dimensions = 2}, {.to = 9});
  ASSERT_EQ(curve.points.size(), 1U);
  EXPECT_EQ(curve.points[0].variance_explained, 1);
  EXPECT_FALSE(find_elbow(curve));
  EXPECT_EQ(choose_k(curve).k, 1U);
  EXPECT_EQ(choose_k(curve).reason, Reason::few_points);
}

// A curve of given inertias from k = 1 on.
Curve curve_of(const std::vector<double>& inertias) {
  Curve curve;
  curve.distinct_points = 1000;
  for (const double inertia : inertias) {
    curve.points.push_back({.k = static_cast<std::uint32_t>(curve.points.size() + 1),
                            .inertia = inertia,
                            .variance_explained = 1 - inertia / inertias.front()});
  }
  return curve;
}

TEST(Choose, StraightCurvesHaveNoElbow) {
  EXPECT_FALSE(find_elbow(curve_of({5, 4, 3, 2, 1})));
  EXPECT_FALSE(find_elbow(curve_of({5, 5, 5, 5})));
  EXPECT_FALSE(find_elbow(curve_of({9, 1})));
  EXPECT_FALSE(find_elbow(curve_of({9, 8.9, 8, 0})));  // bends the wrong way
}

TEST(Choose, PowersOfKHaveAKneeButNoElbow) {
  for (const double power : {0.5, 1.0, 2.0}) {
    std::vector<double> inertias;
    for (int k = 1; k <= 64; ++k) inertias.push_back(1e6 * std::pow(k, -power));
    EXPECT_TRUE(find_knee(curve_of(inertias)));
    EXPECT_FALSE(find_elbow(curve_of(inertias)));
  }
}

TEST(Choose, SharpnessIsTheRatioOfSlopes) {
  std::vector<double> inertias;
  for (int k = 1; k <= 8; ++k) inertias.push_back(std::pow(k, -3.0));
  for (int k = 9; k <= 64; ++k) inertias.push_back(std::pow(8, -2.5) * std::pow(k, -0.5));
  const auto elbow = find_elbow(curve_of(inertias));
  ASSERT_TRUE(elbow);
  EXPECT_EQ(elbow->k, 8U);
  EXPECT_NEAR(elbow->sharpness, 6, 1e-9);
  EXPECT_TRUE(elbow->clear);
}

TEST(Choose, TheEndOfAllInertiaIsNoElbow) {
  std::vector<double> inertias;
  for (int k = 1; k <= 32; ++k) inertias.push_back(32.0 / k);
  inertias.push_back(0);
  EXPECT_FALSE(find_elbow(curve_of(inertias)));
}

TEST(Choose, FewPointsAreAllKept) {
  const std::vector<float> rows = {0, 1, 2, 90, 91, 200};
  const Choice choice = choose_k(sweep({.coordinates = rows}));
  EXPECT_EQ(choice.k, 6U);
  EXPECT_EQ(choice.reason, Reason::few_points);
}

TEST(Choose, WithoutAnElbowEnoughVarianceIsTaken) {
  std::vector<double> inertias;
  for (int k = 1; k <= 64; ++k) inertias.push_back(1000.0 / k);
  EXPECT_EQ(choose_k(curve_of(inertias)).k, 20U);
  EXPECT_EQ(choose_k(curve_of(inertias)).reason, Reason::enough_variance);
  inertias.resize(10);
  EXPECT_EQ(choose_k(curve_of(inertias)).k, 10U);
  EXPECT_EQ(choose_k(curve_of(inertias)).reason, Reason::end_of_range);
  EXPECT_THROW((void)choose_k(Curve{}), Error);
}

TEST(Choose, BadArguments) {
  const std::vector<float> rows = {1, 2, 3};
  const PointsView points{.coordinates = rows};
  EXPECT_THROW((void)sweep(points, {.from = 0, .to = 3}), Error);
  EXPECT_THROW((void)sweep(points, {.from = 3, .to = 2}), Error);
  EXPECT_THROW((void)sweep(points, {.from = 4, .to = 9}), Error);
  EXPECT_THROW((void)sweep(points, {.to = 65'537}), Error);
  EXPECT_THROW((void)sweep(points, {.effort = 0}), Error);
  EXPECT_THROW((void)sweep(PointsView{}, {}), Error);
  EXPECT_EQ(sweep(points, {.from = 3, .to = 3}).points.size(), 1U);
}

}  // namespace
}  // namespace kvant
