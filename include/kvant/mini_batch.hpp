// Mini-batch k-means: centers are running means of the points of small batches.
//
// Use for: points that come bit by bit, and centers that are wanted before all have been looked at. Do not use for: the
// least inertia, or tables in memory or in files, which kvant::kmeans() and kvant/parts.hpp cluster exactly.
//
//   kvant::MiniBatchResult fit = kvant::mini_batch_kmeans({.coordinates = points, .dimensions = 2}, {.clusters = 3});
//   kvant::MiniBatch more({.clusters = 3}, fit.state);
//   kvant::MiniBatchStep step = more.step({.coordinates = points, .dimensions = 2});
//
// labels are those of kvant::predict() with the centers of the state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

struct MiniBatchOptions {
  std::uint32_t clusters = KMeansOptions{}.clusters;  ///< k: 1 to 65,536
  Init init = KMeansOptions{}.init;
  std::span<const double> start = {};  ///< centers to start from instead of `init`, as in KMeansOptions
  /// 1 or more: draws so many starts, and takes the one of least inertia on init_size points; of equal ones the first.
  std::uint32_t n_init = 1;
  std::uint32_t batch_size = 1024;  ///< points of a step, 1 or more; no more than there are
  /// On how many points a start is searched. 0: 3 * batch_size. 3 * clusters if there would be fewer than clusters.
  std::uint32_t init_size = 0;
  int max_iterations = 100;  ///< 1 or more: stop after so many times the number of points
  /// Stop after so many steps in turn without a new least of the smoothed inertia of the batches. None: never.
  std::optional<std::uint32_t> max_no_improvement = 10;
  /// Stop once the summed squared shift of the centers in a step is at most `tolerance` times the mean variance of the
  /// coordinates. 0: never.
  double tolerance = 0;
  /// 0 or more: centers that have seen less than this part of what the center that has seen most has, are put on points
  /// of the batch instead: all of them that exceed half of it wait. It is done when a center has seen nothing, and
  /// after each 10 * clusters points.
  double reassignment_ratio = 0.01;
  bool compute_labels = true;  ///< labels and inertia of all points at the end of a fit
  std::uint64_t seed = KMeansOptions{}.seed;
  unsigned threads = KMeansOptions{}.threads;
};

/// What steps leave to those that come after them: given to a MiniBatch it goes on as if it had never stopped.
struct MiniBatchState {
  std::vector<double> centers;  ///< k * dimensions, row-major; of points of floats, these are floats
  std::vector<double> weights;  ///< k: of the points that each center is the mean of
  std::uint64_t steps = 0;
  std::uint64_t since_reassignment = 0;  ///< points

  friend bool operator==(const MiniBatchState&, const MiniBatchState&) = default;
};

/// What one step did.
struct MiniBatchStep {
  double inertia = 0;            ///< of the batch and the centers before the step
  double center_shift = 0;       ///< summed squared distance that the centers moved
  std::uint32_t reassigned = 0;  ///< centers put on points of the batch
};

/// Centers that learn from batches as these come (Sculley 2010, "Web-scale k-means clustering"): scikit-learn's
/// partial_fit(). A point of weight w is w points.
class KVANT_EXPORT MiniBatch {
 public:
  /// `state`: of earlier steps, whose centers then count instead of a start. Without either, the first step searches a
  /// start on its own points. Of the options, what only concerns fits does not count. Throws Error(invalid_argument).
  explicit MiniBatch(const MiniBatchOptions& options, MiniBatchState state = {});

  /// Throws Error(invalid_argument) as kmeans() does, also for points of other dimensions than those before; the state
  /// then is as it was.
  MiniBatchStep step(const PointsView& points);
  MiniBatchStep step(const DoublePointsView& points);

  [[nodiscard]] const MiniBatchState& state() const { return state_; }

 private:
  MiniBatchOptions options_;
  MiniBatchState state_;
};

enum class MiniBatchEnd {
  max_iterations,
  small_shift,     ///< by `tolerance`; also where each point in a place of its own has a center
  no_improvement,  ///< by `max_no_improvement`
};

struct MiniBatchResult {
  MiniBatchState state;
  std::vector<std::uint32_t> labels;  ///< n: the nearest center of each point; ties go to the lowest index
  /// Weighted sum of squared distances to the nearest center; without labels, estimated by the smoothed inertia of the
  /// batches.
  double inertia = 0;
  MiniBatchEnd end = MiniBatchEnd::max_iterations;
  std::vector<MiniBatchStep> steps;
  std::uint32_t batch_size = 0;  ///< of the steps
  double iterations = 0;  ///< how often the points would have been looked at: steps * batch_size over their number
  std::uint32_t distinct_centers = 0;  ///< see KMeansResult; those that own no point count, too
};

/// Steps on batches that are drawn by weight, with replacement. Where weights are given, the number of points is what
/// they weigh together, but at least how many there are. labels == predict(points, state.centers), always; same input
/// and options, same result, on any number of threads and whatever the order of the points. Throws
/// Error(invalid_argument) as kmeans() does.
[[nodiscard]] KVANT_EXPORT MiniBatchResult mini_batch_kmeans(const PointsView& points,
                                                             const MiniBatchOptions& options = {});
[[nodiscard]] KVANT_EXPORT MiniBatchResult mini_batch_kmeans(const DoublePointsView& points,
                                                             const MiniBatchOptions& options = {});

}  // namespace kvant
