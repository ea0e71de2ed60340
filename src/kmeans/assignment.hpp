// Which center owns which point: what seeding, searching and moving centers know of the points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <set>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "threads/parallel.hpp"

namespace kvant {

inline constexpr std::uint32_t kNoCenter = 0xFFFFFFFF;  ///< the label of a point not yet assigned

/// How many rows were labeled, and how many of them only by arithmetic that is slower.
struct LabelCounts {
  std::uint64_t rows = 0;
  std::uint64_t compared = 0;     ///< pairs of a row and a center, in single precision
  std::uint64_t in_double = 0;    ///< single precision could not tell which center is the nearest
  std::uint64_t by_distance = 0;  ///< nor could the bounds of double precision

  LabelCounts& operator+=(const LabelCounts& other) {
    rows += other.rows;
    compared += other.compared;
    in_double += other.in_double;
    by_distance += other.by_distance;
    return *this;
  }
};

/// What points say to centers: of each slot, the moments of its points in a frame, and how many these are. The sums of
/// the parts of a table add up to those of the whole, in any order.
struct Sums {
  std::vector<double> moments;  ///< of each slot a row as Frame has it
  std::vector<std::uint64_t>
      points;  ///< those that weigh more than nothing; rows of a table where points stand for rows

  void resize(std::size_t slots, std::size_t row) {
    moments.resize(slots * row);
    points.resize(slots);
  }
  Sums& operator+=(const Sums& other);
};

/// A point far from its center.
template <class Real>
struct FarPoint {
  double distance;  ///< squared
  std::uint32_t slot;
  double weight;
  std::vector<Real> place;
};

/// Collects the farthest of the points that it is shown, at most `most`, and of those in one place the heaviest only.
/// The farthest comes first, and where distances are equal the one whose coordinates are lower: points come in any
/// order, and from any parts of a table.
template <class Real>
class Farthest {
 public:
  explicit Farthest(std::size_t most) : most_(most) {}

  /// Whether a point at this distance may be one of them.
  [[nodiscard]] bool wants(double distance) const {
    return most_ > 0 && distance > 0 && (found_.size() < most_ || distance >= found_.rbegin()->distance);
  }
  void show(FarPoint<Real> point);
  void merge(const Farthest& other);

  [[nodiscard]] std::vector<FarPoint<Real>> sorted() const { return {found_.begin(), found_.end()}; }

 private:
  struct Before {
    bool operator()(const FarPoint<Real>& a, const FarPoint<Real>& b) const {
      return a.distance != b.distance ? a.distance > b.distance : a.place < b.place;
    }
  };

  std::size_t most_;
  std::set<FarPoint<Real>, Before> found_;
};

/// The nearest center of each point, ties going to the lowest slot, and exact sums over each center's points: the same
/// bits on any number of threads and every SIMD target.
template <class Real>
class BasicAssignment {
 public:
  BasicAssignment() = default;
  BasicAssignment(const BasicAssignment&) = delete;
  BasicAssignment& operator=(const BasicAssignment&) = delete;
  virtual ~BasicAssignment() = default;

  /// Assigns each point to its nearest active center and returns how many points changed hands.
  virtual std::uint64_t update(const BasicCenters<Real>& centers) = 0;

  /// What the last update() looked at: see IterationStatistics. None of a table in parts.
  [[nodiscard]] virtual LabelCounts counts() const { return {}; }

  /// The slot of each point.
  [[nodiscard]] virtual std::span<const std::uint32_t> labels() = 0;

  [[nodiscard]] virtual const Frame& frame() const = 0;

  /// The moments of a slot's points, and of all points. Valid for slots of the last update().
  [[nodiscard]] virtual const double* moments(std::uint32_t slot) const = 0;
  [[nodiscard]] virtual const double* all_moments() = 0;

  /// How many points each of the slots has that weigh more than nothing, as in Sums.
  [[nodiscard]] virtual std::vector<std::uint64_t> points_of(std::size_t slots) = 0;

  /// The points farthest from the centers that own them, at most `most`, as Farthest has them. The centers may have
  /// moved since update().
  [[nodiscard]] virtual std::vector<FarPoint<Real>> farthest(const BasicCenters<Real>& centers, std::size_t most) = 0;

  /// Weighted sum of squared distances to the centers, which may have moved since update() as long as they keep their
  /// points.
  [[nodiscard]] double inertia(const BasicCenters<Real>& centers) const {
    const std::vector<std::uint32_t>& slots = centers.active();
    std::vector<double> of_center(slots.size());
    workers().run_each(slots.size(), frame().row(),
                       [&](std::size_t i) { of_center[i] = frame().inertia(moments(slots[i]), centers[slots[i]]); });
    return std::accumulate(of_center.begin(), of_center.end(), 0.0);
  }

  /// What it runs on.
  [[nodiscard]] virtual Workers& workers() const = 0;
};

using Assignment = BasicAssignment<float>;

/// By regions where there are any, else by tiles.
[[nodiscard]] std::unique_ptr<Assignment> assignment_of(const Points& points, const RegionTree& tree, Workers& workers);

}  // namespace kvant
