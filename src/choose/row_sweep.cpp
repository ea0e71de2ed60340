#include "choose/row_sweep.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "choose/scores.hpp"
#include "choose/stretches.hpp"
#include "choose/sweep.hpp"
#include "choose/warm_starts.hpp"
#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/placement.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/row_hash.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kmeans/tiles/tile_assignment.hpp"

namespace kvant {
namespace {

// What centers that rest on a sample gain on all rows, they gain soon.
constexpr int kIterationsOnAllRows = 8;

// Distinct rows are counted by so many shares of their hashes, which bounds the memory that sorting takes.
constexpr std::size_t kHashShares = 32;

// How many of the rows that weigh more than nothing differ in their coordinates.
template <class Real>
std::uint64_t count_distinct(const RowsView<Real>& rows, Workers& workers) {
  std::vector<std::uint64_t> hashes(rows.count);
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(rows.count, (task + 1) * kTaskRows); ++i) {
      hashes[i] = hash_of(rows, i, 0);
    }
  });
  std::vector<std::uint64_t> distinct(kHashShares);
  workers.run(kHashShares, [&](std::size_t share, std::size_t) {
    struct Hashed {
      std::uint64_t hash;
      std::size_t row;
    };
    std::vector<Hashed> some;
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (hashes[i] % kHashShares == share && rows.weight(i) > 0) some.push_back({hashes[i], i});
    }
    std::sort(some.begin(), some.end(), [&](const Hashed& a, const Hashed& b) {
      return a.hash != b.hash ? a.hash < b.hash : std::is_lt(rows.compare(a.row, b.row));
    });
    for (std::size_t at = 0; at < some.size(); ++at) {
      const bool repeated =
          at > 0 && some[at].hash == some[at - 1].hash && std::is_eq(rows.compare(some[at].row, some[at - 1].row));
      if (!repeated) ++distinct[share];
    }
  });
  std::uint64_t all = 0;
  for (const std::uint64_t some : distinct) all += some;
  return all;
}

// Rows that stand for a table.
template <class Real>
struct Sample {
  RowSample<Real> rows;
  PlacedPoints placed;
  RegionTree tree;
};

template <class Real>
RowsView<Real> rows_of(const std::vector<Real>& values, std::uint32_t dimensions) {
  return {
      .values = values.data(), .dimensions = dimensions, .count = values.size() / dimensions, .row_stride = dimensions};
}

float distance(const Centers& a, std::size_t i, const Centers& b, std::size_t j) {
  float sum = 0;
  for (std::uint32_t c = 0; c < a.dimensions(); ++c) sum += (a[i][c] - b[j][c]) * (a[i][c] - b[j][c]);
  return sum;
}

// The centers, each in the slot of the one before to which it is the nearest left: few rows then change hands from one
// k to the next.
Centers in_order_of(const Centers& before, const Centers& centers) {
  std::vector<std::size_t> left(centers.count());
  std::iota(left.begin(), left.end(), std::size_t{0});
  Centers ordered(centers.dimensions(), 0);
  for (std::size_t slot = 0; slot < before.count(); ++slot) {
    const auto nearest = std::min_element(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
      return distance(centers, a, before, slot) < distance(centers, b, before, slot);
    });
    ordered.add(centers[*nearest]);
    left.erase(nearest);
  }
  for (const std::size_t i : left) ordered.add(centers[i]);
  return ordered;
}

template <class Real>
class RowSweep {
 public:
  RowSweep(const RowsView<Real>& rows, const Extent& extent, const Extent& weighed, const SweepOptions& options,
           Workers& workers)
      : rows_(rows),
        weighed_(weighed),
        options_(options),
        workers_(workers),
        placement_(weighed),
        sample_(draw(std::min(options.to, kLongestChain))),
        assignment_(rows, extent, Frame::of<Real>(weighed), workers),
        rule_(lloyd_rule(assignment_.frame().mean_variance(assignment_.all_moments()), lloyd_options(), 0)) {
    if (!sample_.rows.is_all()) rule_.max_iterations = std::min(rule_.max_iterations, kIterationsOnAllRows);
  }

  Curve run() {
    curve_.weight = assignment_.all_moments()[0];
    curve_.distinct_points = sample_.rows.is_all() ? sample_.rows.count() : count_distinct(rows_, workers_);
    require_enough(curve_.distinct_points, options_.from);
    options_.to = static_cast<std::uint32_t>(std::min<std::uint64_t>(options_.to, curve_.distinct_points));
    total_inertia_ = inertia_of_one();

    const std::vector<Centers> starts = find_starts();
    const auto last = static_cast<std::uint32_t>(starts.size());
    for (std::uint32_t k = options_.from; k <= last; ++k) judge(placement_.take_back(starts[k - 1]));
    const std::uint32_t first = std::max(options_.from, last + 1);
    if (sample_.placed.distinct >= options_.to) {
      for (const Stretch& stretch : find_stretches(starts.back())) judge_each(stretch, first);
    } else {  // doubles may differ where floats do not
      for (std::uint32_t k = first; k <= options_.to; ++k) judge(first_of_sample(k));
    }
    return std::move(curve_);
  }

 private:
  [[nodiscard]] Sample<Real> draw(std::uint32_t clusters) const {
    const std::size_t most = rows_to_search({.clusters = clusters, .effort = options_.effort});
    RowSample<Real> sample = sample_rows(rows_, most, options_.seed, workers_);
    const std::vector<float> places = placement_.place(rows_of(sample.values, rows_.dimensions));
    PlacedPoints placed = points_of_places(places, sample.weights, placement_.place(weighed_), workers_);
    RegionTree tree(placed.points, workers_);
    return {std::move(sample), std::move(placed), std::move(tree)};
  }

  // Of each k up to kLongestChain.
  [[nodiscard]] std::vector<Centers> find_starts() const {
    const Points& points = sample_.placed.points;
    SweepOptions options = options_;
    options.to =
        static_cast<std::uint32_t>(std::min<std::size_t>({options_.to, kLongestChain, sample_.placed.distinct}));
    const LloydRule rule = rule_on(sample_.tree);
    const Centers none(points.dimensions, 0);
    std::vector<Centers> starts = warm_starts(points, sample_.tree, none, options, rule, workers_);
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] = in_order_of(starts[i - 1], starts[i]);
    if (sample_.rows.is_all()) return starts;  // they come to rest on all rows
    workers_.run(starts.size(), [&](std::size_t i, std::size_t) {
      if (i + 1 < options_.from) return;
      Workers alone(1);
      lloyd(*assignment_of(points, sample_.tree, alone), starts[i], rule);
    });
    return starts;
  }

  [[nodiscard]] std::vector<Stretch> find_stretches(const Centers& start) const {
    if (start.count() == options_.to) return {};
    const Sample<Real> sample = draw(options_.to);
    return grow_stretches(sample.placed.points, sample.tree, start, options_, rule_on(sample.tree), workers_);
  }

  [[nodiscard]] BasicCenters<Real> first_of_sample(std::uint32_t k) const {
    BasicCenters<Real> centers(rows_.dimensions, k);
    for (std::uint32_t i = 0; i < k; ++i) centers.add(sample_.rows.row(i));
    return centers;
  }

  [[nodiscard]] LloydRule rule_on(const RegionTree& tree) const {
    return lloyd_rule(tree.frame().mean_variance(tree.moments(0)), lloyd_options(), 0);
  }

  [[nodiscard]] KMeansOptions lloyd_options() const {
    return {.tolerance = options_.tolerance, .max_iterations = options_.max_iterations};
  }

  [[nodiscard]] double inertia_of_one() {
    BasicCenters<Real> mean(rows_.dimensions, 0);
    mean.add(std::vector<Real>(rows_.dimensions).data());
    assignment_.frame().mean(assignment_.all_moments(), mean[0]);
    return inertia_of(rows_, std::vector<std::uint32_t>(rows_.count), mean, workers_).value();
  }

  // Each k of a stretch, `first` the first of all.
  void judge_each(const Stretch& stretch, std::uint32_t first) {
    if (stretch.last < first) return;
    const BasicCenters<Real> starts = placement_.take_back(stretch.centers);
    BasicCenters<Real> centers(rows_.dimensions, 0);
    for (std::uint32_t slot = 0; slot < stretch.last; ++slot) {
      const std::uint32_t k = centers.add(starts[slot]) + 1;
      if (k < stretch.k) continue;
      lloyd(assignment_, centers, k == stretch.k ? rule_ : rule_of_one_more(rule_, k));
      if (k >= first) record(centers);
    }
  }

  void judge(BasicCenters<Real> centers) {
    lloyd(assignment_, centers, rule_);
    record(centers);
  }

  void record(const BasicCenters<Real>& centers) {
    CurvePoint point = judged(centers);
    if (!curve_.points.empty() && point.inertia > curve_.points.back().inertia) point = one_more();
    curve_.points.push_back(std::move(point));
  }

  // The centers of the k before, and the row farthest from its own: with these the inertia cannot be higher.
  [[nodiscard]] CurvePoint one_more() {
    BasicCenters<Real> centers = to_centers<Real>(curve_.points.back().centers, rows_.dimensions);
    assignment_.update(centers);
    centers.add(assignment_.farthest(centers, 1).at(0).place.data());
    lloyd(assignment_, centers, rule_);
    return judged(centers);
  }

  // The assignment is that of the centers.
  [[nodiscard]] CurvePoint judged(const BasicCenters<Real>& centers) {
    std::vector<double> weights;
    for (const std::uint32_t slot : centers.active()) weights.push_back(assignment_.moments(slot)[0]);
    CurvePoint point = kvant::judge({.inertia = inertia_of(rows_, assignment_.labels(), centers, workers_).value(),
                                     .total_inertia = total_inertia_,
                                     .dimensions = rows_.dimensions,
                                     .weights = weights});
    point.centers = to_coordinates(centers);
    if (options_.silhouette) {
      Centers placed(rows_.dimensions, 0);
      const std::vector<float> places = placement_.place(rows_of(centers.coordinates(), rows_.dimensions));
      for (std::size_t at = 0; at < places.size(); at += rows_.dimensions) placed.add(places.data() + at);
      point.simplified_silhouette = simplified_silhouette(sample_.placed.points, sample_.tree, placed);
    }
    return point;
  }

  const RowsView<Real>& rows_;
  const Extent& weighed_;
  SweepOptions options_;
  Workers& workers_;
  Placement<Real> placement_;
  Sample<Real> sample_;
  TileAssignment<Real> assignment_;
  LloydRule rule_;
  double total_inertia_ = 0;
  Curve curve_;
};

}  // namespace

template <class Real>
Curve sweep_rows(const RowsView<Real>& rows, const Extent& extent, const Extent& weighed, const SweepOptions& options,
                 Workers& workers) {
  return RowSweep<Real>(rows, extent, weighed, options, workers).run();
}

template Curve sweep_rows(const RowsView<float>&, const Extent&, const Extent&, const SweepOptions&, Workers&);
template Curve sweep_rows(const RowsView<double>&, const Extent&, const Extent&, const SweepOptions&, Workers&);

}  // namespace kvant
