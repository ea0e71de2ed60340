#include "kmeans/bisecting/split_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kmeans/cluster.hpp"
#include "kmeans/exact_total.hpp"

namespace kvant {
namespace {

template <class Real>
std::array<Side, 2> sides_of(const RowsView<Real>& rows, const Split<Real>& split, Workers& workers) {
  struct Totals {
    std::array<double, 2> weight{};  // exact, as weights are rounded
    std::array<ExactTotal, 2> inertia;
  };
  std::vector<Totals> of_worker(workers.count());
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    Totals& totals = of_worker[worker];
    for (std::size_t i = task * kTaskRows; i < std::min(rows.count, (task + 1) * kTaskRows); ++i) {
      const std::uint32_t side = split.labels[i];
      totals.weight[side] += rows.weight(i) * rows.repeat(i);
      totals.inertia[side].add(rows.weight(i) * rows.squared_distance(i, split.centers[side]),
                               static_cast<std::uint64_t>(rows.repeat(i)));
    }
  });
  std::array<Side, 2> sides;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    ExactTotal inertia;
    for (const Totals& totals : of_worker) {
      sides[side].weight += totals.weight[side];
      inertia.add(totals.inertia[side]);
    }
    sides[side].inertia = inertia.value();
  }
  return sides;
}

}  // namespace

template <class Real>
std::optional<Split<Real>> split_rows(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers) {
  if (table.weighed.low == table.weighed.high) return std::nullopt;
  Clustered<Real> clustered = cluster(table, options, workers);
  Split<Real> split{.centers = std::move(clustered.centers),
                    .labels = std::move(clustered.labels),
                    .sides = {},
                    .converged = clustered.lloyd.converged,
                    .iterations = clustered.lloyd.iterations.size()};
  split.sides = sides_of(table.rows, split, workers);
  if (split.sides[0].weight <= 0 || split.sides[1].weight <= 0) return std::nullopt;
  return split;
}

template std::optional<Split<float>> split_rows(const WeighedRows<float>&, const KMeansOptions&, Workers&);
template std::optional<Split<double>> split_rows(const WeighedRows<double>&, const KMeansOptions&, Workers&);

}  // namespace kvant
