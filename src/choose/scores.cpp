#include "choose/scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "choose/silhouette_kernel.hpp"

namespace kvant {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kPerfect = std::numeric_limits<double>::infinity();

double sum_of(std::span<const double> weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

// The mean silhouette, region by region: few centers are among the nearest two of any of a region's points.
class Silhouettes {
 public:
  Silhouettes(const Points& points, const RegionTree& tree, const Centers& centers) : points_(points), tree_(tree) {
    CandidateList all;
    all.reserve(points.dimensions, centers.count());
    for (const std::uint32_t slot : centers.active()) {
      for (std::uint32_t j = 0; j < points.dimensions; ++j) all.plane(j)[all.count] = centers[slot][j];
      ++all.count;
    }
    visit(0, all, 0);
  }

  [[nodiscard]] double mean() const { return sum_ / weight_; }

 private:
  // Keys have up to 64 bits, and a level takes one or more.
  static constexpr std::size_t kMaxLevels = 65;

  void visit(std::uint32_t region, const CandidateList& candidates, std::size_t level) {
    CandidateList& near = levels_[level];
    nearest_two(candidates, points_.dimensions, tree_.box(region), near);
    const Region& self = tree_.regions()[region];
    if (self.children == 0) add_up(self, near);
    for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
      visit(child, near, level + 1);
    }
  }

  void add_up(const Region& leaf, const CandidateList& centers) {
    silhouettes_.resize(leaf.end - leaf.begin + kPointPadding);
    silhouettes_of(points_, leaf.begin, leaf.end, centers, silhouettes_.data());
    for (std::size_t i = leaf.begin; i < leaf.end; ++i) {
      sum_ += points_.weights[i] * double{silhouettes_[i - leaf.begin]};
      weight_ += points_.weights[i];
    }
  }

  const Points& points_;
  const RegionTree& tree_;
  std::array<CandidateList, kMaxLevels> levels_;
  std::vector<float> silhouettes_;  // of a leaf
  double sum_ = 0;
  double weight_ = 0;
};

}  // namespace

double calinski_harabasz(const ClusterStatistics& clusters) {
  const auto k = static_cast<double>(clusters.weights.size());
  const double weight = sum_of(clusters.weights);
  if (k < 2) return kNone;
  if (clusters.inertia <= 0) return kPerfect;
  if (weight <= k) return kNone;
  return (clusters.total_inertia - clusters.inertia) / (k - 1) / (clusters.inertia / (weight - k));
}

double bayesian_information(const ClusterStatistics& clusters) {
  const auto k = static_cast<double>(clusters.weights.size());
  const double weight = sum_of(clusters.weights);
  const double d = clusters.dimensions;
  if (clusters.inertia <= 0) return kPerfect;
  if (weight <= k) return kNone;
  const double variance = clusters.inertia / (d * (weight - k));
  double likelihood = -weight * d / 2 * std::log(2 * std::numbers::pi * variance) - d / 2 * (weight - k);
  for (const double w : clusters.weights) {
    if (w > 0) likelihood += w * std::log(w / weight);
  }
  const double parameters = k * (d + 1);  // centers, shares that sum to 1, and one variance
  return likelihood - parameters / 2 * std::log(weight);
}

CurvePoint judge(const ClusterStatistics& clusters) {
  CurvePoint point{.k = static_cast<std::uint32_t>(clusters.weights.size()), .inertia = clusters.inertia};
  point.variance_explained = clusters.total_inertia > 0 ? 1 - clusters.inertia / clusters.total_inertia : 1;
  point.calinski_harabasz = calinski_harabasz(clusters);
  point.bic = bayesian_information(clusters);
  point.simplified_silhouette = kNone;
  return point;
}

double simplified_silhouette(const Points& points, const RegionTree& tree, const Centers& centers) {
  if (centers.count() < 2) return kNone;
  return Silhouettes(points, tree, centers).mean();
}

}  // namespace kvant
