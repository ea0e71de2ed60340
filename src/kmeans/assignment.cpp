#include "kmeans/assignment.hpp"

#include <algorithm>

#include "kmeans/region_assignment.hpp"
#include "kmeans/tiles/tile_assignment.hpp"

namespace kvant {
namespace {

bool farther(const Farthest::Found& a, const Farthest::Found& b) {
  return a.distance != b.distance ? a.distance > b.distance : a.index < b.index;
}

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  for (std::size_t i = 0; i < moments.size(); ++i) moments[i] += other.moments[i];
  for (std::size_t i = 0; i < points.size(); ++i) points[i] += other.points[i];
  return *this;
}

double Assignment::inertia(const Centers& centers) const {
  double total = 0;
  for (const std::uint32_t slot : centers.active()) total += frame().inertia(moments(slot), centers[slot]);
  return total;
}

std::unique_ptr<Assignment> assignment_of(const Points& points, const RegionTree& tree, Workers& workers) {
  if (tree.spatial()) return std::make_unique<RegionAssignment>(points, tree, workers);
  return std::make_unique<TileAssignment>(rows_of(points), tree.extent(), tree.frame(), workers);
}

void Farthest::show(double distance, std::size_t index) {
  const Found found{distance, index};
  if (heap_.size() == most_) {
    if (heap_.empty() || !farther(found, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), farther);
    heap_.back() = found;
  } else {
    heap_.push_back(found);
  }
  std::push_heap(heap_.begin(), heap_.end(), farther);
}

void Farthest::merge(const Farthest& other) {
  for (const Found& found : other.heap_) show(found.distance, found.index);
}

std::vector<Farthest::Found> Farthest::sorted() const {
  std::vector<Found> result = heap_;
  std::sort(result.begin(), result.end(), farther);
  return result;
}

}  // namespace kvant
