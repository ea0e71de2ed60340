#include "kmeans/start.hpp"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "kmeans/fit.hpp"
#include "kmeans/placement.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"

namespace kvant {
namespace {

// In space, where a search is cheap: as many as most pictures have colors.
constexpr std::size_t kRowsInSpace = std::size_t{1} << 17;
constexpr std::size_t kRowsPerClusterInSpace = 64;

// The distinct rows, if there are no more than clusters; the first once more for those that are left.
template <class Real>
BasicCenters<Real> all_of(const RowSample<Real>& sample, std::uint32_t clusters) {
  BasicCenters<Real> centers(sample.dimensions, clusters);
  for (std::size_t i = 0; i < clusters; ++i) centers.add(sample.row(i < sample.count() ? i : 0));
  return centers;
}

Centers start_on(const Points& points, const RegionTree& tree, const KMeansOptions& options, Workers& workers) {
  const LloydRule rule = lloyd_rule(tree.frame().mean_variance(tree.moments(0)), options, 0);
  return find_start(points, tree, options, rule, Centers(points.dimensions, 0), workers);
}

bool same_place(const Points& points, std::size_t a, std::size_t b) {
  bool same = true;
  for (std::uint32_t j = 0; j < points.dimensions; ++j) same &= points.plane(j)[a] == points.plane(j)[b];
  return same;
}

// One point for each place, which weighs what its rows weigh.
Points places_of(const Points& points) {
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < points.count; ++i) {
    if (i == 0 || !same_place(points, i, i - 1)) firsts.push_back(i);
  }
  Points places(points.dimensions, firsts.size());
  places.key_bits = points.key_bits;
  firsts.push_back(points.count);
  for (std::size_t p = 0; p < places.count; ++p) {
    const std::size_t first = firsts[p];
    for (std::uint32_t j = 0; j < points.dimensions; ++j) places.plane(j)[p] = points.plane(j)[first];
    for (std::size_t i = first; i < firsts[p + 1]; ++i) places.weights[p] += points.weights[i];
    places.keys.push_back(points.keys[first]);
  }
  return places;
}

// Points whose repeats are put aside for as long.
class WithoutRepeats {
 public:
  explicit WithoutRepeats(Points& points) : points_(points), repeats_(std::exchange(points.repeats, {})) {}
  WithoutRepeats(const WithoutRepeats&) = delete;
  WithoutRepeats& operator=(const WithoutRepeats&) = delete;
  ~WithoutRepeats() { points_.repeats = std::move(repeats_); }

 private:
  Points& points_;
  Buffer<double> repeats_;
};

}  // namespace

std::size_t sample_size(std::uint32_t dimensions, const KMeansOptions& options) {
  const std::size_t rows = rows_to_search(options);
  if (dimensions > kMaxSpatialDimensions) return rows;
  return std::max({rows, kRowsInSpace, kRowsPerClusterInSpace * options.clusters});
}

template <class Real>
Start<Real> start_of(const RowSample<Real>& sample, const Extent& weighed, const KMeansOptions& options,
                     Workers& workers) {
  if (sample.count() <= options.clusters) return {all_of(sample, options.clusters), true};
  const Placement<Real> placement(weighed);
  const RowsView<Real> rows{.values = sample.values.data(),
                            .dimensions = sample.dimensions,
                            .count = sample.count(),
                            .row_stride = sample.dimensions};
  const std::vector<float> places = placement.place(rows);
  const PlacedPoints placed = points_of_places(places, sample.weights, placement.place(weighed), workers);
  // Doubles may differ where floats do not.
  if (placed.distinct < options.clusters) return {all_of(sample, options.clusters), false};
  const RegionTree tree =
      std::is_same_v<Real, float> ? RegionTree(placed.points, weighed, workers) : RegionTree(placed.points, workers);
  return {placement.take_back(start_on(placed.points, tree, options, workers)), false};
}

Start<float> start_of(OrderedPoints& all, const Extent& weighed, const KMeansOptions& options, Workers& workers) {
  const auto start_of_places = [&](const Points& places) -> Start<float> {
    if (places.count > options.clusters) {
      return {start_on(places, RegionTree(places, weighed, workers), options, workers), false};
    }
    return start_of(sample_rows(rows_of(places), places.count + 1, options.seed, workers), weighed, options, workers);
  };
  if (all.distinct < all.points.count) return start_of_places(places_of(all.points));
  // As they are, but for the repeats, which a place has not.
  const WithoutRepeats aside(all.points);
  return start_of_places(all.points);
}

template <class Real>
LloydResult iterate(BasicAssignment<Real>& assignment, Start<Real>& start, const KMeansOptions& options) {
  LloydRule rule{.tolerance = options.tolerance, .max_iterations = options.max_iterations};
  if (start.settled) rule.max_iterations = 0;
  if (options.watch) rule.watch = &options.watch;
  LloydResult result = lloyd(assignment, start.centers, rule);
  if (start.settled) result = {.converged = true, .iterations = {{}}};
  return result;
}

template LloydResult iterate(BasicAssignment<float>&, Start<float>&, const KMeansOptions&);
template LloydResult iterate(BasicAssignment<double>&, Start<double>&, const KMeansOptions&);
template Start<float> start_of(const RowSample<float>&, const Extent&, const KMeansOptions&, Workers&);
template Start<double> start_of(const RowSample<double>&, const Extent&, const KMeansOptions&, Workers&);

}  // namespace kvant
