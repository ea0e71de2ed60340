#include "kmeans/seed.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "kmeans/seed_kernel.hpp"
#include "threads/stop.hpp"

namespace kvant {
namespace {

// Of points to the nearest of the centers so far.
class Distances {
 public:
  Distances(const Points& points, const RegionTree& tree, const Centers& centers)
      : points_(points),
        tree_(tree),
        nearest_(points.stride, std::numeric_limits<float>::max()),
        largest_(tree.regions().size(), std::numeric_limits<float>::infinity()),
        sums_(tree.regions().size()) {
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
    for (std::uint32_t slot : centers.active()) add(centers[slot]);
  }

  void add(const float* center) { seed_lower(all(), center); }
  [[nodiscard]] double gain(const float* center) { return seed_gain(all(), center); }
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

  const Points& points_;
  const RegionTree& tree_;
  std::vector<float> nearest_;
  std::vector<float> largest_;
  std::vector<double> sums_;
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
                                        Centers& centers, std::uint32_t trials) {
  std::vector<std::size_t> taken;
  const auto take = [&](std::size_t point) {
    taken.push_back(point);
    centers.add(points.point(point).data());
  };
  if (centers.count() == 0) take(Urn(points).draw(points, random));
  Distances distances(points, tree, centers);
  if (trials == 0) trials = 2 + static_cast<std::uint32_t>(std::log(static_cast<double>(k)));
  while (centers.count() < k) {
    throw_if_stopped();
    double best_gain = -1;
    std::size_t best = 0;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      const std::size_t candidate = distances.find(random.uniform() * distances.sum());
      const double gain = distances.gain(points.point(candidate).data());
      if (gain > best_gain) {
        best_gain = gain;
        best = candidate;
      }
    }
    take(best);
    distances.add(points.point(best).data());
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
