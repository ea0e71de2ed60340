#include "kmeans/tiles/label_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>

#include "kmeans/tiles/nearest_centers.hpp"

namespace kvant {

template <class Real>
std::vector<std::uint32_t> label_rows(const RowsView<Real>& rows, std::span<const Real> centers, const Extent& extent,
                                      Workers& workers) {
  const NearestCenters<Real> nearest(centers, extent, workers);
  std::vector<typename NearestCenters<Real>::Scratch> scratch(workers.count());
  std::vector<std::uint32_t> labels(rows.count);
  run_rows(rows, workers, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    std::vector<std::size_t> which(end - begin);
    std::iota(which.begin(), which.end(), begin);
    nearest.find(rows, which, std::span(labels).subspan(begin, which.size()), {}, scratch[worker]);
  });
  return labels;
}

template <class Real>
ExactTotal inertia_of(const RowsView<Real>& rows, std::span<const std::uint32_t> labels,
                      const BasicCenters<Real>& centers, Workers& workers) {
  std::vector<ExactTotal> of_worker(workers.count());
  run_rows(rows, workers, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    std::array<const Real*, kRowsTogether> some{};
    std::array<const Real*, kRowsTogether> owners{};
    std::array<double, kRowsTogether> distances{};
    for (; begin < end; begin += kRowsTogether) {
      for (std::size_t r = 0; r < kRowsTogether; ++r) {
        const std::size_t i = std::min(begin + r, end - 1);
        some[r] = rows.row(i);
        owners[r] = centers[labels[i]];
      }
      squared_distances(some, rows.column_stride, owners, rows.dimensions, distances);
      for (std::size_t i = begin; i < std::min(begin + kRowsTogether, end); ++i) {
        of_worker[worker].add(rows.weight(i) * distances[i - begin], static_cast<std::uint64_t>(rows.repeat(i)));
      }
    }
  });
  ExactTotal total;
  for (const ExactTotal& some : of_worker) total.add(some);
  return total;
}

template std::vector<std::uint32_t> label_rows(const RowsView<float>&, std::span<const float>, const Extent&, Workers&);
template std::vector<std::uint32_t> label_rows(const RowsView<double>&, std::span<const double>, const Extent&,
                                               Workers&);
template ExactTotal inertia_of(const RowsView<float>&, std::span<const std::uint32_t>, const Centers&, Workers&);
template ExactTotal inertia_of(const RowsView<double>&, std::span<const std::uint32_t>, const BasicCenters<double>&,
                               Workers&);

}  // namespace kvant
