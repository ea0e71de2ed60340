#include "kvant/choose.hpp"

#include <algorithm>
#include <string>

#include "choose/sweep.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/spatial_order.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

}  // namespace

void require_valid(const SweepOptions& options) {
  if (options.from < 1 || options.from > options.to)
    refuse("the range of k must begin at 1 or more, and not end before");
  require_valid(KMeansOptions{.clusters = options.to,
                              .effort = options.effort,
                              .tolerance = options.tolerance,
                              .max_iterations = options.max_iterations});
}

Curve sweep(const PointsView& rows, const SweepOptions& options) {
  require_valid(rows);
  require_valid(options);
  use_simd_target_of_environment();
  const Points points = spatial_order(rows).points;
  if (points.count == 0) refuse("one weight at least must be positive");
  if (points.count < options.from) {
    refuse("there are only " + std::to_string(points.count) + " distinct point" + (points.count == 1 ? "" : "s") +
           ", fewer than the smallest k");
  }
  SweepOptions clipped = options;
  clipped.to = static_cast<std::uint32_t>(std::min<std::size_t>(options.to, points.count));
  Workers workers(options.threads);
  return sweep(points, RegionTree(points, workers), Centers(points.dimensions, 0), clipped, workers, {});
}

}  // namespace kvant
