// Lloyd's iteration: assign, move, until the centers rest.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

struct LloydRule {
  double shift = 0;      ///< stop once the centers' summed squared shift is at most this
  double tolerance = 0;  ///< or at most this times the mean variance of all points
  int max_iterations = 300;
  std::uint32_t fixed = 0;                                                 ///< the first slots, which never move
  const std::function<void(const IterationStatistics&)>* watch = nullptr;  ///< told after each iteration
};

struct LloydResult {
  bool converged = false;
  std::vector<IterationStatistics> iterations;
};

/// Moves the centers to a local optimum of the inertia (Lloyd 1982, "Least squares quantization in PCM"). Afterwards
/// `assignment` is that of the centers returned. A center without points moves to the point farthest from its own
/// center and takes it from there, as in scikit-learn.
template <class Real>
LloydResult lloyd(BasicAssignment<Real>& assignment, BasicCenters<Real>& centers, const LloydRule& rule);

}  // namespace kvant
