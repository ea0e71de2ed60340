// Weighted exact k-means on any numeric points.
//
// Use for: points of any dimension, as floats or doubles, where they lie. Where many points are alike (pixels, counts),
// each is only looked at once; up to 5 dimensions whole regions of points are assigned together; above, rows are
// compared with all centers at close to the speed of the processor.
// Do not use for: pictures, as kvant::quantize() does more for them; tables larger than memory, see kvant/parts.hpp.
//
//   kvant::KMeansResult result = kvant::kmeans({.coordinates = points, .dimensions = 2}, {.clusters = 3});
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kvant/export.hpp"

namespace kvant {

/// A view of n points, 1 to 4,294,967,294, whose coordinates lie where they lie: row-major if nothing else is said.
/// Coordinates are finite and less in absolute value than 1e18 as floats, 1e100 as doubles.
template <class Real>
struct BasicPointsView {
  std::span<const Real> coordinates;  ///< from the first coordinate of the first point to the last one's last
  std::uint32_t dimensions = 1;       ///< 1 or more
  /// Empty, or n finite weights >= 0, of which one at least is positive; best within a factor of 2^40 of each other, as
  /// means of far lighter points lose precision.
  std::span<const Real> weights = {};
  std::size_t row_stride = 0;     ///< from one point to the next, in coordinates; 0: dimensions
  std::size_t column_stride = 1;  ///< from one coordinate of a point to the next
};

using PointsView = BasicPointsView<float>;
using DoublePointsView = BasicPointsView<double>;

enum class Init {
  kmeans_plus_plus,  ///< greedy k-means++ (Arthur & Vassilvitskii 2007): the best of 2 + ln k samples at each step
  random,            ///< k distinct points drawn at random by weight
};

/// What one Lloyd iteration did.
struct IterationStatistics {
  double inertia = 0;            ///< of the centers that the iteration started from
  std::uint64_t reassigned = 0;  ///< points whose nearest center changed
  double center_shift = 0;       ///< summed squared distance that the centers moved afterwards
  /// Rows that were looked at, equal ones counting once: the others were known to keep their center or, where floats in
  /// up to 5 dimensions are assigned by regions of space, belong to one as a whole region. With how many centers they
  /// were compared, all rows together: while few centers move, a row is compared with those alone. Of the rows, those
  /// of which single precision could not tell the nearest center, and those which only the distances themselves could
  /// tell. By regions, where distances in single precision are what counts, `compared` and `in_double` are 0, and the
  /// last are rows whose packed coordinates could not tell. Not told of tables in parts. Unlike all else they are not
  /// promised to be the same on other machines.
  std::uint64_t visited = 0;
  std::uint64_t compared = 0;
  std::uint64_t in_double = 0;
  std::uint64_t by_distance = 0;
};

struct KMeansOptions {
  std::uint32_t clusters = 8;  ///< k: 1 to 65,536
  Init init = Init::kmeans_plus_plus;
  /// Centers to start from instead of `init`: clusters * dimensions coordinates, rounded to floats for points of
  /// floats.
  std::span<const double> start = {};
  /// 1 or more: starts with so many different seeds, the first of them `seed`, and keeps the result of least inertia;
  /// of equal ones the first. scikit-learn's `n_init`. Not with `start`.
  std::uint32_t n_init = 1;
  /// 1 to 10: how much work goes into leaving bad optima, for Init::kmeans_plus_plus. 1 is plain k-means++ and Lloyd;
  /// leave alone.
  int effort = 7;
  /// Stop once the summed squared shift of the centers is at most `tolerance` times the mean variance of the
  /// coordinates: scikit-learn's `tol`. 0: stop only when no center moves.
  double tolerance = 1e-4;
  int max_iterations = 300;  ///< 1 or more, of the final Lloyd iterations
  std::uint64_t seed = 0;    ///< same seed, same result, on any machine and any number of threads
  unsigned threads = 0;      ///< 0: one per core
  /// Told after each of the final Lloyd iterations, of each start, on the thread that called; what it throws ends the
  /// work and comes through.
  std::function<void(const IterationStatistics&)> watch = {};
};

struct KMeansResult {
  std::vector<double> centers;                  ///< k * dimensions, row-major; of points of floats, these are floats
  std::vector<std::uint32_t> labels;            ///< n: the nearest center of each point; ties go to the lowest index
  double inertia = 0;                           ///< weighted sum of squared distances to the nearest center
  bool converged = false;                       ///< false: max_iterations ended it
  std::vector<IterationStatistics> iterations;  ///< of the final Lloyd run
  /// Centers that differ: fewer than k if there are fewer points of positive weight in different places. The last ones
  /// then repeat the first, and own no point. scikit-learn warns of that.
  std::uint32_t distinct_centers = 0;
};

/// Clusters points. labels == predict(points, centers), always.
/// Throws Error(invalid_argument); what is wrong with a point is said with its row and column, counted from 0.
[[nodiscard]] KVANT_EXPORT KMeansResult kmeans(const PointsView& points, const KMeansOptions& options = {});
[[nodiscard]] KVANT_EXPORT KMeansResult kmeans(const DoublePointsView& points, const KMeansOptions& options = {});

/// The nearest center of each point; ties go to the lowest index. `centers` is k * dimensions, row-major, rounded to
/// floats for points of floats. Distances are sums of squared differences in the order of the dimensions: in single
/// precision for floats in up to 8 dimensions, else in double. Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT std::vector<std::uint32_t> predict(const PointsView& points, std::span<const double> centers,
                                                              unsigned threads = 0);
[[nodiscard]] KVANT_EXPORT std::vector<std::uint32_t> predict(const DoublePointsView& points,
                                                              std::span<const double> centers, unsigned threads = 0);

}  // namespace kvant
