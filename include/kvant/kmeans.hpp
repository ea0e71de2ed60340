// Weighted exact k-means on any numeric points.
//
// Use for: points of any dimension. Up to 8 dimensions whole regions of points are assigned at once; above, rows are
// compared with all centers where they lie, at close to the speed of the processor.
// Do not use for: pictures. kvant::quantize() removes duplicate colors first and is many times faster.
//
//   kvant::KMeansResult result = kvant::kmeans({.coordinates = points, .dimensions = 2}, {.clusters = 3});
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kvant/export.hpp"

namespace kvant {

/// A view of n points, row-major: n * dimensions floats, each less than 1e18 in absolute value; and n weights, or none
/// for a weight of 1 each.
struct PointsView {
  std::span<const float> coordinates;
  std::uint32_t dimensions = 1;  ///< 1 or more
  /// Empty, or n finite weights >= 0, of which one at least is positive; best within a factor of 2^40 of each other, as
  /// means of far lighter points lose precision.
  std::span<const float> weights = {};
};

enum class Init {
  kmeans_plus_plus,  ///< greedy k-means++ (Arthur & Vassilvitskii 2007): the best of 2 + ln k samples at each step
  random,            ///< k distinct points drawn at random by weight
};

struct KMeansOptions {
  std::uint32_t clusters = 8;  ///< k: 1 to 65,536, and no more than there are distinct points
  Init init = Init::kmeans_plus_plus;
  std::span<const float> start = {};  ///< centers to start from instead of `init`: clusters * dimensions coordinates
  /// 1 to 10: how much work goes into leaving bad optima, for Init::kmeans_plus_plus. 1 is plain k-means++ and Lloyd;
  /// leave alone.
  int effort = 7;
  /// Stop once the summed squared shift of the centers is at most `tolerance` times the mean variance of the
  /// coordinates (scikit-learn's rule), times k / 256 below 256 clusters, as few centers add up to less than many.
  /// 0: stop only when no center moves.
  double tolerance = 1e-4;
  int max_iterations = 300;  ///< 1 or more, of the final Lloyd iterations
  std::uint64_t seed = 0;    ///< same seed, same result, on any machine and any number of threads
  unsigned threads = 0;      ///< 0: one per core
};

/// What one Lloyd iteration did.
struct IterationStatistics {
  double inertia = 0;            ///< of the centers that the iteration started from
  std::uint64_t reassigned = 0;  ///< points whose nearest center changed
  double center_shift = 0;       ///< summed squared distance that the centers moved afterwards
};

struct KMeansResult {
  std::vector<float> centers;                   ///< k * dimensions, row-major
  std::vector<std::uint32_t> labels;            ///< n: the nearest center of each point; ties go to the lowest index
  double inertia = 0;                           ///< weighted sum of squared distances to the nearest center
  bool converged = false;                       ///< false: max_iterations ended it
  std::vector<IterationStatistics> iterations;  ///< of the final Lloyd run
};

/// Clusters points. labels == predict(points, centers), always.
/// Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT KMeansResult kmeans(const PointsView& points, const KMeansOptions& options = {});

/// The nearest center of each point; ties go to the lowest index. `centers` is k * dimensions, row-major. Distances are
/// sums of squared differences in the order of the dimensions: of floats up to 8 dimensions, of doubles above.
/// Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT std::vector<std::uint32_t> predict(const PointsView& points, std::span<const float> centers,
                                                              unsigned threads = 0);

}  // namespace kvant
