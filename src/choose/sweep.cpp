#include "choose/sweep.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "choose/scores.hpp"
#include "choose/stretches.hpp"
#include "choose/warm_starts.hpp"
#include "kmeans/coarse.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/points_view.hpp"

namespace kvant {
namespace {

// Cells enough to tell clusters apart, few enough to make a chain many times cheaper than on all points.
constexpr std::size_t kCellsPerCluster = 8;
constexpr std::size_t kMostCells = 20'000;
constexpr std::size_t kFewestCells = 8'192;

// Point by point: moments cancel where clusters are small beside the whole.
double inertia_of(const Points& points, const Centers& centers, std::span<const std::uint32_t> labels) {
  double sum = 0;
  for (std::size_t i = 0; i < points.count; ++i) {
    sum += points.weights[i] * squared_distance(points, i, centers[labels[i]]);
  }
  return sum;
}

Centers mean_of(const Points& points, const RegionTree& tree) {
  Centers mean(points.dimensions, 1);
  mean.add(std::vector<float>(points.dimensions).data());
  tree.frame().mean(tree.moments(0), mean[0]);
  return mean;
}

class Sweep {
 public:
  Sweep(const Points& points, const RegionTree& tree, const Centers& fixed, const SweepOptions& options,
        ToleranceOf tolerance_of, Workers& workers, const SweepVisitor& visit)
      : points_(points),
        tree_(tree),
        fixed_(fixed),
        options_(options),
        tolerance_of_(tolerance_of),
        workers_(workers),
        visit_(visit) {
    total_inertia_ = inertia_of(points, mean_of(points, tree), std::vector<std::uint32_t>(points.count));
  }

  Curve run() {
    Curve curve;
    curve.distinct_points = points_.count;
    curve.weight = tree_.moments(0)[0];
    curve.points.resize(options_.to - options_.from + 1);
    const std::vector<Centers> starts = find_starts();
    const std::vector<Stretch> stretches = find_stretches(starts.back());
    // Stretches, and each k below them, apart; the largest first: those take longest.
    workers_.run(stretches.size() + starts.size(), [&](std::size_t i, std::size_t) {
      if (i < stretches.size()) {
        judge_each(stretches[stretches.size() - 1 - i], starts.size(), curve);
        return;
      }
      const auto k = static_cast<std::uint32_t>(stretches.size() + starts.size() - i);
      if (k >= options_.from) curve.points[k - options_.from] = judge(starts[k - 1], rule_of(k));
    });
    for (std::size_t place = 1; place < curve.points.size(); ++place) {
      const CurvePoint& before = curve.points[place - 1];
      if (curve.points[place].inertia <= before.inertia) continue;
      const std::uint32_t k = before.k + 1;
      curve.points[place] = judge(one_more(before), k <= starts.size() ? rule_of(k) : brief_rule_of(k));
    }
    return curve;
  }

 private:
  // Calls find(points, tree) with grid cells that stand for the points, where there are enough to tell k clusters
  // apart, or with all points.
  template <class Find>
  [[nodiscard]] auto on_cells(std::size_t k, const Find& find) const {
    const std::size_t most = std::max(std::clamp<std::size_t>(256 * k, kFewestCells, kMostCells), 64 * k);
    const Points cells = tree_.spatial() ? coarse_points(points_, most) : Points();
    const bool enough = cells.count >= kCellsPerCluster * k && cells.count < points_.count;
    return enough ? find(cells, RegionTree(cells, workers_)) : find(points_, tree_);
  }

  // Of each k up to kLongestChain; fixed centers are in the last start in any case.
  [[nodiscard]] std::vector<Centers> find_starts() const {
    const std::size_t most = std::max<std::size_t>(kLongestChain, fixed_.count() + 1);
    SweepOptions options = options_;
    options.to = static_cast<std::uint32_t>(std::min<std::size_t>(options_.to, most));
    return on_cells(options.to, [&](const Points& points, const RegionTree& tree) {
      return warm_starts(points, tree, fixed_, options, rule_of(options.to), workers_);
    });
  }

  [[nodiscard]] std::vector<Stretch> find_stretches(const Centers& start) const {
    if (start.count() == options_.to) return {};
    return on_cells(options_.to, [&](const Points& points, const RegionTree& tree) {
      return grow_stretches(points, tree, start, options_, rule_of(options_.to), workers_);
    });
  }

  [[nodiscard]] LloydRule rule_of(std::uint32_t k) const {
    return lloyd_rule(tree_.frame().mean_variance(tree_.moments(0)),
                      {.tolerance = tolerance_of_(options_.tolerance, k), .max_iterations = options_.max_iterations},
                      static_cast<std::uint32_t>(k > fixed_.count() ? fixed_.count() : 0));
  }

  // Where the other centers rest.
  [[nodiscard]] LloydRule brief_rule_of(std::uint32_t k) const { return rule_of_one_more(rule_of(k), k); }

  // Each k of a stretch that has no start of its own.
  void judge_each(const Stretch& stretch, std::size_t starts, Curve& curve) const {
    if (stretch.last < options_.from) return;
    Workers alone(1);
    const std::unique_ptr<Assignment> assignment = assignment_of(points_, tree_, alone);
    Centers centers(points_.dimensions, 0);
    for (std::uint32_t slot = 0; slot < stretch.last; ++slot) {
      const std::uint32_t k = centers.add(stretch.centers[slot]) + 1;
      if (k < stretch.k) continue;
      lloyd(*assignment, centers, k == stretch.k ? rule_of(k) : brief_rule_of(k));
      if (k > starts && k >= options_.from) curve.points[k - options_.from] = judged(centers, *assignment);
    }
  }

  [[nodiscard]] CurvePoint judge(Centers centers, const LloydRule& rule) const {
    Workers alone(1);
    const std::unique_ptr<Assignment> assignment = assignment_of(points_, tree_, alone);
    lloyd(*assignment, centers, rule);
    return judged(centers, *assignment);
  }

  [[nodiscard]] CurvePoint judged(const Centers& centers, Assignment& assignment) const {
    std::vector<double> weights;
    for (const std::uint32_t slot : centers.active()) weights.push_back(assignment.moments(slot)[0]);
    CurvePoint point = kvant::judge({.inertia = inertia_of(points_, centers, assignment.labels()),
                                     .total_inertia = total_inertia_,
                                     .dimensions = points_.dimensions,
                                     .weights = weights});
    point.centers = to_coordinates(centers);
    if (options_.silhouette) point.simplified_silhouette = simplified_silhouette(points_, tree_, centers);
    if (visit_) visit_({point, centers, assignment});
    return point;
  }

  // The centers of a smaller k and the point that they serve worst: with these the inertia cannot be higher.
  [[nodiscard]] Centers one_more(const CurvePoint& before) const {
    if (before.k == fixed_.count()) return with_worst_served(fixed_);
    return with_worst_served(to_centers<float>(before.centers, points_.dimensions));
  }

  [[nodiscard]] Centers with_worst_served(Centers centers) const {
    const std::unique_ptr<Assignment> assignment = assignment_of(points_, tree_, workers_);
    assignment->update(centers);
    const auto labels = assignment->labels();
    double worst = -1;
    std::vector<float> point(points_.dimensions);
    for (std::size_t i = 0; i < points_.count; ++i) {
      const double error = points_.weights[i] * squared_distance(points_, i, centers[labels[i]]);
      if (error <= worst) continue;
      worst = error;
      for (std::uint32_t j = 0; j < points_.dimensions; ++j) point[j] = points_.plane(j)[i];
    }
    centers.add(point.data());
    return centers;
  }

  const Points& points_;
  const RegionTree& tree_;
  const Centers& fixed_;
  const SweepOptions& options_;
  ToleranceOf tolerance_of_;
  Workers& workers_;
  const SweepVisitor& visit_;
  double total_inertia_ = 0;
};

}  // namespace

Curve sweep(const Points& points, const RegionTree& tree, const Centers& fixed, const SweepOptions& options,
            ToleranceOf tolerance_of, Workers& workers, const SweepVisitor& visit) {
  return Sweep(points, tree, fixed, options, tolerance_of, workers, visit).run();
}

}  // namespace kvant
