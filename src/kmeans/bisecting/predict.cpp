// Labels by the splits of bisecting k-means.
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kmeans/distinct_rows.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/tiles/nearest_centers.hpp"
#include "kvant/bisecting.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

void require_valid(const BisectingTree& tree, std::uint32_t dimensions) {
  if (tree.nodes.empty()) refuse("the tree has no nodes");
  if (tree.dimensions != dimensions) refuse("the tree must have as many dimensions as the points");
  if (tree.centers.size() != tree.nodes.size() * dimensions) refuse("the tree must have a center for each node");
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const BisectingTree::Node& node = tree.nodes[i];
    if (node.left == 0 && node.right == 0) continue;
    if (std::min(node.left, node.right) <= i || std::max(node.left, node.right) >= tree.nodes.size()) {
      refuse("node " + std::to_string(i) + " of the tree must have no children, or two that stand behind it");
    }
  }
}

// Takes rows, by their numbers, from a node to the leaves below it.
template <class Real>
class Descent {
 public:
  Descent(const RowsView<Real>& rows, const BisectingTree& tree, Workers& workers)
      : rows_(rows),
        tree_(tree),
        centers_(tree.centers.begin(), tree.centers.end()),
        extent_(extent_of(rows, workers)),
        workers_(workers),
        scratch_(workers.count()),
        labels_(rows.count) {}

  std::vector<std::uint32_t> run() {
    struct Group {
      std::uint32_t node;
      std::vector<std::size_t> rows;
    };
    std::vector<Group> groups(1);
    groups[0].rows.resize(rows_.count);
    std::iota(groups[0].rows.begin(), groups[0].rows.end(), std::size_t{0});
    while (!groups.empty()) {
      const Group group = std::move(groups.back());
      groups.pop_back();
      const BisectingTree::Node& node = tree_.nodes[group.node];
      if (node.left == 0) {
        for (const std::size_t row : group.rows) labels_[row] = node.cluster;
        continue;
      }
      const std::vector<std::uint32_t> sides = sides_of(node, group.rows);
      Group left{node.left, {}};
      Group right{node.right, {}};
      for (std::size_t i = 0; i < sides.size(); ++i) (sides[i] == 0 ? left : right).rows.push_back(group.rows[i]);
      if (!left.rows.empty()) groups.push_back(std::move(left));
      if (!right.rows.empty()) groups.push_back(std::move(right));
    }
    return std::move(labels_);
  }

 private:
  std::vector<std::uint32_t> sides_of(const BisectingTree::Node& node, std::span<const std::size_t> which) {
    std::vector<Real> centers;
    for (const std::size_t child : {node.left, node.right}) {
      const auto center = centers_.begin() + static_cast<std::ptrdiff_t>(child * rows_.dimensions);
      centers.insert(centers.end(), center, center + static_cast<std::ptrdiff_t>(rows_.dimensions));
    }
    const NearestCenters<Real> nearest(centers, extent_, workers_);
    std::vector<std::uint32_t> sides(which.size());
    workers_.run(row_tasks(which.size()), [&](std::size_t task, std::size_t worker) {
      const std::size_t begin = task * kTaskRows;
      const std::size_t count = std::min(kTaskRows, which.size() - begin);
      nearest.find(rows_, which.subspan(begin, count), std::span(sides).subspan(begin, count), {}, scratch_[worker]);
    });
    return sides;
  }

  RowsView<Real> rows_;
  const BisectingTree& tree_;
  std::vector<Real> centers_;
  Extent extent_;
  Workers& workers_;
  std::vector<typename NearestCenters<Real>::Scratch> scratch_;
  std::vector<std::uint32_t> labels_;
};

template <class Real>
std::vector<std::uint32_t> predict_points(const BasicPointsView<Real>& points, const BisectingTree& tree,
                                          unsigned threads) {
  use_simd_target_of_environment();
  Workers workers(threads);
  const RowsView<Real> rows = to_rows(points, workers);
  (void)weights_of(points, rows.count);
  require_valid(tree, points.dimensions);
  (void)to_centers<Real>(tree.centers, points.dimensions);
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  if (!distinct) return Descent<Real>(rows, tree, workers).run();
  return distinct->of_rows(Descent<Real>(distinct->view(), tree, workers).run(), workers);
}

}  // namespace

std::vector<std::uint32_t> predict(const PointsView& points, const BisectingTree& tree, unsigned threads) {
  return predict_points(points, tree, threads);
}

std::vector<std::uint32_t> predict(const DoublePointsView& points, const BisectingTree& tree, unsigned threads) {
  return predict_points(points, tree, threads);
}

}  // namespace kvant
