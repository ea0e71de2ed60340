// Which center owns which point: what seeding, searching and moving centers know of the points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "threads/parallel.hpp"

namespace kvant {

inline constexpr std::uint32_t kNoCenter = 0xFFFFFFFF;  ///< the label of a point not yet assigned

/// What points say to centers: of each slot, the moments of its points in a frame, and how many these are. The sums of
/// the parts of a table add up to those of the whole, in any order.
struct Sums {
  std::vector<double> moments;        ///< of each slot a row as Frame has it
  std::vector<std::uint64_t> points;  ///< those that weigh more than nothing

  void resize(std::size_t slots, std::size_t row) {
    moments.resize(slots * row);
    points.resize(slots);
  }
  Sums& operator+=(const Sums& other);
};

/// A point far from its center.
struct FarPoint {
  double distance;    ///< squared
  std::size_t index;  ///< among the points; the lower one comes first where distances are equal
  std::uint32_t slot;
  double weight;
  std::vector<float> place;
};

/// The nearest center of each point, ties going to the lowest slot, and exact sums over each center's points: the same
/// bits on any number of threads and every SIMD target.
class Assignment {
 public:
  Assignment() = default;
  Assignment(const Assignment&) = delete;
  Assignment& operator=(const Assignment&) = delete;
  virtual ~Assignment() = default;

  /// Assigns each point to its nearest active center and returns how many points changed hands.
  virtual std::uint64_t update(const Centers& centers) = 0;

  /// The slot of each point.
  [[nodiscard]] virtual std::span<const std::uint32_t> labels() = 0;

  [[nodiscard]] virtual const Frame& frame() const = 0;

  /// The moments of a slot's points, and of all points. Valid for slots of the last update().
  [[nodiscard]] virtual const double* moments(std::uint32_t slot) const = 0;
  [[nodiscard]] virtual const double* all_moments() const = 0;

  /// How many points each of the slots has that weigh more than nothing.
  [[nodiscard]] virtual std::vector<std::uint64_t> points_of(std::size_t slots) = 0;

  /// The points farthest from the centers that own them, at most `most`, the farthest first. The centers may have moved
  /// since update().
  [[nodiscard]] virtual std::vector<FarPoint> farthest(const Centers& centers, std::size_t most) = 0;

  /// Weighted sum of squared distances to the centers, which may have moved since update() as long as they keep their
  /// points.
  [[nodiscard]] double inertia(const Centers& centers) const;
};

/// By regions where there are any, else by tiles.
[[nodiscard]] std::unique_ptr<Assignment> assignment_of(const Points& points, const RegionTree& tree, Workers& workers);

/// Keeps the farthest of the points it is shown.
class Farthest {
 public:
  explicit Farthest(std::size_t most) : most_(most) {}

  void show(double distance, std::size_t index);
  void merge(const Farthest& other);

  struct Found {
    double distance;
    std::size_t index;
  };
  /// The farthest first.
  [[nodiscard]] std::vector<Found> sorted() const;

 private:
  std::size_t most_;
  std::vector<Found> heap_;  // the nearest on top
};

}  // namespace kvant
