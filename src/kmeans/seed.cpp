#include "kmeans/seed.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

#include "kmeans/seed_kernel.hpp"
#include "threads/stop.hpp"

namespace kvant {
namespace {

// So many are tried at a time, whose distances are kept meanwhile.
constexpr std::size_t kTrialsTogether = 16;

// So many coordinates make work for more than one thread.
constexpr std::size_t kCoordinatesToShare = std::size_t{1} << 16;

// Of points to the nearest of the centers so far.
class Distances {
 public:
  Distances(const Points& points, const RegionTree& tree, const Centers& centers, Workers& workers)
      : points_(points),
        tree_(tree),
        workers_(workers),
        nearest_(points.stride, std::numeric_limits<float>::max()),
        largest_(tree.regions().size(), std::numeric_limits<float>::infinity()),
        sums_(tree.regions().size()),
        of_trials_(tree.spatial() ? 0 : (kTrialsTogether + 1) * points.stride),
        gains_(workers.count(), std::vector<double>(kTrialsTogether)) {
    double reach = 0;
    for (std::uint32_t j = 0; j < points.dimensions; ++j) {
      float low = tree.box(0)[j];
      float high = tree.box(0)[points.dimensions + j];
      for (std::uint32_t slot : centers.active()) {
        low = std::min(low, centers[slot][j]);
        high = std::max(high, centers[slot][j]);
      }
      const double width = double{high} - low;
      reach += width * width;
    }
    exact_ = ExactSum(1.001 * tree.moments(0)[0] * reach);
    for (std::uint32_t slot : centers.active()) {
      const std::span<const float> center(centers[slot], points.dimensions);
      if (!tree.spatial()) (void)gains(center);
      keep(0);
      add(center);
    }
  }

  // By how much each of these centers more, kTrialsTogether at most, would lower the sum.
  std::span<const double> gains(std::span<const float> centers) {
    const std::size_t count = centers.size() / points_.dimensions;
    if (tree_.spatial()) {
      for (std::size_t t = 0; t < count; ++t) gains_[0][t] = seed_gain(all(), &centers[t * points_.dimensions]);
      return std::span(gains_[0]).first(count);
    }
    for (std::vector<double>& of_worker : gains_) of_worker.assign(of_worker.size(), 0);
    for_each_leaf([&](std::uint32_t leaf, std::size_t worker) {
      seed_leaf_gains(all(), leaf, {count, centers.data(), of_trials_.data()}, gains_[worker].data());
    });
    for (std::size_t worker = 1; worker < gains_.size(); ++worker) {
      for (std::size_t t = 0; t < count; ++t) gains_[0][t] += gains_[worker][t];
    }
    return std::span(gains_[0]).first(count);
  }

  // The distances to one of these, for add().
  void keep(std::size_t trial) {
    if (tree_.spatial()) return;
    std::copy_n(of_trials_.data() + trial * points_.stride, points_.stride, kept());
  }

  // A center more, the one kept.
  void add(std::span<const float> center) {
    if (tree_.spatial()) return seed_lower(all(), center.data());
    const float* const distances = kept();
    for_each_leaf([&](std::uint32_t leaf, std::size_t) { seed_lower_leaf(all(), leaf, distances); });
    if (tree_.regions()[0].children == 0) return;
    sums_[0] = 0;
    for (const std::uint32_t leaf : tree_.tasks()) sums_[0] += sums_[leaf];
  }

  [[nodiscard]] double sum() const { return sums_[0]; }

  // The point at which the running weighted sum of distances passes `target`.
  [[nodiscard]] std::size_t find(double target) const {
    std::uint32_t region = 0;
    while (tree_.regions()[region].children != 0) {
      const Region& self = tree_.regions()[region];
      std::uint32_t chosen = self.first_child;
      std::uint32_t child = self.first_child;
      for (; child < self.first_child + self.children; ++child) {
        if (sums_[child] <= 0) continue;
        chosen = child;
        if (target < sums_[child]) break;
        target -= sums_[child];
      }
      if (child == self.first_child + self.children) target = sums_[chosen];
      region = chosen;
    }
    std::size_t found = tree_.regions()[region].begin;
    for (std::size_t i = found; i < tree_.regions()[region].end; ++i) {
      const double share = exact_.rounded(points_.weights[i] * double{nearest_[i]});
      if (share <= 0) continue;
      found = i;
      if (target < share) break;
      target -= share;
    }
    return found;
  }

 private:
  [[nodiscard]] SeedDistances all() { return {points_, tree_, exact_, nearest_.data(), largest_.data(), sums_.data()}; }

  [[nodiscard]] float* kept() { return of_trials_.data() + kTrialsTogether * points_.stride; }

  // Calls task(leaf, worker) where the tree is not spatial: its tasks are leaves.
  template <class Task>
  void for_each_leaf(const Task& task) {
    const std::span<const std::uint32_t> leaves = tree_.tasks();
    if (points_.count * points_.dimensions < kCoordinatesToShare) {
      for (const std::uint32_t leaf : leaves) task(leaf, 0);
    } else {
      workers_.run(leaves.size(), [&](std::size_t i, std::size_t worker) { task(leaves[i], worker); });
    }
  }

  const Points& points_;
  const RegionTree& tree_;
  Workers& workers_;
  std::vector<float> nearest_;
  std::vector<float> largest_;
  std::vector<double> sums_;
  Buffer<float> of_trials_;                 // their distances, where the tree is not spatial
  std::vector<std::vector<double>> gains_;  // of each worker
  ExactSum exact_;
};

// Weights from which points are drawn, each at most once: a Fenwick tree of running sums.
class Urn {
 public:
  explicit Urn(const Points& points) : count_(points.count), sums_(points.count + 1) {
    for (std::size_t i = 1; i <= count_; ++i) {
      sums_[i] += points.weights[i - 1];
      total_ += points.weights[i - 1];
      const std::size_t above = i + (i & (~i + 1));
      if (above <= count_) sums_[above] += sums_[i];
    }
  }

  // Draws a point and takes it out.
  std::size_t draw(const Points& points, Random& random) {
    double target = random.uniform() * total_;
    std::size_t position = 0;
    for (std::size_t step = std::bit_floor(count_); step != 0; step /= 2) {
      if (position + step <= count_ && sums_[position + step] <= target) {
        position += step;
        target -= sums_[position];
      }
    }
    const double weight = points.weights[position];
    total_ -= weight;
    for (std::size_t i = position + 1; i <= count_; i += i & (~i + 1)) sums_[i] -= weight;
    return position;
  }

 private:
  std::size_t count_;
  std::vector<double> sums_;
  double total_ = 0;
};

}  // namespace

std::vector<std::size_t> seed_plus_plus(const Points& points, const RegionTree& tree, std::size_t k, Random& random,
                                        Centers& centers, Workers& workers, std::uint32_t trials) {
  std::vector<std::size_t> taken;
  const auto take = [&](std::size_t point) {
    taken.push_back(point);
    centers.add(points.point(point).data());
  };
  if (centers.count() == 0) take(Urn(points).draw(points, random));
  if (trials == 0) trials = 2 + static_cast<std::uint32_t>(std::log(static_cast<double>(k)));
  Distances distances(points, tree, centers, workers);
  while (centers.count() < k) {
    double best_gain = -1;
    std::size_t best = 0;
    for (std::size_t tried = 0; tried < trials; tried += kTrialsTogether) {
      throw_if_stopped();
      std::vector<std::size_t> candidates(std::min<std::size_t>(kTrialsTogether, trials - tried));
      std::vector<float> places;
      for (std::size_t& candidate : candidates) {
        candidate = distances.find(random.uniform() * distances.sum());
        for (std::uint32_t j = 0; j < points.dimensions; ++j) places.push_back(points.plane(j)[candidate]);
      }
      const std::span<const double> gains = distances.gains(places);
      const auto first = std::max_element(gains.begin(), gains.end());
      if (*first <= best_gain) continue;
      best_gain = *first;
      best = candidates[static_cast<std::size_t>(first - gains.begin())];
      distances.keep(static_cast<std::size_t>(first - gains.begin()));
    }
    take(best);
    distances.add(points.point(best));
  }
  return taken;
}

std::vector<std::size_t> draw_points(const Points& points, std::size_t count, Random& random) {
  Urn urn(points);
  std::vector<std::size_t> drawn(count);
  for (std::size_t& point : drawn) point = urn.draw(points, random);
  return drawn;
}

void seed_random(const Points& points, std::size_t k, Random& random, Centers& centers) {
  const std::size_t missing = k - std::min(k, centers.count());
  for (const std::size_t i : draw_points(points, missing, random)) centers.add(points.point(i).data());
}

}  // namespace kvant
