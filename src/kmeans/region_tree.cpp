#include "kmeans/region_tree.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <utility>

#include "kmeans/rows.hpp"

namespace kvant {
namespace {

constexpr std::size_t kTasks = 96;
// A task rules out most centers once for all its leaves; one of few leaves would do that again for each.
constexpr std::size_t kTaskPoints = 1024;

// Halving each dimension once multiplies regions by 2^d: right up to 3 dimensions. Above, leaves would hold so few
// points that regions took more memory than those, and more time.
std::uint32_t bits_of_level(std::uint32_t dimensions, std::size_t points) {
  constexpr std::uint32_t most = 4;
  constexpr std::size_t few_points = 96;
  if (dimensions < most) return dimensions;
  const auto worthwhile = static_cast<std::uint32_t>(std::bit_width(points / few_points));
  return std::clamp(worthwhile, 2U, most + 1) - 1;
}

// As of a table whose rows they are: the same, in less time.
Extent extent_of_points(const Points& points, Workers& workers) {
  Extent extent;
  extent.rows = points.count;
  double weight = 0;
  for (std::size_t i = 0; i < points.count; ++i) weight += points.weights[i];
  extent.weight.add(weight);
  std::vector<std::pair<float, float>> of_task(row_tasks(points.count));
  for (std::uint32_t j = 0; j < points.dimensions; ++j) {
    workers.run(of_task.size(), [&](std::size_t task, std::size_t) {
      const std::size_t begin = task * kTaskRows;
      of_task[task] = extremes(points.plane(j) + begin, std::min(kTaskRows, points.count - begin));
    });
    std::pair<float, float> all = of_task.front();
    for (const auto& [low, high] : of_task) all = {std::min(all.first, low), std::max(all.second, high)};
    extent.low.push_back(all.first);
    extent.high.push_back(all.second);
  }
  return extent;
}

void describe_points(const Points& points, const Frame& frame, const Region& leaf, float* box, double* moments) {
  for (std::uint32_t j = 0; j < points.dimensions; ++j) {
    std::tie(box[j], box[points.dimensions + j]) = extremes(points.plane(j) + leaf.begin, leaf.end - leaf.begin);
  }
  for (std::size_t i = leaf.begin; i < leaf.end; ++i) frame.add(points, i, 1.0, moments);
}

}  // namespace

// By four chains of comparisons that need not wait for each other.
std::pair<float, float> extremes(const float* values, std::size_t n) {
  float low0 = values[0];
  float low1 = low0;
  float low2 = low0;
  float low3 = low0;
  float high0 = low0;
  float high1 = low0;
  float high2 = low0;
  float high3 = low0;
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    low0 = std::min(low0, values[i]);
    low1 = std::min(low1, values[i + 1]);
    low2 = std::min(low2, values[i + 2]);
    low3 = std::min(low3, values[i + 3]);
    high0 = std::max(high0, values[i]);
    high1 = std::max(high1, values[i + 1]);
    high2 = std::max(high2, values[i + 2]);
    high3 = std::max(high3, values[i + 3]);
  }
  for (; i < n; ++i) {
    low0 = std::min(low0, values[i]);
    high0 = std::max(high0, values[i]);
  }
  return {std::min({low0, low1, low2, low3}), std::max({high0, high1, high2, high3})};
}

RegionTree::RegionTree(const Points& points, Workers& workers)
    : RegionTree(points, extent_of_points(points, workers), workers) {}

RegionTree::RegionTree(const Points& points, Extent extent, Workers& workers)
    : RegionTree(points.count, points.keys, points.key_bits, std::move(extent)) {
  describe([&](const Frame& frame, const Region& leaf, float* box,
               double* moments) { describe_points(points, frame, leaf, box, moments); },
           workers);
}

RegionTree::RegionTree(std::span<const std::uint64_t> keys, std::uint32_t key_bits, Extent extent)
    : RegionTree(keys.size(), keys, key_bits, std::move(extent)) {}

RegionTree::RegionTree(std::size_t points, std::span<const std::uint64_t> keys, std::uint32_t key_bits, Extent extent)
    : dimensions_(extent.dimensions()),
      spatial_(!keys.empty()),
      extent_(std::move(extent)),
      frame_(Frame::of<float>(extent_)) {
  const std::size_t task_points = std::max(points / kTasks, spatial_ ? kTaskPoints : kLeafPoints);
  regions_.push_back({0, static_cast<std::uint32_t>(points), 0, 0});
  split(keys, 0, spatial_ ? key_bits : 0, task_points);
}

void RegionTree::describe(const DescribeLeaf& describe_leaf, Workers& workers) {
  boxes_.resize(regions_.size() * 2 * dimensions_);
  moments_.resize(regions_.size() * frame_.row());
  // Below the tasks in parallel, then what lies above them.
  std::vector<bool> done(regions_.size());
  for (const std::uint32_t task : tasks_) done[task] = true;
  workers.run(tasks_.size(), [&](std::size_t task, std::size_t) { describe(tasks_[task], {}, describe_leaf); });
  describe(0, done, describe_leaf);
}

// Depth first for the children of one region at a time, so that siblings are neighbors in memory.
void RegionTree::split(std::span<const std::uint64_t> keys, std::uint32_t region, std::uint32_t bits_left,
                       std::size_t task_points) {
  const auto [begin, end, unused_child, unused_children] = regions_[region];
  const std::size_t size = end - begin;
  // Skip the bits that all points share: a level with one child would only repeat its box.
  const std::uint64_t differing = bits_left > 0 ? keys[begin] ^ keys[end - 1] : 0;
  const std::uint32_t step = bits_of_level(dimensions_, size);
  while (bits_left > 0 && (differing >> (bits_left - std::min(step, bits_left))) == 0)
    bits_left -= std::min(step, bits_left);
  if (bits_left == 0 && size > kLeafPoints) {
    split_into_blocks(region, task_points != 0);
    return;
  }
  if (task_points != 0 && size <= task_points) {
    tasks_.push_back(region);
    task_points = 0;
  }
  if (size <= kLeafPoints) return;
  const std::uint32_t shift = bits_left - std::min(step, bits_left);

  const auto first = static_cast<std::uint32_t>(regions_.size());
  for (std::uint32_t i = begin; i < end;) {
    const std::uint64_t cell = keys[i] >> shift;
    const auto next =
        std::upper_bound(keys.begin() + i, keys.begin() + end, cell,
                         [shift](std::uint64_t value, std::uint64_t key) { return value < (key >> shift); });
    const auto stop = static_cast<std::uint32_t>(next - keys.begin());
    regions_.push_back({i, stop, 0, 0});
    i = stop;
  }
  const auto last = static_cast<std::uint32_t>(regions_.size());
  regions_[region].first_child = first;
  regions_[region].children = last - first;
  for (std::uint32_t child = first; child < last; ++child) split(keys, child, shift, task_points);
}

void RegionTree::split_into_blocks(std::uint32_t region, bool tasks) {
  const auto [begin, end, unused_child, unused_children] = regions_[region];
  const auto first = static_cast<std::uint32_t>(regions_.size());
  for (std::size_t i = begin; i < end; i += kLeafPoints) {
    if (tasks) tasks_.push_back(static_cast<std::uint32_t>(regions_.size()));
    regions_.push_back(
        {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(std::min<std::size_t>(end, i + kLeafPoints)), 0, 0});
  }
  regions_[region].first_child = first;
  regions_[region].children = static_cast<std::uint32_t>(regions_.size()) - first;
}

void RegionTree::describe(std::uint32_t region, const std::vector<bool>& done, const DescribeLeaf& describe_leaf) {
  if (!done.empty() && done[region]) return;
  float* low = boxes_.data() + std::size_t{region} * 2 * dimensions_;
  float* high = low + dimensions_;
  double* sum = moments_.data() + region * frame_.row();
  const Region& self = regions_[region];
  if (self.children == 0) {
    describe_leaf(frame_, self, low, sum);
    return;
  }
  std::fill(low, high, std::numeric_limits<float>::infinity());
  std::fill(high, high + dimensions_, -std::numeric_limits<float>::infinity());
  for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
    describe(child, done, describe_leaf);
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      low[j] = std::min(low[j], box(child)[j]);
      high[j] = std::max(high[j], box(child)[dimensions_ + j]);
    }
    for (std::size_t m = 0; m < frame_.row(); ++m) sum[m] += moments(child)[m];
  }
}

}  // namespace kvant
