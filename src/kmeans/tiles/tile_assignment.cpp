#include "kmeans/tiles/tile_assignment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "kmeans/tiles/gap_kernel.hpp"

namespace kvant {

template <class Real>
TileAssignment<Real>::TileAssignment(const RowsView<Real>& rows, Extent extent, Frame frame, Workers& workers)
    : rows_(rows),
      extent_(std::move(extent)),
      frame_(std::move(frame)),
      workers_(workers),
      labels_(rows.count, kNoCenter),
      gaps_(rows.count),
      places_(workers.count()) {}

// Before there are sums of slots, which add up to them.
template <class Real>
const double* TileAssignment<Real>::all_moments() {
  if (!all_.empty()) return all_.data();
  all_.assign(frame_.row(), 0.0);
  const auto add = [this](const double* moments) {
    for (std::size_t m = 0; m < all_.size(); ++m) all_[m] += moments[m];
  };
  if (last_.count() > 0) {
    for (std::size_t slot = 0; slot < sums_.points.size(); ++slot) add(moments(static_cast<std::uint32_t>(slot)));
    return all_.data();
  }
  std::vector<std::vector<double>> of_worker(workers_.count(), all_);
  run_rows(rows_, workers_, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    std::vector<RowMove> moves;
    for (std::size_t i = begin; i < end; ++i) {
      if (rows_.weight(i) > 0) moves.push_back({i, of_worker[worker].data(), nullptr});
    }
    move_rows(frame_, rows_, moves);
  });
  for (const std::vector<double>& moments : of_worker) add(moments.data());
  return all_.data();
}

template <class Real>
std::uint64_t TileAssignment<Real>::update(const BasicCenters<Real>& centers) {
  std::vector<Real> coordinates;
  coordinates.reserve(centers.count() * centers.dimensions());
  for (const std::uint32_t slot : centers.active()) {
    coordinates.insert(coordinates.end(), centers[slot], centers[slot] + centers.dimensions());
  }
  const NearestCenters<Real> nearest(coordinates, extent_, workers_);

  const std::vector<float> steps = steps_to(centers);

  if (sums_.points.size() < centers.slots()) sums_.resize(centers.slots(), frame_.row());
  for (std::size_t worker = 0; worker < places_.size(); ++worker) {
    places_[worker].reassigned = 0;
    places_[worker].counts = {};
    if (worker == 0) continue;
    places_[worker].changes.moments.assign(sums_.moments.size(), 0.0);
    places_[worker].changes.points.assign(sums_.points.size(), 0);
  }
  run_rows(rows_, workers_, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    Place& place = places_[worker];
    const std::span<float> gaps = std::span(gaps_).subspan(begin, end - begin);
    if (steps.empty()) {
      place.rows.resize(gaps.size());
      std::iota(place.rows.begin(), place.rows.end(), begin);
    } else {
      lower_gaps(std::span(labels_).subspan(begin, end - begin), steps, begin, gaps, place.rows);
    }
    visit(nearest, centers.active(), place, worker == 0 ? sums_ : place.changes);
  });
  std::uint64_t reassigned = 0;
  for (std::size_t worker = 0; worker < places_.size(); ++worker) {
    reassigned += places_[worker].reassigned;
    if (worker > 0) sums_ += places_[worker].changes;
  }
  last_ = centers;
  return reassigned;
}

template <class Real>
LabelCounts TileAssignment<Real>::counts() const {
  LabelCounts all;
  for (const Place& place : places_) all += place.counts;
  return all;
}

// Of each slot: how far its center has moved since the last update(), and any other one at most. Nothing where centers
// have come or gone.
template <class Real>
std::vector<float> TileAssignment<Real>::steps_to(const BasicCenters<Real>& centers) const {
  if (centers.active() != last_.active()) return {};
  std::vector<double> moves(centers.slots());
  double largest = 0;
  for (const std::uint32_t slot : centers.active()) {
    double squared = 0;
    for (std::uint32_t j = 0; j < centers.dimensions(); ++j) {
      const double step = double{centers[slot][j]} - double{last_[slot][j]};
      squared += step * step;
    }
    moves[slot] = std::sqrt(squared);
    largest = std::max(largest, moves[slot]);
  }
  std::vector<float> steps;
  steps.reserve(moves.size());
  for (const double move : moves) steps.push_back(static_cast<float>(1.000001 * (move + largest)));
  return steps;
}

template <class Real>
void TileAssignment<Real>::visit(const NearestCenters<Real>& nearest, const std::vector<std::uint32_t>& slots,
                                 Place& place, Sums& sums) {
  place.labels.resize(place.rows.size());
  place.gaps.resize(place.rows.size());
  place.counts += nearest.find(rows_, place.rows, place.labels, place.gaps, place.scratch);
  place.moves.clear();
  for (std::size_t i = 0; i < place.rows.size(); ++i) {
    const std::size_t row = place.rows[i];
    gaps_[row] = place.gaps[i];
    const std::uint32_t to = slots[place.labels[i]];
    if (to == labels_[row]) continue;
    ++place.reassigned;
    const std::uint32_t from = std::exchange(labels_[row], to);
    if (rows_.weight(row) <= 0) continue;
    place.moves.push_back({row, sums.moments.data() + to * frame_.row(),
                           from == kNoCenter ? nullptr : sums.moments.data() + from * frame_.row()});
    // Counts wrap around in the changes of a worker; their sum is right.
    const auto repeat = static_cast<std::uint64_t>(rows_.repeat(row));
    sums.points[to] += repeat;
    if (from != kNoCenter) sums.points[from] -= repeat;
  }
  move_rows(frame_, rows_, place.moves);
}

template <class Real>
std::vector<std::uint64_t> TileAssignment<Real>::points_of(std::size_t slots) {
  std::vector<std::uint64_t> points = sums_.points;
  points.resize(slots);
  return points;
}

template <class Real>
std::vector<FarPoint<Real>> TileAssignment<Real>::farthest(const BasicCenters<Real>& centers, std::size_t most) {
  std::vector<Farthest<Real>> of_worker(workers_.count(), Farthest<Real>(most));
  run_rows(rows_, workers_, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    for (std::size_t i = begin; i < end; ++i) {
      if (rows_.weight(i) <= 0) continue;
      const double distance = rows_.squared_distance(i, centers[labels_[i]]);
      if (!of_worker[worker].wants(distance)) continue;
      of_worker[worker].show({distance, labels_[i], rows_.weight(i), rows_.copy(i)});
    }
  });
  for (std::size_t worker = 1; worker < of_worker.size(); ++worker) of_worker[0].merge(of_worker[worker]);
  return of_worker[0].sorted();
}

template class TileAssignment<float>;
template class TileAssignment<double>;

}  // namespace kvant
