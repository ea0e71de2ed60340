// How many clusters? The inertia for every k of a range, and what it says about the k to choose.
//
//   const kvant::Curve curve = kvant::sweep({.coordinates = points, .dimensions = 2}, {.to = 12});
//   const kvant::Choice choice = kvant::choose_k(curve);
//   // choice.k clusters; choice.reason says whether that is a clear elbow
//
// docs/choosing-k.md says what each score means and when to distrust it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

struct SweepOptions {
  std::uint32_t from = 1;    ///< the smallest k: 1 to `to`
  std::uint32_t to = 64;     ///< the largest k: up to 65,536, clipped to the number of distinct points
  int effort = 7;            ///< 1 (fastest) to 10 (best), see KMeansOptions::effort; leave alone
  double tolerance = 1e-4;   ///< see KMeansOptions::tolerance
  int max_iterations = 300;  ///< see KMeansOptions::max_iterations, for each k
  bool silhouette = true;    ///< whether to compute the simplified silhouette, the one score that needs every point
  std::uint64_t seed = 0;
  unsigned threads = 0;  ///< 0: one per core
};

/// The clustering of one k, judged. For the scores a higher one is better.
struct CurvePoint {
  std::uint32_t k = 0;
  double inertia = 0;  ///< weighted sum of squared distances to the nearest center; never more than at k - 1
  double variance_explained =
      0;  ///< 0 at k = 1 to 1 at as many clusters as distinct points: 1 - inertia / that of k = 1
  /// Calinski & Harabasz 1974, "A dendrite method for cluster analysis": variance between clusters over that within,
  /// each over its degrees of freedom. Infinite without inertia; NaN for k = 1, or no weight beyond k.
  double calinski_harabasz = 0;
  /// Bayesian information criterion of equal spherical Gaussians (Pelleg & Moore 2000, "X-means", in the corrected form
  /// of Foglia & Hancock): log-likelihood - parameters / 2 * ln(weight). Infinite without inertia; NaN if there is no
  /// weight beyond k.
  double bic = 0;
  /// Hruschka, de Castro & Campello 2004: mean of (b - a) / max(a, b), a and b the distances of a point to its own and
  /// to the next center, -1 to 1. NaN for k = 1, or if it was not asked for. See sweep() for which points.
  double simplified_silhouette = 0;
  std::vector<double> centers = {};  ///< k * dimensions, row-major
};

struct Curve {
  std::vector<CurvePoint> points;     ///< by ascending k, without gaps
  std::uint64_t distinct_points = 0;  ///< of positive weight
  double weight = 0;                  ///< the sum of the weights: the number of points where they have none
};

/// Clusters points for each k of a range. Chains of centers grow through all k, each k starting from the centers of its
/// neighbors, so that the whole range costs a small part of as many calls of kmeans(), for inertias as low. Up to 64
/// the curve does not depend on where a longer range ends. Same input and options, same curve, on any machine and any
/// number of threads. Throws Error(invalid_argument), also if there are fewer distinct points than `from`.
///
/// In up to 5 dimensions points are put in spatial order, doubles as floats that were brought near zero before. Above,
/// they stay where they lie, and centers come to rest on a sample (see KMeansOptions::effort) before they move a few
/// times on all points: the inertia, and the scores that follow from it, are of all points, the simplified silhouette
/// is that of the sample.
[[nodiscard]] KVANT_EXPORT Curve sweep(const PointsView& points, const SweepOptions& options = {});
[[nodiscard]] KVANT_EXPORT Curve sweep(const DoublePointsView& points, const SweepOptions& options = {});

/// The knee of inertia over k (Satopaa, Albrecht, Irwin & Raghavan 2011, "Finding a 'kneedle' in a haystack", offline,
/// sensitivity 1; of several knees the farthest from the chord). Nearly every curve has one, and it moves with the
/// range: see find_elbow(). None for curves of fewer than three points, or that do not fall below their chord.
[[nodiscard]] KVANT_EXPORT std::optional<std::uint32_t> find_knee(const Curve& curve);

/// The knee on logarithmic axes. Data without structure falls as a power of k, which is a straight line there: what
/// bends has clusters.
struct Elbow {
  std::uint32_t k = 0;
  /// How much faster the inertia falls before k than after: the ratio of the mean slopes of ln(inertia) over ln(k) from
  /// k / 4 to k and from k to 4 k, or as far as the curve goes. 1 for a power of k.
  double sharpness = 0;
  bool clear = false;  ///< whether the sharpness is at least `kClearSharpness`
};

inline constexpr double kClearSharpness = 2;

/// None for curves without a knee on logarithmic axes. Points without inertia are left out: every curve ends there.
[[nodiscard]] KVANT_EXPORT std::optional<Elbow> find_elbow(const Curve& curve);

enum class Score { calinski_harabasz, bic, simplified_silhouette };

/// The smallest k of the highest score; none if no k has one.
[[nodiscard]] KVANT_EXPORT std::optional<std::uint32_t> best_k(const Curve& curve, Score score);

enum class Reason {
  few_points,       ///< there are at most `kFewPoints` distinct points: nothing is gained by fewer clusters
  clear_elbow,      ///< the curve has a clear elbow
  enough_variance,  ///< no clear elbow: the fewest clusters that explain `kEnoughVariance`
  end_of_range,     ///< nor do any explain so much: the most there are
};

inline constexpr std::uint64_t kFewPoints = 16;
inline constexpr double kEnoughVariance = 0.95;

struct Choice {
  std::uint32_t k = 0;
  Reason reason{};
};

/// The number of clusters to take when nobody says more. `curve` is not empty.
/// Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT Choice choose_k(const Curve& curve);

}  // namespace kvant
