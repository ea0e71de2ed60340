#include "kmeans/lloyd.hpp"

#include <algorithm>

namespace kvant {
namespace {

// Gives each empty slot the point that lies farthest from its own center, unless that is the center's only point.
template <class Real>
void relocate_empty(BasicAssignment<Real>& assignment, const std::vector<std::uint32_t>& empty, std::uint32_t fixed,
                    BasicCenters<Real>& means) {
  const Frame& frame = assignment.frame();
  std::vector<std::uint64_t> remaining = assignment.points_of(means.slots());
  std::vector<std::uint32_t> donors;
  std::vector<double> moments(means.slots() * frame.row());
  for (std::uint32_t slot : means.active()) {
    std::copy_n(assignment.moments(slot), frame.row(), moments.data() + slot * frame.row());
  }
  // Of each center one point at most is passed over.
  const std::vector<FarPoint<Real>> far = assignment.farthest(means, empty.size() + means.count());
  auto next = far.begin();
  for (std::uint32_t slot : empty) {
    next = std::find_if(next, far.end(), [&](const FarPoint<Real>& point) { return remaining[point.slot] > 1; });
    if (next == far.end()) break;
    --remaining[next->slot];
    frame.add(next->place.data(), 1, next->weight, -1.0, moments.data() + next->slot * frame.row());
    donors.push_back(next->slot);
    std::copy(next->place.begin(), next->place.end(), means[slot]);
    ++next;
  }
  for (std::uint32_t donor : donors) {
    if (donor >= fixed) frame.mean(moments.data() + donor * frame.row(), means[donor]);
  }
}

template <class Real>
std::vector<std::uint32_t> empty_slots(const BasicAssignment<Real>& assignment, const BasicCenters<Real>& centers,
                                       std::uint32_t fixed) {
  std::vector<std::uint32_t> empty;
  for (std::uint32_t slot : centers.active()) {
    if (slot >= fixed && !(assignment.moments(slot)[0] > 0)) empty.push_back(slot);
  }
  return empty;
}

template <class Real>
BasicCenters<Real> means_of(BasicAssignment<Real>& assignment, const BasicCenters<Real>& centers, std::uint32_t fixed) {
  BasicCenters<Real> means = centers;
  const Frame& frame = assignment.frame();
  assignment.workers().run_each(centers.count(), frame.row(), [&](std::size_t i) {
    const std::uint32_t slot = centers.active()[i];
    const double* moments = assignment.moments(slot);
    if (slot >= fixed && moments[0] > 0) frame.mean(moments, means[slot]);
  });
  const auto empty = empty_slots(assignment, centers, fixed);
  if (!empty.empty()) relocate_empty(assignment, empty, fixed, means);
  return means;
}

template <class Real>
double shift_between(const BasicCenters<Real>& a, const BasicCenters<Real>& b) {
  double shift = 0;
  for (std::uint32_t slot : a.active()) {
    for (std::uint32_t j = 0; j < a.dimensions(); ++j) {
      const double step = double{a[slot][j]} - double{b[slot][j]};
      shift += step * step;
    }
  }
  return shift;
}

}  // namespace

template <class Real>
LloydResult lloyd(BasicAssignment<Real>& assignment, BasicCenters<Real>& centers, const LloydRule& rule) {
  LloydResult result;
  double shift = rule.shift;
  for (int iteration = 0; iteration < rule.max_iterations; ++iteration) {
    IterationStatistics statistics;
    statistics.reassigned = assignment.update(centers);
    statistics.inertia = assignment.inertia(centers);
    const LabelCounts counts = assignment.counts();
    statistics.visited = counts.rows;
    statistics.compared = counts.compared;
    statistics.in_double = counts.in_double;
    statistics.by_distance = counts.by_distance;
    BasicCenters<Real> means = means_of(assignment, centers, rule.fixed);
    statistics.center_shift = shift_between(means, centers);
    std::swap(centers, means);
    result.iterations.push_back(statistics);
    if (rule.watch != nullptr) (*rule.watch)(statistics);
    // Where points are assigned, their moments are known.
    if (iteration == 0 && rule.tolerance > 0) {
      shift = std::max(shift, rule.tolerance * assignment.frame().mean_variance(assignment.all_moments()));
    }
    if (statistics.center_shift <= shift) {
      result.converged = true;
      break;
    }
  }
  assignment.update(centers);
  // The last move may have left a center without points. Each turn gives it one; few turns are ever needed.
  for (std::size_t turn = 0; turn < centers.count(); ++turn) {
    const auto empty = empty_slots(assignment, centers, rule.fixed);
    if (empty.empty()) break;
    relocate_empty(assignment, empty, rule.fixed, centers);
    assignment.update(centers);
  }
  return result;
}

template LloydResult lloyd(BasicAssignment<float>&, BasicCenters<float>&, const LloydRule&);
template LloydResult lloyd(BasicAssignment<double>&, BasicCenters<double>&, const LloydRule&);

}  // namespace kvant
