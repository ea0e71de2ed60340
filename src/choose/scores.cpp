#include "choose/scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
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

double simplified_silhouette(const Points& points, const Centers& centers) {
  if (centers.count() < 2) return kNone;
  std::vector<float> rows;
  for (const std::uint32_t slot : centers.active()) {
    rows.insert(rows.end(), centers[slot], centers[slot] + centers.dimensions());
  }
  double sum = 0;
  double weight = 0;
  constexpr std::size_t block = 1024;
  std::array<float, block + kPointPadding> silhouettes{};
  for (std::size_t begin = 0; begin < points.count; begin += block) {
    const std::size_t end = std::min(begin + block, points.count);
    silhouettes_of(points, begin, end, rows, silhouettes.data());
    for (std::size_t i = begin; i < end; ++i) {
      sum += points.weights[i] * double{silhouettes[i - begin]};
      weight += points.weights[i];
    }
  }
  return sum / weight;
}

}  // namespace kvant
