#include "kmeans/tiles/tile_assignment.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "kmeans/tiles/bounds_kernel.hpp"

namespace kvant {

namespace {

// A power of two that brings distances between rows into the range of floats.
double unit_of(const Extent& extent) {
  double widest = 0;
  for (std::uint32_t j = 0; j < extent.dimensions(); ++j) {
    widest = std::max(widest, extent.high[j] / 2 - extent.low[j] / 2);
  }
  return widest > 0 ? std::ldexp(1.0, std::clamp(-std::ilogb(widest), -1000, 1000)) : 1.0;
}

}  // namespace

template <class Real>
TileAssignment<Real>::TileAssignment(const RowsView<Real>& rows, Extent extent, Frame frame, Workers& workers)
    : rows_(rows),
      extent_(std::move(extent)),
      frame_(std::move(frame)),
      workers_(workers),
      unit_(unit_of(extent_)),
      labels_(rows.count, kNoCenter),
      nearest_(rows.count),
      other_(rows.count),
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
  const BasicCenters<Real> compacted = centers.count() < centers.slots() ? centers.compacted() : BasicCenters<Real>();
  const std::vector<Real>& coordinates = compacted.count() > 0 ? compacted.coordinates() : centers.coordinates();
  const NearestCenters<Real> nearest(coordinates, extent_, workers_, unit_);

  const bool alike = centers.active() == last_.active();
  const CenterSteps steps = alike ? CenterSteps(last_, centers, unit_, workers_) : CenterSteps();
  const Move move{.nearest = nearest, .slots = centers.active(), .steps = steps};

  if (sums_.points.size() < centers.slots()) sums_.resize(centers.slots(), frame_.row());
  for (Place& place : places_) {
    place.reassigned = 0;
    place.counts = {};
    place.has_changes = false;
  }
  run_rows(rows_, workers_, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    Place& place = places_[worker];
    Sums& sums = sums_of(worker);
    place.moves.clear();
    place.rows.clear();
    if (steps.empty()) {
      place.rows.resize(end - begin);
      std::iota(place.rows.begin(), place.rows.end(), begin);
    } else {
      revisit(move, begin, end, place, sums);
    }
    place.resize(place.rows.size());
    place.counts += nearest.find(rows_, place.rows, place.labels, place.bounds(), place.scratch);
    for (std::size_t i = 0; i < place.rows.size(); ++i) {
      const std::size_t row = place.rows[i];
      nearest_[row] = place.nearest[i];
      other_[row] = place.other[i];
      give(row, move.slots[place.labels[i]], place, sums);
    }
    move_rows(frame_, rows_, place.moves);
  });
  add_changes();
  last_ = centers;
  std::uint64_t reassigned = 0;
  for (const Place& place : places_) reassigned += place.reassigned;
  return reassigned;
}

// Where a worker puts what it changes.
template <class Real>
Sums& TileAssignment<Real>::sums_of(std::size_t worker) {
  if (worker == 0) return sums_;
  Place& place = places_[worker];
  if (!place.has_changes) {
    place.changes.moments.assign(sums_.moments.size(), 0.0);
    place.changes.points.assign(sums_.points.size(), 0);
    place.has_changes = true;
  }
  return place.changes;
}

template <class Real>
void TileAssignment<Real>::add_changes() {
  const std::size_t row = frame_.row();
  workers_.run_each(sums_.points.size(), row * places_.size(), [&](std::size_t slot) {
    for (const Place& place : places_) {
      if (!place.has_changes) continue;
      sums_.points[slot] += place.changes.points[slot];
      for (std::size_t m = slot * row; m < (slot + 1) * row; ++m) sums_.moments[m] += place.changes.moments[m];
    }
  });
}

template <class Real>
LabelCounts TileAssignment<Real>::counts() const {
  LabelCounts all;
  for (const Place& place : places_) all += place.counts;
  return all;
}

// Looks at the rows of a task that may have a new nearest center among those that moved, and leaves in place.rows the
// ones that have to be compared with all.
template <class Real>
void TileAssignment<Real>::revisit(const Move& move, std::size_t begin, std::size_t end, Place& place, Sums& sums) {
  const CenterSteps& steps = move.steps;
  const std::size_t count = end - begin;
  const bool all_or_none = steps.levels() == 1;
  move_bounds(std::span(labels_).subspan(begin, count), steps.own(), steps.farthest(), begin,
              {std::span(nearest_).subspan(begin, count), std::span(other_).subspan(begin, count)},
              all_or_none ? place.rows : place.moved);
  if (all_or_none) return;
  sort_by_level(move, place);

  std::size_t first = place.ends[0];
  const std::size_t last = place.ends[steps.levels() - 1];
  for (std::size_t level = 1; level < steps.levels(); ++level) {
    // What fills no tile goes on to the next level that there is, where rows are compared with more centers than need
    // be.
    std::size_t some = place.ends[level] - first;
    if (place.ends[level] < last) some -= some % rows_in_tile();
    if (some == 0) continue;
    const std::span<const std::size_t> rows = std::span(place.by_level).subspan(first, some);
    first += some;
    place.resize(some);
    for (std::size_t i = 0; i < some; ++i) {
      const std::uint32_t own = steps.place(labels_[rows[i]]);
      place.own[i] = steps.has(level, own) ? kNoCenter : own;
      place.nearest[i] = nearest_[rows[i]];
    }
    move.nearest.find_among(steps.order(level), rows_, rows, place.own, place.labels, place.bounds(), place.scratch);
    place.counts.compared += some * steps.order(level).size();
    for (std::size_t i = 0; i < some; ++i) {
      const std::size_t row = rows[i];
      if (place.nearest[i] < 0) {
        place.rows.push_back(row);
        continue;
      }
      ++place.counts.rows;
      nearest_[row] = place.nearest[i];
      other_[row] = std::min(place.other[i], left_of(other_[row], steps.rest(level)));
      give(row, move.slots[place.labels[i]], place, sums);
    }
  }
  place.rows.insert(place.rows.end(), place.by_level.begin() + static_cast<std::ptrdiff_t>(first),
                    place.by_level.end());
}

// Of place.moved, once it is known how near their own centers are now.
template <class Real>
void TileAssignment<Real>::sort_by_level(const Move& move, Place& place) {
  const CenterSteps& steps = move.steps;
  const std::size_t count = place.moved.size();
  place.resize(count);
  for (std::size_t i = 0; i < count; ++i) place.own[i] = steps.place(labels_[place.moved[i]]);
  move.nearest.bound_own(rows_, place.moved, place.own, place.nearest);
  place.levels.resize(count);
  place.ends.assign(steps.levels() + 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = place.moved[i];
    nearest_[row] = std::min(nearest_[row], place.nearest[i]);
    const std::size_t level = steps.level_of(nearest_[row], other_[row]);
    if (level == 0) other_[row] = left_of(other_[row], steps.farthest());
    place.levels[i] = static_cast<std::uint32_t>(level);
    ++place.ends[level];
  }
  std::exclusive_scan(place.ends.begin(), place.ends.end(), place.ends.begin(), std::size_t{0});
  place.by_level.resize(count);
  for (std::size_t i = 0; i < count; ++i) place.by_level[place.ends[place.levels[i]]++] = place.moved[i];
}

// A row to a slot, its nearest; sums follow once the moves are made.
template <class Real>
void TileAssignment<Real>::give(std::size_t row, std::uint32_t to, Place& place, Sums& sums) {
  const std::uint32_t from = std::exchange(labels_[row], to);
  if (to == from) return;
  ++place.reassigned;
  if (rows_.weight(row) <= 0) return;
  place.moves.push_back({row, sums.moments.data() + to * frame_.row(),
                         from == kNoCenter ? nullptr : sums.moments.data() + from * frame_.row()});
  // Counts wrap around in the changes of a worker; their sum is right.
  const auto repeat = static_cast<std::uint64_t>(rows_.repeat(row));
  sums.points[to] += repeat;
  if (from != kNoCenter) sums.points[from] -= repeat;
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
