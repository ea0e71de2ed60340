#include "kvant/seeding.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

#include "kmeans/fit.hpp"
#include "kmeans/placement.hpp"
#include "kmeans/points_table.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/row_hash.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/seed.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/start.hpp"
#include "threads/stop.hpp"

namespace kvant {
namespace {

// Points in the order in which they are drawn: all of them at random, or as many as wanted.
std::vector<std::size_t> draw(const PlacedPoints& placed, const DrawOptions& options, Workers& workers) {
  Random random(options.seed);
  if (options.init == Init::random) return draw_points(placed.points, placed.points.count, random);
  const std::size_t count = std::min<std::size_t>(placed.distinct, options.clusters);
  Centers centers(placed.points.dimensions, count);
  return seed_plus_plus(placed.points, RegionTree(placed.points, workers), count, random, centers, workers,
                        options.trials);
}

// Which rows of the sample are drawn: k, or as many as floats can tell apart.
template <class Real>
std::vector<std::size_t> draw_of_sample(const RowSample<Real>& sample, const Extent& weighed,
                                        const DrawOptions& options, Workers& workers) {
  const Placement<Real> placement(weighed);
  const std::uint32_t d = sample.dimensions;
  const RowsView<Real> rows{.values = sample.values.data(), .dimensions = d, .count = sample.count(), .row_stride = d};
  const std::vector<float> places = placement.place(rows);
  std::map<std::vector<float>, std::size_t> left;
  for (std::size_t i = 0; i < sample.count(); ++i) {
    throw_if_stopped();
    const auto begin = places.begin() + static_cast<std::ptrdiff_t>(i * d);
    left.try_emplace({begin, begin + d}, i);
  }
  const PlacedPoints placed = points_of_places(places, sample.weights, placement.place(weighed), workers);
  std::vector<std::size_t> drawn;
  for (const std::size_t point : draw(placed, options, workers)) {
    const auto row = left.find(placed.points.point(point));
    if (row == left.end()) continue;
    drawn.push_back(row->second);
    left.erase(row);
    if (drawn.size() == options.clusters) break;
  }
  return drawn;
}

// The first of the rows that equals each of these rows of their sample.
template <class Real>
std::vector<std::uint64_t> find_rows(const RowsView<Real>& rows, const RowSample<Real>& sample,
                                     const std::vector<std::size_t>& wanted, std::uint64_t seed, Workers& workers) {
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash;
  for (std::size_t w = 0; w < wanted.size(); ++w) by_hash.emplace(sample.hashes[wanted[w]], w);
  constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::vector<std::uint64_t>> found(workers.count(), std::vector<std::uint64_t>(wanted.size(), none));
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t end = std::min(rows.count, (task + 1) * kTaskRows);
    for (std::size_t i = task * kTaskRows; i < end; ++i) {
      const auto [first, last] = by_hash.equal_range(hash_of(rows, i, seed));
      for (auto same_hash = first; same_hash != last; ++same_hash) {
        const std::vector<Real> row = rows.copy(i);
        std::uint64_t& number = found[worker][same_hash->second];
        if (std::equal(row.begin(), row.end(), sample.row(wanted[same_hash->second]))) {
          number = std::min<std::uint64_t>(number, i);
        }
      }
    }
  });
  for (const std::vector<std::uint64_t>& of_worker : found) {
    std::transform(of_worker.begin(), of_worker.end(), found[0].begin(), found[0].begin(),
                   [](std::uint64_t a, std::uint64_t b) { return std::min(a, b); });
  }
  return std::move(found[0]);
}

template <class Real>
std::vector<std::uint64_t> draw_of_points(const BasicPointsView<Real>& points, const DrawOptions& options) {
  const KMeansOptions as_for_kmeans{.clusters = options.clusters, .init = options.init, .seed = options.seed};
  require_valid(as_for_kmeans);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  const PointsTable<Real> points_table(points, EqualRows::apart, workers);
  const WeighedRows<Real>& table = points_table.table();
  const std::size_t most = sample_size(table.rows.dimensions, as_for_kmeans);
  const RowSample<Real> sample = sample_rows(table.rows, most, options.seed, workers);
  std::vector<std::uint64_t> drawn =
      find_rows(table.rows, sample, draw_of_sample(sample, table.weighed, options, workers), options.seed, workers);
  for (std::size_t i = 0; drawn.size() < options.clusters; ++i) drawn.push_back(drawn[i]);
  return drawn;
}

}  // namespace

std::vector<std::uint64_t> draw_rows(const PointsView& points, const DrawOptions& options) {
  return draw_of_points(points, options);
}

std::vector<std::uint64_t> draw_rows(const DoublePointsView& points, const DrawOptions& options) {
  return draw_of_points(points, options);
}

}  // namespace kvant
