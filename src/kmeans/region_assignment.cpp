#include "kmeans/region_assignment.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace kvant {

namespace {

// Keys have up to 64 bits, and a level takes one or more.
constexpr std::size_t kMaxLevels = 65;

// Centers slow down as they settle, so a margin of a few steps lasts for many more; but one wider than a fair part of a
// cluster's radius costs more in longer lists than it saves.
constexpr double kSkinSteps = 2;
constexpr double kWidestSkin = 0.3;

void spread_owner(const RegionTree& tree, std::span<const std::uint32_t> owners, std::uint32_t region,
                  std::span<std::uint32_t> labels) {
  const Region& self = tree.regions()[region];
  if (owners[region] != kMixed) {
    std::fill(labels.begin() + self.begin, labels.begin() + self.end, owners[region]);
    return;
  }
  for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
    spread_owner(tree, owners, child, labels);
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

}  // namespace

RegionAssignment::RegionAssignment(const Points& points, const RegionTree& tree, Workers& workers)
    : points_(points),
      tree_(tree),
      workers_(workers),
      row_(tree.frame().row()),
      labels_(points.stride, kNoCenter),
      owners_(tree.regions().size(), kNoCenter),
      worker_moments_(workers.count()),
      levels_(workers.count(), std::vector<CandidateList>(kMaxLevels)),
      lists_(tree.tasks().size()) {}

std::uint64_t RegionAssignment::update(const Centers& centers) {
  if (moments_.size() < centers.slots() * row_) moments_.resize(centers.slots() * row_);
  const std::uint64_t reassigned = lists_valid(centers) ? revisit(centers) : rebuild(centers);
  last_ = centers;
  return reassigned;
}

bool RegionAssignment::lists_valid(const Centers& centers) const {
  return centers.active() == listed_.active() && largest_shift(centers, listed_) <= skin_;
}

// Calls task(work, index, worker) for each task region and adds up what the workers changed.
template <class Task>
std::uint64_t RegionAssignment::run_tasks(const Task& task) {
  for (std::size_t worker = 1; worker < worker_moments_.size(); ++worker) {
    worker_moments_[worker].assign(moments_.size(), 0.0);
  }
  std::atomic<std::uint64_t> reassigned = 0;
  std::atomic<std::uint64_t> visited = 0;
  workers_.run(tree_.tasks().size(), [&](std::size_t index, std::size_t worker) {
    FilterWork work{.points = points_,
                    .tree = tree_,
                    .labels = labels_.data(),
                    .owners = owners_.data(),
                    .moments = worker == 0 ? moments_.data() : worker_moments_[worker].data(),
                    .lists = lists_[index]};
    task(work, index, worker);
    reassigned.fetch_add(work.reassigned, std::memory_order_relaxed);
    visited.fetch_add(work.visited, std::memory_order_relaxed);
  });
  visited_ = visited;
  for (std::size_t worker = 1; worker < worker_moments_.size(); ++worker) {
    for (std::size_t i = 0; i < moments_.size(); ++i) moments_[i] += worker_moments_[worker][i];
  }
  return reassigned;
}

std::uint64_t RegionAssignment::rebuild(const Centers& centers) {
  skin_ = 0;
  if (centers.active() == last_.active()) {
    const double radius = std::sqrt(inertia(last_) / tree_.moments(0)[0]);
    const double wanted = kSkinSteps * largest_shift(centers, last_);
    if (wanted < kWidestSkin * radius) skin_ = wanted;
  }
  listed_ = centers;
  CandidateList all;
  all.reserve(points_.dimensions, centers.count());
  for (std::uint32_t slot : centers.active()) {
    for (std::uint32_t j = 0; j < points_.dimensions; ++j) all.plane(j)[all.count] = centers[slot][j];
    all.slots[all.count++] = slot;
  }
  return run_tasks([&](FilterWork& work, std::size_t index, std::size_t worker) {
    work.lists.clear();
    filter_region(work, tree_.tasks()[index], all, static_cast<float>(skin_), levels_[worker]);
  });
}

std::uint64_t RegionAssignment::revisit(const Centers& centers) {
  std::vector<std::uint8_t> moved(centers.slots());
  for (std::uint32_t slot : centers.active()) {
    moved[slot] = !std::equal(centers[slot], centers[slot] + points_.dimensions, last_[slot]);
  }
  return run_tasks([&](FilterWork& work, std::size_t, std::size_t worker) {
    CandidateList& scratch = levels_[worker].front();
    scratch.reserve(points_.dimensions, centers.count());
    revisit_lists(work, centers, moved, scratch);
  });
}

std::span<const std::uint32_t> RegionAssignment::labels() {
  for (std::uint32_t task : tree_.tasks()) spread_owner(tree_, owners_, task, labels_);
  return {labels_.data(), points_.count};
}

std::vector<std::uint64_t> RegionAssignment::points_of(std::size_t slots) {
  std::vector<std::uint64_t> points(slots);
  const auto owners = labels();
  for (std::size_t i = 0; i < owners.size(); ++i) points[owners[i]] += static_cast<std::uint64_t>(points_.repeat(i));
  return points;
}

std::vector<FarPoint<float>> RegionAssignment::farthest(const Centers& centers, std::size_t most) {
  const auto slots = labels();
  Farthest<float> farthest(most);
  for (std::size_t i = 0; i < points_.count; ++i) {
    const double distance = squared_distance(points_, i, centers[slots[i]]);
    if (farthest.wants(distance)) farthest.show({distance, slots[i], points_.row_weight(i), points_.point(i)});
  }
  return farthest.sorted();
}

}  // namespace kvant
