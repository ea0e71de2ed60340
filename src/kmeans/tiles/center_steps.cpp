#include "kmeans/tiles/center_steps.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "kmeans/tiles/bounds_kernel.hpp"
#include "kmeans/tiles/tile_kernel.hpp"

namespace kvant {
namespace {

constexpr double kInflation = 1.00001;  // covers what is rounded here, and Bounds' roundings of what moved

// What it takes to look at a row among some of the centers only, in comparisons with a center: its bounds, its own
// center, its place among the others. And the share of all centers up to which that pays. Both found by trying.
double comparisons_to_look(std::uint32_t dimensions) { return 24 + 500.0 / dimensions; }
constexpr double kMostOfAll = 0.9;

constexpr std::size_t kFewestCenters = 6;  // of a level; kernels compare with 4 or 6 at a time

template <class Real>
double distance_between(const BasicCenters<Real>& a, const BasicCenters<Real>& b, std::uint32_t slot, double unit) {
  double squared = 0;
  for (std::uint32_t j = 0; j < a.dimensions(); ++j) {
    const double step = (double{a[slot][j]} - double{b[slot][j]}) * unit;
    squared += step * step;
  }
  return std::sqrt(squared);
}

}  // namespace

template <class Real>
CenterSteps::CenterSteps(const BasicCenters<Real>& before, const BasicCenters<Real>& after, double unit,
                         Workers& workers)
    : own_(after.slots()), order_(after.count()), places_(after.slots()), ranks_(after.count()) {
  const std::vector<std::uint32_t>& slots = after.active();
  workers.run_each(slots.size(), after.dimensions(), [&](std::size_t center) {
    const std::uint32_t slot = slots[center];
    own_[slot] = static_cast<float>(kInflation * distance_between(before, after, slot, unit));
    places_[slot] = static_cast<std::uint32_t>(center);
  });
  std::iota(order_.begin(), order_.end(), 0U);
  const auto step = [&](std::uint32_t center) { return own_[slots[center]]; };
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return step(a) > step(b); });
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank) ranks_[order_[rank]] = rank;

  rests_.push_back(step(order_[0]));
  counts_.push_back(0);
  const double most = kMostOfAll * static_cast<double>(after.count()) - comparisons_to_look(after.dimensions());
  // 1 to 8, 10, 12, 14, 16, 20 and so on, times so many.
  for (std::size_t times = 1; static_cast<double>(times * kFewestCenters) <= most;
       times += std::max<std::size_t>(1, std::bit_floor(times) / 4)) {
    counts_.push_back(times * kFewestCenters);
    rests_.push_back(step(order_[times * kFewestCenters]));
  }
}

std::size_t CenterSteps::level_of(float nearest, float other) const {
  const auto enough = [&](float rest) { return left_of(other, rest) > nearest; };
  return static_cast<std::size_t>(std::ranges::find_if(rests_, enough) - rests_.begin());
}

template CenterSteps::CenterSteps(const BasicCenters<float>&, const BasicCenters<float>&, double, Workers&);
template CenterSteps::CenterSteps(const BasicCenters<double>&, const BasicCenters<double>&, double, Workers&);

}  // namespace kvant
