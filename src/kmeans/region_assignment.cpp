#include "kmeans/region_assignment.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <type_traits>

namespace kvant {

namespace {

// Keys have up to 64 bits, of which a level takes one or more; then there may be one of blocks.
constexpr std::size_t kMaxLevels = 66;

// Centers slow down as they settle, so a margin of a few steps lasts for many more; but one wider than a fair part of a
// cluster's radius costs more in longer lists than it saves.
constexpr double kSkinSteps = 2;
constexpr double kWidestSkin = 0.3;

template <class Slot>
void spread_owner(const RegionTree& tree, std::span<const std::uint32_t> owners, std::uint32_t region,
                  std::span<Slot> slots) {
  const Region& self = tree.regions()[region];
  if (owners[region] != kMixed) {
    std::fill(slots.begin() + self.begin, slots.begin() + self.end, static_cast<Slot>(owners[region]));
    return;
  }
  for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
    spread_owner(tree, owners, child, slots);
  }
}

// The farthest that any center moved; both have the same active slots.
double largest_shift(const Centers& a, const Centers& b) {
  double largest = 0;
  for (std::uint32_t slot : a.active()) {
    double squared = 0;
    for (std::uint32_t j = 0; j < a.dimensions(); ++j) {
      const double step = double{a[slot][j]} - b[slot][j];
      squared += step * step;
    }
    largest = std::max(largest, squared);
  }
  return std::sqrt(largest);
}

// What points and packed rows tell of one of them: how many rows of a table it is, and what each of these weighs.
double repeat_of(const Points& points, std::size_t i) { return points.repeat(i); }
double repeat_of(const PackedRows& points, std::size_t i) { return points.rows.repeat(points.order[i]); }
double row_weight_of(const Points& points, std::size_t i) { return points.row_weight(i); }
double row_weight_of(const PackedRows& points, std::size_t i) { return points.rows.weight(points.order[i]); }
std::vector<float> place_of(const Points& points, std::size_t i) { return points.point(i); }
std::vector<float> place_of(const PackedRows& points, std::size_t i) { return points.rows.copy(points.order[i]); }
double squared_distance(const PackedRows& points, std::size_t i, const float* center) {
  return points.rows.squared_distance(points.order[i], center);
}
std::size_t count_of(const Points& points) { return points.count; }
std::size_t count_of(const PackedRows& points) { return points.count(); }

}  // namespace

template <class Rows>
BasicRegionAssignment<Rows>::BasicRegionAssignment(const Rows& points, const RegionTree& tree, Workers& workers)
    : points_(points),
      tree_(tree),
      workers_(workers),
      row_(tree.frame().row()),
      slots_(points.stride),
      owners_(tree.regions().size(), kNoCenter),
      worker_moments_(workers.count()),
      levels_(workers.count(), std::vector<CandidateList>(kMaxLevels)),
      scratch_(workers.count()),
      lists_(tree.tasks().size()) {}

template <class Rows>
std::uint64_t BasicRegionAssignment<Rows>::update(const Centers& centers) {
  if (moments_.size() < centers.slots() * row_) moments_.resize(centers.slots() * row_);
  const std::uint64_t reassigned = lists_valid(centers) ? revisit(centers) : rebuild(centers);
  last_ = centers;
  return reassigned;
}

template <class Rows>
bool BasicRegionAssignment<Rows>::lists_valid(const Centers& centers) const {
  return centers.active() == listed_.active() && largest_shift(centers, listed_) <= skin_;
}

// Calls task(work, index, worker) for each task region and adds up what the workers changed.
template <class Rows>
template <class Task>
std::uint64_t BasicRegionAssignment<Rows>::run_tasks(const Task& task) {
  for (std::size_t worker = 1; worker < worker_moments_.size(); ++worker) {
    worker_moments_[worker].assign(moments_.size(), 0.0);
  }
  std::atomic<std::uint64_t> reassigned = 0;
  std::atomic<std::uint64_t> visited = 0;
  std::atomic<std::uint64_t> by_distance = 0;
  workers_.run(tree_.tasks().size(), [&](std::size_t index, std::size_t worker) {
    FilterWork<Rows> work{.points = points_,
                          .tree = tree_,
                          .labels = slots_.data(),
                          .owners = owners_.data(),
                          .moments = worker == 0 ? moments_.data() : worker_moments_[worker].data(),
                          .lists = lists_[index],
                          .scratch = scratch_[worker]};
    task(work, index, worker);
    reassigned.fetch_add(work.reassigned, std::memory_order_relaxed);
    visited.fetch_add(work.visited, std::memory_order_relaxed);
    by_distance.fetch_add(work.by_distance, std::memory_order_relaxed);
  });
  visited_ = visited;
  by_distance_ = by_distance;
  for (std::size_t worker = 1; worker < worker_moments_.size(); ++worker) {
    for (std::size_t i = 0; i < moments_.size(); ++i) moments_[i] += worker_moments_[worker][i];
  }
  return reassigned;
}

template <class Rows>
std::uint64_t BasicRegionAssignment<Rows>::rebuild(const Centers& centers) {
  skin_ = 0;
  if (centers.active() == last_.active()) {
    const double wanted = kSkinSteps * largest_shift(centers, last_);
    if (wanted < kWidestSkin * usual_radius()) skin_ = wanted;
  }
  listed_ = centers;
  CandidateList all;
  all.reserve(tree_.extent().dimensions(), centers.count());
  for (std::uint32_t slot : centers.active()) {
    for (std::uint32_t j = 0; j < tree_.extent().dimensions(); ++j) all.plane(j)[all.count] = centers[slot][j];
    all.slots[all.count++] = slot;
  }
  return run_tasks([&](FilterWork<Rows>& work, std::size_t index, std::size_t worker) {
    work.lists.clear();
    filter_region(work, tree_.tasks()[index], all, static_cast<float>(skin_), levels_[worker]);
  });
}

// Of clusters, as they were before: the root of the mean square, but no more than twice the median, as a few rows, far
// away, make the former large.
template <class Rows>
double BasicRegionAssignment<Rows>::usual_radius() const {
  const double mean = std::sqrt(inertia(last_) / tree_.moments(0)[0]);
  std::vector<double> radii;
  for (const std::uint32_t slot : last_.active()) {
    const double weight = moments(slot)[0];
    if (weight > 0) radii.push_back(std::sqrt(frame().inertia(moments(slot), last_[slot]) / weight));
  }
  if (radii.empty()) return mean;
  const auto middle = radii.begin() + static_cast<std::ptrdiff_t>(radii.size() / 2);
  std::nth_element(radii.begin(), middle, radii.end());
  return std::min(mean, 2 * *middle);
}

template <class Rows>
std::uint64_t BasicRegionAssignment<Rows>::revisit(const Centers& centers) {
  std::vector<std::uint8_t> moved(centers.slots());
  for (std::uint32_t slot : centers.active()) {
    moved[slot] = !std::equal(centers[slot], centers[slot] + tree_.extent().dimensions(), last_[slot]);
  }
  return run_tasks([&](FilterWork<Rows>& work, std::size_t, std::size_t worker) {
    CandidateList& scratch = levels_[worker].front();
    scratch.reserve(tree_.extent().dimensions(), centers.count());
    revisit_lists(work, centers, moved, scratch);
  });
}

template <class Rows>
std::span<const SlotOf<Rows>> BasicRegionAssignment<Rows>::slots() {
  workers_.run(tree_.tasks().size(), [&](std::size_t index, std::size_t) {
    spread_owner(tree_, owners_, tree_.tasks()[index], std::span(slots_));
  });
  return slots_;
}

template <class Rows>
std::span<const std::uint32_t> BasicRegionAssignment<Rows>::labels() {
  if constexpr (std::is_same_v<Rows, PackedRows>) {
    labels_ = labels_of_rows(points_, slots(), workers_);
    return labels_;
  } else {
    return {slots().data(), points_.count};
  }
}

template <class Rows>
std::vector<std::uint64_t> BasicRegionAssignment<Rows>::points_of(std::size_t slots) {
  std::vector<std::uint64_t> points(slots);
  if constexpr (std::is_same_v<Rows, PackedRows>) {
    if (points_.rows.weights.empty()) {  // each weighs 1
      for (std::uint32_t slot = 0; slot < slots; ++slot) points[slot] = static_cast<std::uint64_t>(moments(slot)[0]);
      return points;
    }
  }
  const auto owners = this->slots();
  for (std::size_t i = 0; i < count_of(points_); ++i) {
    points[owners[i]] += static_cast<std::uint64_t>(repeat_of(points_, i));
  }
  return points;
}

template <class Rows>
std::vector<FarPoint<float>> BasicRegionAssignment<Rows>::farthest(const Centers& centers, std::size_t most) {
  const auto owners = slots();
  Farthest<float> farthest(most);
  for (std::size_t i = 0; i < count_of(points_); ++i) {
    const double distance = squared_distance(points_, i, centers[owners[i]]);
    if (farthest.wants(distance)) {
      farthest.show({distance, owners[i], row_weight_of(points_, i), place_of(points_, i)});
    }
  }
  return farthest.sorted();
}

template class BasicRegionAssignment<Points>;
template class BasicRegionAssignment<PackedRows>;

}  // namespace kvant
