#include "kmeans/region_tree.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace kvant {
namespace {

constexpr std::size_t kTasks = 96;
// A task rules out most centers once for all its leaves; one of few leaves would do that again for each.
constexpr std::size_t kTaskPoints = 1024;

// Halving each dimension once multiplies regions by 2^d: right up to 4 dimensions, too many at once above.
std::uint32_t bits_per_level(std::uint32_t dimensions) { return std::min(dimensions, 4U); }

// The smallest and the largest of n > 0 values, by four chains of comparisons that need not wait for each other.
std::pair<float, float> extremes(const float* x, std::size_t n) {
  float low0 = x[0];
  float low1 = low0;
  float low2 = low0;
  float low3 = low0;
  float high0 = low0;
  float high1 = low0;
  float high2 = low0;
  float high3 = low0;
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    low0 = std::min(low0, x[i]);
    low1 = std::min(low1, x[i + 1]);
    low2 = std::min(low2, x[i + 2]);
    low3 = std::min(low3, x[i + 3]);
    high0 = std::max(high0, x[i]);
    high1 = std::max(high1, x[i + 1]);
    high2 = std::max(high2, x[i + 2]);
    high3 = std::max(high3, x[i + 3]);
  }
  for (; i < n; ++i) {
    low0 = std::min(low0, x[i]);
    high0 = std::max(high0, x[i]);
  }
  return {std::min({low0, low1, low2, low3}), std::max({high0, high1, high2, high3})};
}

}  // namespace

RegionTree::RegionTree(const Points& points, Workers& workers) : RegionTree(points, {}, workers) {}

RegionTree::RegionTree(const Points& points, Extent extent, Workers& workers)
    : dimensions_(points.dimensions), spatial_(!points.keys.empty()), extent_(std::move(extent)) {
  const std::size_t task_points = std::max(points.count / kTasks, spatial_ ? kTaskPoints : kLeafPoints);
  regions_.push_back({0, static_cast<std::uint32_t>(points.count), 0, 0});
  split(points, 0, spatial_ ? points.key_bits : 0, task_points);

  // Below the tasks in parallel, then what lies above them.
  std::vector<bool> done(regions_.size());
  for (std::uint32_t task : tasks_) done[task] = true;
  boxes_.resize(regions_.size() * 2 * dimensions_);
  workers.run(tasks_.size(), [&](std::size_t task, std::size_t) { find_box(points, tasks_[task], {}); });
  find_box(points, 0, done);
  if (extent_.rows == 0) take_extent(points);
  frame_ = Frame::of<float>(extent_);
  moments_.resize(regions_.size() * frame_.row());
  workers.run(tasks_.size(), [&](std::size_t task, std::size_t) { add_up(points, tasks_[task], {}); });
  add_up(points, 0, done);
}

void RegionTree::take_extent(const Points& points) {
  extent_.rows = points.count;
  double weight = 0;
  for (std::size_t i = 0; i < points.count; ++i) weight += points.weight(i);
  extent_.weight.add(weight);
  extent_.low.assign(box(0), box(0) + dimensions_);
  extent_.high.assign(box(0) + dimensions_, box(0) + 2 * std::size_t{dimensions_});
}

// Depth first for the children of one region at a time, so that siblings are neighbors in memory.
void RegionTree::split(const Points& points, std::uint32_t region, std::uint32_t bits_left, std::size_t task_points) {
  const auto [begin, end, unused_child, unused_children] = regions_[region];
  const std::size_t size = end - begin;
  const bool above_tasks = task_points != 0;
  if (above_tasks && (size <= task_points || bits_left == 0)) {
    if (!spatial_ && size > task_points) {
      // Without keys the tasks are plain blocks: children that are leaves and tasks in their own right.
      const auto first = static_cast<std::uint32_t>(regions_.size());
      for (std::size_t i = begin; i < end; i += kLeafPoints) {
        tasks_.push_back(static_cast<std::uint32_t>(regions_.size()));
        regions_.push_back({static_cast<std::uint32_t>(i),
                            static_cast<std::uint32_t>(std::min<std::size_t>(end, i + kLeafPoints)), 0, 0});
      }
      regions_[region].first_child = first;
      regions_[region].children = static_cast<std::uint32_t>(regions_.size()) - first;
      return;
    }
    tasks_.push_back(region);
    task_points = 0;
  }
  if (size <= kLeafPoints || bits_left == 0) return;

  // Skip the bits that all points share: a level with one child would only repeat its box.
  const std::uint64_t differing = points.keys[begin] ^ points.keys[end - 1];
  const std::uint32_t step = bits_per_level(dimensions_);
  while (bits_left > 0 && (differing >> (bits_left - std::min(step, bits_left))) == 0)
    bits_left -= std::min(step, bits_left);
  if (bits_left == 0) return;
  const std::uint32_t shift = bits_left - std::min(step, bits_left);

  const auto first = static_cast<std::uint32_t>(regions_.size());
  for (std::uint32_t i = begin; i < end;) {
    const std::uint64_t cell = points.keys[i] >> shift;
    const auto next =
        std::upper_bound(points.keys.begin() + i, points.keys.begin() + end, cell,
                         [shift](std::uint64_t value, std::uint64_t key) { return value < (key >> shift); });
    const auto stop = static_cast<std::uint32_t>(next - points.keys.begin());
    regions_.push_back({i, stop, 0, 0});
    i = stop;
  }
  const auto last = static_cast<std::uint32_t>(regions_.size());
  regions_[region].first_child = first;
  regions_[region].children = last - first;
  for (std::uint32_t child = first; child < last; ++child) split(points, child, shift, task_points);
}

void RegionTree::find_box(const Points& points, std::uint32_t region, const std::vector<bool>& done) {
  if (!done.empty() && done[region]) return;
  float* low = boxes_.data() + std::size_t{region} * 2 * dimensions_;
  float* high = low + dimensions_;
  const Region& self = regions_[region];
  if (self.children == 0) {
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      std::tie(low[j], high[j]) = extremes(points.plane(j) + self.begin, self.end - self.begin);
    }
    return;
  }
  std::fill(low, high, std::numeric_limits<float>::infinity());
  std::fill(high, high + dimensions_, -std::numeric_limits<float>::infinity());
  for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
    find_box(points, child, done);
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      low[j] = std::min(low[j], box(child)[j]);
      high[j] = std::max(high[j], box(child)[dimensions_ + j]);
    }
  }
}

void RegionTree::add_up(const Points& points, std::uint32_t region, const std::vector<bool>& done) {
  if (!done.empty() && done[region]) return;
  double* sum = moments_.data() + region * frame_.row();
  const Region& self = regions_[region];
  if (self.children == 0) {
    for (std::size_t i = self.begin; i < self.end; ++i) frame_.add(points, i, 1.0, sum);
    return;
  }
  for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
    add_up(points, child, done);
    for (std::size_t m = 0; m < frame_.row(); ++m) sum[m] += moments(child)[m];
  }
}

}  // namespace kvant
