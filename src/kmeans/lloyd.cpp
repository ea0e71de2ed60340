#include "kmeans/lloyd.hpp"

#include <algorithm>
#include <numeric>

namespace kvant {
namespace {

// Gives each empty slot the point that lies farthest from its own center, unless that is the center's only point.
void relocate_empty(Assignment& assignment, const std::vector<std::uint32_t>& empty, std::uint32_t fixed,
                    Centers& means) {
  const Points& points = assignment.points();
  const MomentRounding& rounding = assignment.tree().rounding();
  const auto labels = assignment.labels();
  std::vector<std::uint32_t> remaining(means.slots());
  std::vector<double> distance(points.count);
  for (std::size_t i = 0; i < points.count; ++i) {
    ++remaining[labels[i]];
    distance[i] = squared_distance(points, i, means[labels[i]]);
  }
  // A heap: few of the farthest are wanted of many points.
  const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
    return distance[a] != distance[b] ? distance[a] < distance[b] : a > b;
  };
  std::vector<std::uint32_t> heap(points.count);
  std::iota(heap.begin(), heap.end(), 0U);
  std::make_heap(heap.begin(), heap.end(), nearer);
  const auto drop_farthest = [&] {
    std::pop_heap(heap.begin(), heap.end(), nearer);
    heap.pop_back();
  };

  std::vector<std::uint32_t> donors;
  std::vector<double> moments(means.slots() * rounding.row());
  for (std::uint32_t slot : means.active()) {
    std::copy_n(assignment.moments(slot), rounding.row(), moments.data() + slot * rounding.row());
  }
  for (std::uint32_t slot : empty) {
    while (!heap.empty() && remaining[labels[heap.front()]] <= 1) drop_farthest();
    if (heap.empty()) return;
    const std::uint32_t point = heap.front();
    drop_farthest();
    const std::uint32_t donor = labels[point];
    --remaining[donor];
    rounding.add(points, point, -1.0, moments.data() + donor * rounding.row());
    donors.push_back(donor);
    for (std::uint32_t j = 0; j < points.dimensions; ++j) means[slot][j] = points.plane(j)[point];
  }
  for (std::uint32_t donor : donors) {
    if (donor >= fixed) rounding.mean(moments.data() + donor * rounding.row(), means[donor]);
  }
}

std::vector<std::uint32_t> empty_slots(const Assignment& assignment, const Centers& centers, std::uint32_t fixed) {
  std::vector<std::uint32_t> empty;
  for (std::uint32_t slot : centers.active()) {
    if (slot >= fixed && !(assignment.moments(slot)[0] > 0)) empty.push_back(slot);
  }
  return empty;
}

Centers means_of(Assignment& assignment, const Centers& centers, std::uint32_t fixed) {
  Centers means = centers;
  for (std::uint32_t slot : centers.active()) {
    const double* moments = assignment.moments(slot);
    if (slot >= fixed && moments[0] > 0) assignment.tree().rounding().mean(moments, means[slot]);
  }
  const auto empty = empty_slots(assignment, centers, fixed);
  if (!empty.empty()) relocate_empty(assignment, empty, fixed, means);
  return means;
}

double shift_between(const Centers& a, const Centers& b) {
  double shift = 0;
  for (std::uint32_t slot : a.active()) {
    for (std::uint32_t j = 0; j < a.dimensions(); ++j) {
      const double step = double{a[slot][j]} - b[slot][j];
      shift += step * step;
    }
  }
  return shift;
}

}  // namespace

LloydResult lloyd(Assignment& assignment, Centers& centers, const LloydRule& rule) {
  LloydResult result;
  for (int iteration = 0; iteration < rule.max_iterations; ++iteration) {
    IterationStatistics statistics;
    statistics.reassigned = assignment.update(centers);
    statistics.inertia = assignment.inertia(centers);
    Centers means = means_of(assignment, centers, rule.fixed);
    statistics.center_shift = shift_between(means, centers);
    std::swap(centers, means);
    result.iterations.push_back(statistics);
    if (statistics.center_shift <= rule.shift) {
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

}  // namespace kvant
