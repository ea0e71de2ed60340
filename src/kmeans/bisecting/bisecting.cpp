#include "kvant/bisecting.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <queue>
#include <span>
#include <utility>

#include "kmeans/bisecting/split_rows.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/points_table.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/random.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/some_rows.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

// A leaf of the tree that may be split: its rows lie together in the order of rows.
struct Leaf {
  double score = 0;  // the highest is split first, and of equal ones the first
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t node = 0;

  friend bool operator<(const Leaf& a, const Leaf& b) {
    return a.score != b.score ? a.score < b.score : a.begin > b.begin;
  }
};

// The options of a split.
KMeansOptions halving(const BisectingOptions& options) {
  return {.clusters = 2,
          .init = options.init,
          .n_init = options.n_init,
          .effort = options.effort,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .threads = options.threads};
}

template <class Real>
class Bisection {
 public:
  Bisection(const WeighedRows<Real>& table, const BisectingOptions& options, Workers& workers)
      : table_(table), options_(options), workers_(workers), seeds_(options.seed), order_(table.rows.count) {
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    result_.tree.dimensions = table.rows.dimensions;
    result_.converged = true;
    add_node(mean().data());
  }

  BisectingResult run() {
    leaves_.push({.end = order_.size()});
    std::uint32_t count = 1;
    while (count < options_.clusters && !leaves_.empty()) {
      const Leaf leaf = leaves_.top();
      leaves_.pop();
      if (split(leaf)) ++count;
    }
    number_leaves();
    result_.distinct_centers = count;
    const std::size_t d = table_.rows.dimensions;
    for (; count < options_.clusters; ++count) {
      for (std::size_t j = 0; j < d; ++j) result_.centers.push_back(result_.centers[j]);
    }
    return std::move(result_);
  }

 private:
  // Where each node's rows lie in the order of rows.
  struct Range {
    std::size_t begin;
    std::size_t end;
  };

  [[nodiscard]] std::vector<Real> mean() const {
    const RowsView<Real>& rows = table_.rows;
    std::vector<double> moments(table_.frame.row());
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (rows.weight(i) <= 0) continue;
      table_.frame.add(rows.row(i), rows.column_stride, rows.weight(i), rows.repeat(i), moments.data());
    }
    std::vector<Real> center(rows.dimensions);
    table_.frame.mean(moments.data(), center.data());
    return center;
  }

  void add_node(const Real* center) {
    result_.tree.nodes.emplace_back();
    result_.tree.centers.insert(result_.tree.centers.end(), center, center + table_.rows.dimensions);
    ranges_.push_back({0, order_.size()});
  }

  bool split(const Leaf& leaf) {
    const std::span<std::uint32_t> rows = std::span(order_).subspan(leaf.begin, leaf.end - leaf.begin);
    KMeansOptions options = halving(options_);
    options.seed = seeds_.bits();
    // The root is the table itself.
    const std::optional<SomeRows<Real>> some =
        leaf.node == 0 ? std::nullopt : std::optional<SomeRows<Real>>(std::in_place, table_, rows, workers_);
    std::optional<Split<Real>> halves = best_split(some ? some->table() : table_, options, rows);
    if (!halves) return false;
    result_.converged &= halves->converged;
    result_.iterations += halves->iterations;
    const std::size_t middle = leaf.begin + part(rows, halves->labels);
    const auto left = static_cast<std::uint32_t>(result_.tree.nodes.size());
    result_.tree.nodes[leaf.node].left = left;
    result_.tree.nodes[leaf.node].right = left + 1;
    for (std::uint32_t side = 0; side < 2; ++side) {
      add_node(halves->centers[side]);
      ranges_.back() = side == 0 ? Range{leaf.begin, middle} : Range{middle, leaf.end};
      const Side& half = halves->sides[side];
      leaves_.push({.score = options_.strategy == BisectingStrategy::biggest_inertia ? half.inertia : half.weight,
                    .begin = ranges_.back().begin,
                    .end = ranges_.back().end,
                    .node = left + side});
    }
    return true;
  }

  std::optional<Split<Real>> best_split(const WeighedRows<Real>& table, KMeansOptions options,
                                        std::span<const std::uint32_t> rows) {
    if (!options_.start_of) return split_rows(table, options, workers_);
    std::optional<Split<Real>> best;
    for (std::uint32_t start = 0; start < options_.n_init; ++start) {
      const std::vector<double> centers = options_.start_of(rows);
      if (to_centers<Real>(centers, table.rows.dimensions).count() != 2) {
        throw Error(ErrorCode::invalid_argument, "a split must start from two centers");
      }
      options.start = centers;
      std::optional<Split<Real>> found = split_rows(table, options, workers_);
      const auto inertia = [](const Split<Real>& of) { return of.sides[0].inertia + of.sides[1].inertia; };
      if (found && (!best || inertia(*found) < inertia(*best))) best = std::move(found);
    }
    return best;
  }

  // Brings the rows of the left side to the front and returns how many these are.
  std::size_t part(std::span<std::uint32_t> rows, std::span<const std::uint32_t> labels) {
    std::vector<std::uint32_t> right;
    std::size_t left = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (labels[i] == 0) {
        rows[left++] = rows[i];
      } else {
        right.push_back(rows[i]);
      }
    }
    std::copy(right.begin(), right.end(), rows.begin() + static_cast<std::ptrdiff_t>(left));
    return left;
  }

  // From left to right, which is the order of their rows.
  void number_leaves() {
    std::vector<std::uint32_t> leaves;
    for (std::uint32_t node = 0; node < result_.tree.nodes.size(); ++node) {
      if (result_.tree.nodes[node].left == 0) leaves.push_back(node);
    }
    std::sort(leaves.begin(), leaves.end(),
              [&](std::uint32_t a, std::uint32_t b) { return ranges_[a].begin < ranges_[b].begin; });
    result_.labels.resize(order_.size());
    const std::size_t d = table_.rows.dimensions;
    for (std::uint32_t cluster = 0; cluster < leaves.size(); ++cluster) {
      result_.tree.nodes[leaves[cluster]].cluster = cluster;
      const auto center = result_.tree.centers.begin() + static_cast<std::ptrdiff_t>(leaves[cluster] * d);
      result_.centers.insert(result_.centers.end(), center, center + static_cast<std::ptrdiff_t>(d));
      const Range& range = ranges_[leaves[cluster]];
      for (std::size_t i = range.begin; i < range.end; ++i) result_.labels[order_[i]] = cluster;
    }
  }

  const WeighedRows<Real>& table_;
  const BisectingOptions& options_;
  Workers& workers_;
  Random seeds_;                      // of the splits
  std::vector<std::uint32_t> order_;  // rows, those of a leaf together
  std::vector<Range> ranges_;         // of each node
  std::priority_queue<Leaf> leaves_;
  BisectingResult result_;
};

template <class Real>
BisectingResult bisect(const BasicPointsView<Real>& points, const BisectingOptions& options) {
  KMeansOptions checked = halving(options);
  checked.clusters = options.clusters;
  require_valid(checked);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  // A start is asked for by the numbers of points.
  const PointsTable<Real> table(points, options.start_of ? EqualRows::apart : EqualRows::together, workers);
  BisectingResult result = Bisection<Real>(table.table(), options, workers).run();
  LabeledPoints labeled =
      table.label_points(std::move(result.labels), to_centers<Real>(result.centers, points.dimensions), workers);
  result.labels = std::move(labeled.labels);
  result.inertia = labeled.inertia;
  return result;
}

}  // namespace

BisectingResult bisecting_kmeans(const PointsView& points, const BisectingOptions& options) {
  return bisect(points, options);
}

BisectingResult bisecting_kmeans(const DoublePointsView& points, const BisectingOptions& options) {
  return bisect(points, options);
}

}  // namespace kvant
