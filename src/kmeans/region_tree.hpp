// A hierarchy of regions: consecutive points that lie close together, each with its tight box and its moments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/points.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Leaves hold this many points at most.
inline constexpr std::size_t kLeafPoints = 192;

struct Region {
  std::uint32_t begin = 0;  ///< points [begin, end)
  std::uint32_t end = 0;
  std::uint32_t first_child = 0;  ///< children are regions [first_child, first_child + children)
  std::uint32_t children = 0;     ///< 0: a leaf
};

/// Cells of a grid within cells of a coarser one (an octree in three dimensions), cut off where few points are left.
class RegionTree {
 public:
  RegionTree(const Points& points, Workers& workers);

  /// Of all points of a table whose extent is known: its frame is that of the parts of the table.
  RegionTree(const Points& points, Extent extent, Workers& workers);

  /// Of points that are told by their keys, as Points has them: no boxes nor moments before describe().
  RegionTree(std::span<const std::uint64_t> keys, std::uint32_t key_bits, Extent extent);

  /// Puts down the box of the points of a leaf, see box(), and their moments in a frame, which are 0 before.
  using DescribeLeaf = std::function<void(const Frame& frame, const Region& leaf, float* box, double* moments)>;

  /// Has each leaf described once, on any thread.
  void describe(const DescribeLeaf& describe_leaf, Workers& workers);

  [[nodiscard]] std::span<const Region> regions() const { return regions_; }

  /// Disjoint regions that cover all points, a fixed number independent of the number of threads: the units of work.
  [[nodiscard]] std::span<const std::uint32_t> tasks() const { return tasks_; }

  /// The box of a region: d lower bounds, then d upper bounds.
  [[nodiscard]] const float* box(std::size_t region) const { return boxes_.data() + region * 2 * dimensions_; }

  /// The moments of a region: a row as Frame has it.
  [[nodiscard]] const double* moments(std::size_t region) const { return moments_.data() + region * frame_.row(); }
  [[nodiscard]] const Frame& frame() const { return frame_; }
  [[nodiscard]] const Extent& extent() const { return extent_; }

  /// Whether points are grouped by place, so that boxes can rule out centers.
  [[nodiscard]] bool spatial() const { return spatial_; }

 private:
  RegionTree(std::size_t points, std::span<const std::uint64_t> keys, std::uint32_t key_bits, Extent extent);

  void split(std::span<const std::uint64_t> keys, std::uint32_t region, std::uint32_t bits_left,
             std::size_t task_points);
  // Where keys do not tell points apart. The children are leaves, and `tasks` if no region above is one.
  void split_into_blocks(std::uint32_t region, bool tasks);
  // A region and those in it, but for regions that are `done` (none if empty).
  void describe(std::uint32_t region, const std::vector<bool>& done, const DescribeLeaf& describe_leaf);

  std::uint32_t dimensions_;
  bool spatial_;
  Extent extent_;
  Frame frame_;
  std::vector<Region> regions_;
  std::vector<std::uint32_t> tasks_;
  std::vector<float> boxes_;
  std::vector<double> moments_;
};

/// The smallest and the largest of n > 0 values.
[[nodiscard]] std::pair<float, float> extremes(const float* values, std::size_t n);

}  // namespace kvant
