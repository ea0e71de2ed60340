// What kmeans() and predict() refuse.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

void expect_refused(const std::function<void()>& call, const std::string& what) {
  try {
    call();
    ADD_FAILURE() << what << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << what;
    EXPECT_STRNE(error.what(), "") << what;
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << what;
  } catch (const std::exception& error) {
    ADD_FAILURE() << what << " threw something else: " << error.what();
  }
}

void expect_kmeans_refuses(const PointsView& points, const KMeansOptions& options, const std::string& what) {
  expect_refused([&] { (void)kmeans(points, options); }, what);
}

const std::vector<float> six = {0, 1, 2, 3, 4, 5};

TEST(KMeansArguments, Clusters) {
  expect_kmeans_refuses({.coordinates = six}, {.clusters = 0}, "k = 0");
  std::vector<float> many(70000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<float>(i);
  expect_kmeans_refuses({.coordinates = many}, {.clusters = 65537}, "k = 65537");
  expect_kmeans_refuses({.coordinates = many}, {.clusters = std::numeric_limits<std::uint32_t>::max()}, "k = 2^32 - 1");
}

TEST(KMeansArguments, Coordinates) {
  for (float bad : {nan, infinity, -infinity}) {
    for (std::size_t at : {0, 3, 5}) {
      std::vector<float> points = six;
      points[at] = bad;
      expect_kmeans_refuses({.coordinates = points}, {.clusters = 2}, "coordinate " + std::to_string(bad));
      expect_kmeans_refuses({.coordinates = points, .dimensions = 2}, {.clusters = 2}, std::to_string(bad) + ", d = 2");
    }
  }
  expect_kmeans_refuses(PointsView{}, {.clusters = 1}, "no points");
  expect_kmeans_refuses({.coordinates = six, .dimensions = 0}, {.clusters = 1}, "0 dimensions");
  expect_kmeans_refuses({.coordinates = six, .dimensions = 4}, {.clusters = 1}, "6 coordinates in 4 dimensions");
  expect_kmeans_refuses({.coordinates = six, .dimensions = 7}, {.clusters = 1}, "6 coordinates in 7 dimensions");
}

TEST(KMeansArguments, SaysWhichCoordinateIsBad) {
  std::vector<double> points = {0, 1, 2, 3, 4, 5};
  points[3] = nan;
  try {
    (void)kmeans(DoublePointsView{.coordinates = points, .dimensions = 2}, {.clusters = 2});
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "the coordinate in row 1, column 1 is not a number: coordinates must be finite, and less than 1e100");
  }
}

TEST(KMeansArguments, Weights) {
  const auto refused = [](std::vector<float> weights, const std::string& what) {
    expect_kmeans_refuses({.coordinates = six, .weights = weights}, {.clusters = 1}, what);
  };
  refused({1, 1, 1, 1, 1}, "5 weights for 6 points");
  refused({1, 1, 1, 1, 1, 1, 1}, "7 weights for 6 points");
  refused({1, 1, -1, 1, 1, 1}, "a negative weight");
  refused({1, 1, nan, 1, 1, 1}, "a weight of NaN");
  refused({1, 1, infinity, 1, 1, 1}, "an infinite weight");
  refused({0, 0, 0, 0, 0, 0}, "no positive weight");
}

TEST(KMeansArguments, Options) {
  const auto refused = [](const KMeansOptions& options, const std::string& what) {
    expect_kmeans_refuses({.coordinates = six}, options, what);
  };
  refused({.clusters = 2, .n_init = 0}, "no starts");
  refused({.clusters = 2, .effort = 0}, "effort 0");
  refused({.clusters = 2, .effort = 11}, "effort 11");
  refused({.clusters = 2, .effort = -1}, "effort -1");
  refused({.clusters = 2, .tolerance = -1e-9}, "a negative tolerance");
  refused({.clusters = 2, .tolerance = std::nan("")}, "a tolerance of NaN");
  refused({.clusters = 2, .max_iterations = 0}, "no iterations");
  refused({.clusters = 2, .max_iterations = -5}, "-5 iterations");
}

TEST(KMeansArguments, Start) {
  const std::vector<double> one = {1};
  const std::vector<double> three = {1, 2, 3};
  const std::vector<double> bad = {1, nan};
  const std::vector<double> endless = {1, infinity};
  const auto refused = [](std::span<const double> start, const std::string& what) {
    expect_kmeans_refuses({.coordinates = six}, {.clusters = 2, .start = start}, what);
  };
  refused(one, "one start center of two");
  refused(three, "three start centers of two");
  refused(bad, "a start center of NaN");
  refused(endless, "an infinite start center");
}

TEST(KMeansArguments, Predict) {
  const std::vector<double> centers = {1, 2};
  const std::vector<double> bad = {1, nan};
  const auto refused = [](const PointsView& points, std::span<const double> some_centers, const std::string& what) {
    expect_refused([&] { (void)predict(points, some_centers); }, what);
  };
  refused({.coordinates = six}, {}, "no centers");
  refused({.coordinates = six}, bad, "a center of NaN");
  refused({.coordinates = six, .dimensions = 3}, centers, "2 center coordinates in 3 dimensions");
  refused({.coordinates = six, .dimensions = 4}, centers, "6 coordinates in 4 dimensions");
  refused({.coordinates = six, .dimensions = 0}, centers, "0 dimensions");
  const std::vector<float> broken = {1, nan, 3};
  refused({.coordinates = broken}, centers, "a point of NaN");
}

TEST(KMeansArguments, AcceptsTheLimits) {
  EXPECT_EQ(kmeans({.coordinates = six}, {.clusters = 6}).inertia, 0);
  EXPECT_EQ(kmeans({.coordinates = six, .dimensions = 6}, {.clusters = 1}).labels.size(), 1u);
  EXPECT_NO_THROW(
      (void)kmeans({.coordinates = six}, {.clusters = 2, .effort = 1, .tolerance = 0, .max_iterations = 1}));
  EXPECT_NO_THROW((void)kmeans({.coordinates = six}, {.clusters = 2, .effort = 10}));
}

TEST(KMeansArguments, WatchIsToldOfEachIteration) {
  std::vector<IterationStatistics> told;
  KMeansOptions options{.clusters = 2, .init = Init::random};
  options.watch = [&](const IterationStatistics& one) { told.push_back(one); };
  const KMeansResult result = kmeans({.coordinates = six}, options);
  ASSERT_EQ(told.size(), result.iterations.size());
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i].inertia, result.iterations[i].inertia);
  options.watch = [](const IterationStatistics&) { throw std::runtime_error("enough"); };
  EXPECT_THROW((void)kmeans({.coordinates = six}, options), std::runtime_error);
}

}  // namespace
}  // namespace kvant
