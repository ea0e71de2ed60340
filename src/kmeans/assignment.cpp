#include "kmeans/assignment.hpp"

#include <iterator>
#include <utility>

#include "kmeans/region_assignment.hpp"
#include "kmeans/tiles/tile_assignment.hpp"

namespace kvant {

Sums& Sums::operator+=(const Sums& other) {
  for (std::size_t i = 0; i < moments.size(); ++i) moments[i] += other.moments[i];
  for (std::size_t i = 0; i < points.size(); ++i) points[i] += other.points[i];
  return *this;
}

std::unique_ptr<Assignment> assignment_of(const Points& points, const RegionTree& tree, Workers& workers) {
  if (tree.spatial()) return std::make_unique<RegionAssignment>(points, tree, workers);
  return std::make_unique<TileAssignment<float>>(rows_of(points), tree.extent(), tree.frame(), workers);
}

template <class Real>
void Farthest<Real>::show(FarPoint<Real> point) {
  const auto same = found_.find(point);
  if (same != found_.end()) {
    if (same->weight >= point.weight) return;
    found_.erase(same);
  }
  found_.insert(std::move(point));
  if (found_.size() > most_) found_.erase(std::prev(found_.end()));
}

template <class Real>
void Farthest<Real>::merge(const Farthest& other) {
  for (const FarPoint<Real>& point : other.found_) {
    if (wants(point.distance)) show(point);
  }
}

template class Farthest<float>;
template class Farthest<double>;

}  // namespace kvant
