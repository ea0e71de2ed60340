// What bisecting_kmeans() promises for any points.
#include "kvant/bisecting.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "support/refusal.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Points;
using test::Shape;

struct Case {
  Points points;
  BisectingOptions options;
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
  c.options.strategy = *rc::gen::element(BisectingStrategy::biggest_inertia, BisectingStrategy::largest_cluster);
  c.options.init = *rc::gen::element(Init::kmeans_plus_plus, Init::random);
  c.options.n_init = *rc::gen::inRange(1, 4);
  c.options.effort = *rc::gen::inRange(1, 8);
  c.options.max_iterations = *rc::gen::element(1, 300);
  c.options.seed = *rc::gen::arbitrary<std::uint64_t>();
  c.options.threads = 1;
  return c;
}

void require(bool holds, const std::string& what) {
  if (!holds) RC_FAIL(what);
}

bool same(const BisectingResult& a, const BisectingResult& b) {
  return a.centers == b.centers && a.labels == b.labels && a.inertia == b.inertia && a.tree.nodes == b.tree.nodes &&
         a.tree.centers == b.tree.centers && a.iterations == b.iterations && a.converged == b.converged;
}

// The nodes that a point passes, from the root to its leaf.
std::vector<std::uint32_t> path_of(const Points& points, std::size_t i, const BisectingTree& tree) {
  const std::vector<float> centers(tree.centers.begin(), tree.centers.end());
  const auto distance = [&](std::uint32_t node) {
    return test::distance(points.at(i), centers.data() + std::size_t{node} * points.dimensions, points.dimensions);
  };
  std::vector<std::uint32_t> path = {0};
  while (tree.nodes[path.back()].left != 0) {
    const BisectingTree::Node& node = tree.nodes[path.back()];
    path.push_back(distance(node.left) <= distance(node.right) ? node.left : node.right);
  }
  return path;
}

TEST(Bisecting, KeepsItsPromises) {
  EXPECT_TRUE(rc::check("labels follow the tree, all leaves are in use, inertia is right", [] {
    const Case c = any_case();
    const BisectingResult result = bisecting_kmeans(c.points.view(), c.options);
    const std::size_t d = c.points.dimensions;
    const auto k =
        static_cast<std::uint32_t>(std::min<std::size_t>(c.options.clusters, test::distinct_points(c.points)));
    require(result.distinct_centers == k, "there are " + std::to_string(result.distinct_centers) + " clusters");
    require(result.centers.size() == c.options.clusters * d, "wrong number of centers");
    require(result.tree.nodes.size() == 2 * k - 1, "wrong number of nodes");
    for (std::size_t i = 0; i < c.points.size(); ++i) {
      const std::uint32_t leaf = path_of(c.points, i, result.tree).back();
      require(result.labels[i] == result.tree.nodes[leaf].cluster, "a label is not that of the tree");
      for (std::size_t j = 0; j < d; ++j) {
        require(result.centers[result.labels[i] * d + j] == result.tree.centers[leaf * d + j],
                "a center is not that of its leaf");
      }
    }
    require(predict(c.points.view(), result.tree, 1) == result.labels, "labels are not predict()'s");
    const std::set<std::uint32_t> used(result.labels.begin(), result.labels.end());
    require(used.size() == k && *used.rbegin() == k - 1, "not all clusters have points");
    const double expected = test::inertia_of(c.points, result.centers, result.labels);
    require(std::abs(result.inertia - expected) <= 1e-6 * expected, "the inertia is wrong");
    for (std::size_t i = k * d; i < result.centers.size(); ++i) {
      require(result.centers[i] == result.centers[i % d], "a center that is left over does not repeat the first");
    }
  }));
}

TEST(Bisecting, SplitsWhatTheStrategySays) {
  EXPECT_TRUE(rc::check("each split was that of the highest score", [] {
    const Case c = any_case();
    const BisectingTree tree = bisecting_kmeans(c.points.view(), c.options).tree;
    std::vector<double> score(tree.nodes.size());
    std::vector<std::set<std::vector<float>>> places(tree.nodes.size());
    for (std::size_t i = 0; i < c.points.size(); ++i) {
      const float* point = c.points.at(i);
      for (const std::uint32_t node : path_of(c.points, i, tree)) {
        double squares = 0;
        for (std::uint32_t j = 0; j < tree.dimensions; ++j) {
          const double difference = double{point[j]} - tree.centers[std::size_t{node} * tree.dimensions + j];
          squares += difference * difference;
        }
        const bool by_inertia = c.options.strategy == BisectingStrategy::biggest_inertia;
        score[node] += c.points.weight(i) * (by_inertia ? squares : 1);
        places[node].emplace(point, point + tree.dimensions);
      }
    }
    std::set<std::uint32_t> leaves = {0};
    for (std::uint32_t left = 1; left < tree.nodes.size(); left += 2) {  // in the order of the splits
      const auto parent = std::find_if(tree.nodes.begin(), tree.nodes.end(),
                                       [&](const BisectingTree::Node& node) { return node.left == left; });
      const auto split = static_cast<std::uint32_t>(parent - tree.nodes.begin());
      for (const std::uint32_t other : leaves) {
        require(places[other].size() == 1 || score[other] <= score[split] * (1 + 1e-9),
                "a leaf of higher score was not split");
      }
      leaves.erase(split);
      leaves.insert({left, left + 1});
    }
  }));
}

TEST(Bisecting, IsTheSameOnAnyNumberOfThreadsAndInAnyOrder) {
  EXPECT_TRUE(rc::check("threads and order do not show", [] {
    Case c = any_case();
    const BisectingResult alone = bisecting_kmeans(c.points.view(), c.options);
    c.options.threads = 3;
    require(same(alone, bisecting_kmeans(c.points.view(), c.options)), "three threads do something else");
    std::vector<std::size_t> order(c.points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::reverse(order.begin(), order.end());
    Points reversed{{}, c.points.dimensions, {}};
    for (const std::size_t i : order) {
      reversed.coordinates.insert(reversed.coordinates.end(), c.points.at(i), c.points.at(i) + c.points.dimensions);
      if (!c.points.weights.empty()) reversed.weights.push_back(c.points.weights[i]);
    }
    BisectingResult other = bisecting_kmeans(reversed.view(), c.options);
    std::reverse(other.labels.begin(), other.labels.end());
    require(same(alone, other), "the order of the points shows");
  }));
}

TEST(Bisecting, WeightsAreRepetitions) {
  EXPECT_TRUE(rc::check("a weight of 2 is two points", [] {
    Case c = any_case();
    test::add_small_weights(c.points, 7);
    Points repeated{{}, c.points.dimensions, {}};
    std::vector<std::uint32_t> labels;
    const BisectingResult weighted = bisecting_kmeans(c.points.view(), c.options);
    for (std::size_t i = 0; i < c.points.size(); ++i) {
      for (int times = 0; times < static_cast<int>(c.points.weights[i]); ++times) {
        repeated.coordinates.insert(repeated.coordinates.end(), c.points.at(i), c.points.at(i) + c.points.dimensions);
        labels.push_back(weighted.labels[i]);
      }
    }
    const BisectingResult result = bisecting_kmeans(repeated.view(), c.options);
    require(result.labels == labels && result.centers == weighted.centers, "repeated points are split otherwise");
  }));
}

TEST(Bisecting, DoublesWhereTheyLie) {
  const Points points = test::make_points(Shape::clustered, 500, 3, 1);
  const std::size_t n = points.size();
  const std::vector<double> rows(points.coordinates.begin(), points.coordinates.end());
  std::vector<double> columns(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) columns[i % 3 * n + i / 3] = rows[i];
  const BisectingResult together = bisecting_kmeans(DoublePointsView{.coordinates = rows, .dimensions = 3});
  const DoublePointsView apart{.coordinates = columns, .dimensions = 3, .row_stride = 1, .column_stride = n};
  EXPECT_TRUE(same(together, bisecting_kmeans(apart)));
  EXPECT_EQ(predict(apart, together.tree), together.labels);
  const BisectingResult floats = bisecting_kmeans(points.view());
  for (std::size_t i = 0; i < floats.centers.size(); ++i) {
    EXPECT_NEAR(floats.centers[i], together.centers[i], 1e-3) << "center coordinate " << i;
  }
}

TEST(Bisecting, FewerPlacesThanClusters) {
  const std::vector<float> points = {1, 1, 5, 5, 5, 9, 1};
  for (const auto strategy : {BisectingStrategy::biggest_inertia, BisectingStrategy::largest_cluster}) {
    const BisectingResult result = bisecting_kmeans(PointsView{points}, {.clusters = 5, .strategy = strategy});
    EXPECT_EQ(result.distinct_centers, 3U);
    EXPECT_EQ(result.inertia, 0);
    EXPECT_EQ(result.centers.size(), 5U);
    EXPECT_EQ(std::set<double>(result.centers.begin(), result.centers.end()), (std::set<double>{1, 5, 9}));
  }
}

TEST(Bisecting, OneClusterIsTheMean) {
  const std::vector<double> points = {1, 2, 10, 2, 10, 8};
  const BisectingResult result = bisecting_kmeans(DoublePointsView{points, 2}, {.clusters = 1});
  EXPECT_EQ(result.centers, (std::vector<double>{7, 4}));
  EXPECT_EQ(result.labels, (std::vector<std::uint32_t>{0, 0, 0}));
  EXPECT_EQ(predict(DoublePointsView{points, 2}, result.tree), result.labels);
}

TEST(Bisecting, StartsFromWhatIsGiven) {
  const std::vector<double> points = {0, 1, 2, 10, 11, 30, 31};
  std::size_t calls = 0;
  const auto outermost = [&](std::span<const std::uint32_t> which) -> std::vector<double> {
    ++calls;
    const auto [low, high] = std::minmax_element(
        which.begin(), which.end(), [&](std::uint32_t a, std::uint32_t b) { return points[a] < points[b]; });
    return {points[*low], points[*high]};
  };
  const BisectingResult result =
      bisecting_kmeans(DoublePointsView{points}, {.clusters = 3, .start_of = outermost, .n_init = 2});
  EXPECT_EQ(calls, 4U);
  EXPECT_EQ(result.centers, (std::vector<double>{1, 10.5, 30.5}));
  const auto one = [](std::span<const std::uint32_t>) -> std::vector<double> { return {1}; };
  test::expect_error([&] { (void)bisecting_kmeans(DoublePointsView{points}, {.start_of = one}); },
                     ErrorCode::invalid_argument, "two centers");
  const auto failing = [](std::span<const std::uint32_t>) -> std::vector<double> { throw std::runtime_error("mine"); };
  EXPECT_THROW((void)bisecting_kmeans(DoublePointsView{points}, {.start_of = failing}), std::runtime_error);
}

TEST(Bisecting, RefusesWhatIsWrong) {
  const std::vector<float> points = {0, 1, 2, 3};
  const auto refused = [&](const BisectingOptions& options, const std::string& part) {
    test::expect_error([&] { (void)bisecting_kmeans(PointsView{points}, options); }, ErrorCode::invalid_argument, part);
  };
  refused({.clusters = 0}, "clusters");
  refused({.clusters = 65537}, "clusters");
  refused({.n_init = 0}, "starts");
  refused({.effort = 11}, "effort");
  refused({.tolerance = -1}, "tolerance");
  refused({.max_iterations = 0}, "iterations");
  const BisectingTree tree = bisecting_kmeans(PointsView{points}, {.clusters = 2}).tree;
  const auto no_tree = [&](const std::function<void(BisectingTree&)>& spoil, const std::string& part) {
    BisectingTree spoiled = tree;
    spoil(spoiled);
    test::expect_error([&] { (void)predict(PointsView{points}, spoiled); }, ErrorCode::invalid_argument, part);
  };
  no_tree([](BisectingTree& it) { it = {}; }, "no nodes");
  no_tree([](BisectingTree& it) { it.dimensions = 2; }, "dimensions");
  no_tree([](BisectingTree& it) { it.centers.pop_back(); }, "a center for each node");
  no_tree([](BisectingTree& it) { it.nodes[0].right = 3; }, "node 0");
  no_tree([](BisectingTree& it) { it.nodes[0].left = 0; }, "node 0");
  no_tree([](BisectingTree& it) { it.nodes[2] = {1, 2, 0}; }, "node 2");
  no_tree([](BisectingTree& it) { it.centers[1] = std::numeric_limits<double>::quiet_NaN(); }, "finite");
}

}  // namespace
}  // namespace kvant
