#include "kmeans/tiles/tile_assignment.hpp"

#include <algorithm>
#include <utility>

namespace kvant {

TileAssignment::TileAssignment(const RowsView<float>& rows, Extent extent, Frame frame, Workers& workers)
    : rows_(rows),
      extent_(std::move(extent)),
      frame_(std::move(frame)),
      workers_(workers),
      labels_(rows.count, kNoCenter),
      all_(frame_.row()),
      places_(workers.count()) {
  std::vector<std::vector<double>> of_worker(workers.count(), all_);
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    for (std::size_t i = begin; i < std::min(rows_.count, begin + kTaskRows); ++i) {
      frame_.add(rows_.row(i), rows_.column_stride, rows_.weight(i), 1.0, of_worker[worker].data());
    }
  });
  for (const std::vector<double>& moments : of_worker) {
    for (std::size_t m = 0; m < all_.size(); ++m) all_[m] += moments[m];
  }
}

std::uint64_t TileAssignment::update(const Centers& centers) {
  std::vector<float> coordinates;
  coordinates.reserve(centers.count() * centers.dimensions());
  for (const std::uint32_t slot : centers.active()) {
    coordinates.insert(coordinates.end(), centers[slot], centers[slot] + centers.dimensions());
  }
  const NearestCenters<float> nearest(coordinates, extent_, workers_);

  if (sums_.points.size() < centers.slots()) sums_.resize(centers.slots(), frame_.row());
  for (std::size_t worker = 0; worker < places_.size(); ++worker) {
    places_[worker].reassigned = 0;
    if (worker == 0) continue;
    places_[worker].changes.moments.assign(sums_.moments.size(), 0.0);
    places_[worker].changes.points.assign(sums_.points.size(), 0);
  }
  workers_.run(row_tasks(rows_.count), [&](std::size_t task, std::size_t worker) {
    Place& place = places_[worker];
    const std::size_t begin = task * kTaskRows;
    const std::size_t end = std::min(rows_.count, begin + kTaskRows);
    place.labels.resize(kTaskRows);
    nearest.find(rows_, begin, end, place.labels.data(), place.scratch);
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t slot = centers.active()[place.labels[i - begin]];
      if (slot == labels_[i]) continue;
      move_row(i, slot, worker == 0 ? sums_ : place.changes);
      ++place.reassigned;
    }
  });
  std::uint64_t reassigned = 0;
  for (std::size_t worker = 0; worker < places_.size(); ++worker) {
    reassigned += places_[worker].reassigned;
    if (worker > 0) sums_ += places_[worker].changes;
  }
  return reassigned;
}

// Counts of points wrap around in the changes of a worker; their sum is right.
void TileAssignment::move_row(std::size_t i, std::uint32_t to, Sums& sums) {
  const std::uint32_t from = std::exchange(labels_[i], to);
  const double weight = rows_.weight(i);
  if (weight <= 0) return;
  const float* row = rows_.row(i);
  frame_.add(row, rows_.column_stride, weight, 1.0, sums.moments.data() + to * frame_.row());
  ++sums.points[to];
  if (from == kNoCenter) return;
  frame_.add(row, rows_.column_stride, weight, -1.0, sums.moments.data() + from * frame_.row());
  --sums.points[from];
}

std::vector<std::uint64_t> TileAssignment::points_of(std::size_t slots) {
  std::vector<std::uint64_t> points = sums_.points;
  points.resize(slots);
  return points;
}

std::vector<FarPoint> TileAssignment::farthest(const Centers& centers, std::size_t most) {
  std::vector<Farthest> of_worker(workers_.count(), Farthest(most));
  workers_.run(row_tasks(rows_.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    for (std::size_t i = begin; i < std::min(rows_.count, begin + kTaskRows); ++i) {
      if (rows_.weight(i) <= 0) continue;
      const double distance = rows_.squared_distance(i, centers[labels_[i]]);
      if (distance > 0) of_worker[worker].show(distance, i);
    }
  });
  for (std::size_t worker = 1; worker < of_worker.size(); ++worker) of_worker[0].merge(of_worker[worker]);
  std::vector<FarPoint> result;
  for (const Farthest::Found& found : of_worker[0].sorted()) {
    FarPoint point{found.distance, found.index, labels_[found.index], rows_.weight(found.index), {}};
    const float* row = rows_.row(found.index);
    for (std::uint32_t j = 0; j < rows_.dimensions; ++j) point.place.push_back(row[j * rows_.column_stride]);
    result.push_back(std::move(point));
  }
  return result;
}

}  // namespace kvant
