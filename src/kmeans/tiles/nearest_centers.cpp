#include "kmeans/tiles/nearest_centers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kvant {
namespace {

// Of the centers that tell where the origin goes: as good as all of them. Fewer where rows are wide, as to find medians
// takes longer than to compare a row with a center.
constexpr std::size_t kMostSampledCenters = 65;
constexpr std::size_t kFewestSampledCenters = 9;
constexpr std::size_t kSampledValues = std::size_t{1} << 16;

constexpr std::size_t kColumnsAtOnce = 16;  // of floats, a cache line

// Coordinates are not scaled up by more, so that what vanishes when distances are computed vanishes from the bounds
// too.
constexpr int kLargestScale = 100;

// The relative error of a sum of n products in T (Higham 2002, "Accuracy and stability of numerical algorithms", 3.1).
template <class T>
double sum_error(double n) {
  constexpr double unit = double{std::numeric_limits<T>::epsilon()} / 2;
  return n * unit / (1 - n * unit);
}

// How many roundings a product passes through, or a bias, with which the first block begins: those of its block, which
// has the product of lengths, too, of the blocks, and one for the product itself.
double roundings(std::uint32_t dimensions) {
  const std::size_t blocks = (dimensions + kBlockColumns - 1) / kBlockColumns;
  return static_cast<double>(kBlockColumns + 1 + blocks + 1);
}

// See NearCenters. Coordinates were rounded once when they were brought near zero, as was |c|^2, which was summed in
// double precision and in blocks, too. The factor covers the rounding of the bound itself.
template <class T>
double error_of(std::uint32_t dimensions) {
  constexpr double unit = double{std::numeric_limits<T>::epsilon()} / 2;
  return 1.01 * (sum_error<T>(roundings(dimensions)) + sum_error<double>(roundings(dimensions)) + 4 * unit);
}

// RowsView::deciding_distance() rounds, relative to |x - c|^2 itself, and loses what is too small for its type: one
// more error of both kinds for each of two centers.
template <class Real>
Rounding rounding_of(const RowsView<Real>& rows, double scale) {
  const bool in_float = rows.decided_in_float();
  const double n = rows.dimensions + 2.0;
  return {.relative = 2.1 * (in_float ? sum_error<float>(n) : sum_error<double>(n)),
          .absolute = in_float ? 2.1 * n * std::numeric_limits<float>::denorm_min() * scale * scale : 0};
}

// A column's median is near most centers even where a few are far away, which a mean is not.
template <class Real>
void find_medians(std::span<const Real> centers, std::uint32_t d, std::size_t begin, std::size_t end, Real* medians) {
  const std::size_t count = centers.size() / d;
  const std::size_t wanted = std::clamp(kSampledValues / d, kFewestSampledCenters, kMostSampledCenters);
  const std::size_t step = (count + wanted - 1) / wanted;
  const std::size_t sampled = (count + step - 1) / step;
  std::vector<Real> columns((end - begin) * sampled);
  for (std::size_t i = 0; i < sampled; ++i) {
    const Real* center = centers.data() + i * step * d;
    for (std::size_t j = begin; j < end; ++j) columns[(j - begin) * sampled + i] = center[j];
  }
  for (std::size_t j = begin; j < end; ++j) {
    const auto first = columns.begin() + static_cast<std::ptrdiff_t>((j - begin) * sampled);
    const auto middle = first + static_cast<std::ptrdiff_t>(sampled / 2);
    std::nth_element(first, middle, first + static_cast<std::ptrdiff_t>(sampled));
    medians[j] = *middle;
  }
}

// How far columns reach from the origin, in rows or centers.
template <class Real>
double reach_of(std::span<const Real> centers, const Extent& extent, std::size_t begin, std::size_t end,
                const std::vector<Real>& origin) {
  const std::uint32_t d = extent.dimensions();
  std::vector<double> low(extent.low.begin() + static_cast<std::ptrdiff_t>(begin),
                          extent.low.begin() + static_cast<std::ptrdiff_t>(end));
  std::vector<double> high(extent.high.begin() + static_cast<std::ptrdiff_t>(begin),
                           extent.high.begin() + static_cast<std::ptrdiff_t>(end));
  for (std::size_t center = begin; center < centers.size(); center += d) {
    for (std::size_t j = 0; j < end - begin; ++j) {
      const double x = centers[center + j];
      low[j] = std::min(low[j], x);
      high[j] = std::max(high[j], x);
    }
  }
  double reach = 0;
  for (std::size_t j = 0; j < end - begin; ++j) {
    reach = std::max({reach, origin[begin + j] - low[j], high[j] - origin[begin + j]});
  }
  return reach;
}

template <class Real>
Nearness<Real> nearness_of(std::span<const Real> centers, const Extent& extent, Workers& workers) {
  const std::uint32_t d = extent.dimensions();
  Nearness<Real> near{.origin = std::vector<Real>(d), .scale = 1};
  std::vector<double> reaches((d + kColumnsAtOnce - 1) / kColumnsAtOnce);
  workers.run_each(reaches.size(), kColumnsAtOnce * (centers.size() / d), [&](std::size_t i) {
    const std::size_t begin = i * kColumnsAtOnce;
    const std::size_t end = std::min<std::size_t>(d, begin + kColumnsAtOnce);
    find_medians(centers, d, begin, end, near.origin.data());
    reaches[i] = reach_of(centers, extent, begin, end, near.origin);
  });
  int exponent = 0;
  std::frexp(*std::max_element(reaches.begin(), reaches.end()), &exponent);
  near.scale = static_cast<Real>(std::ldexp(1.0, std::min(-exponent, kLargestScale)));
  return near;
}

template <class Real, class T>
void bring_near(std::span<const Real> centers, const Nearness<Real>& near, std::size_t center, NearCenters<T>& to) {
  const std::uint32_t d = to.dimensions;
  const Real* const from = centers.data() + center * d;
  T* const values = to.values.data() + center * (d + std::size_t{1});
  double squares = 0;
  for (std::size_t begin = 0; begin < d; begin += kBlockColumns) {
    double block = 0;
    for (std::size_t j = begin; j < std::min<std::size_t>(d, begin + kBlockColumns); ++j) {
      const double x = (double{from[j]} - double{near.origin[j]}) * double{near.scale};
      values[1 + j] = static_cast<T>(-2 * x);
      block += x * x;
    }
    squares += block;
  }
  const double length = std::sqrt(squares) * (1 + 1e-6) + double{kShortestLength<T>};
  to.squares[center] = squares;
  to.lengths[center] = length;
  to.biases[center] = static_cast<T>(squares * (1 - to.error));
  values[0] = static_cast<T>(-2 * to.error * length);
}

// Centers yet to be brought near, and the one behind them.
template <class T>
NearCenters<T> no_centers(std::uint32_t dimensions, std::size_t count) {
  NearCenters<T> centers;
  centers.dimensions = dimensions;
  centers.count = static_cast<std::uint32_t>(count);
  centers.error = error_of<T>(dimensions);
  centers.values.resize((count + 1) * (dimensions + std::size_t{1}));
  centers.biases.resize(count + 1);
  centers.biases.back() = std::numeric_limits<T>::infinity();
  centers.squares.resize(count);
  centers.lengths.resize(count);
  return centers;
}

}  // namespace

template <class Real>
NearestCenters<Real>::NearestCenters(std::span<const Real> centers, const Extent& extent, Workers& workers, double unit)
    : centers_(centers),
      unit_(unit),
      near_(nearness_of(centers, extent, workers)),
      near_centers_(no_centers<float>(extent.dimensions(), centers.size() / extent.dimensions())),
      order_(near_centers_.count) {
  std::iota(order_.begin(), order_.end(), 0U);
  workers.run_each(near_centers_.count, near_centers_.dimensions,
                   [&](std::size_t center) { bring_near(centers_, near_, center, near_centers_); });
}

template <class Real>
const NearCenters<double>& NearestCenters<Real>::double_centers() const {
  std::call_once(double_centers_made_, [&] {
    double_centers_ = no_centers<double>(near_centers_.dimensions, near_centers_.count);
    for (std::size_t c = 0; c < double_centers_.count; ++c) bring_near(centers_, near_, c, double_centers_);
  });
  return double_centers_;
}

template <class Real>
LabelCounts NearestCenters<Real>::find(const RowsView<Real>& rows, std::span<const std::size_t> which,
                                       std::span<std::uint32_t> labels, const Bounds& bounds, Scratch& scratch) const {
  const auto some = [&rows](std::span<const std::size_t> some_rows) {
    return TileRows<Real>{.table = rows, .rows = some_rows};
  };
  LabelCounts counts{.rows = which.size(), .compared = which.size() * near_centers_.count};
  propose(some(which), near_, near_centers_, order_, scratch.tiles, scratch.proposals);
  decide(rows, near_centers_, scratch.proposals, {which, {}}, labels, bounds, scratch.undecided, scratch);
  counts.in_double = scratch.undecided.rows.size();
  if (counts.in_double == 0) return counts;

  const Some& undecided = scratch.undecided;
  propose(some(undecided.rows), near_, double_centers(), order_, scratch.double_tiles, scratch.double_proposals);
  decide(rows, double_centers(), scratch.double_proposals, {undecided.rows, undecided.places}, labels, bounds,
         scratch.rivaled, scratch);
  counts.by_distance = scratch.rivaled.rows.size();
  if (counts.by_distance == 0) return counts;

  find_rivals(some(scratch.rivaled.rows), near_, double_centers(), order_, scratch.most, scratch.double_tiles,
              scratch.rivals);
  decide_by_distance(rows, labels, bounds, scratch);
  return counts;
}

template <class Real>
void NearestCenters<Real>::find_among(Order order, const RowsView<Real>& rows, std::span<const std::size_t> which,
                                      std::span<const std::uint32_t> left_out, std::span<std::uint32_t> labels,
                                      const Bounds& bounds, Scratch& scratch) const {
  Proposals<float>& proposals = scratch.proposals;
  Certainties& certainties = scratch.certainties;
  propose(TileRows<Real>{.table = rows, .rows = which}, near_, near_centers_, order, scratch.tiles, proposals);
  for (std::size_t i = 0; i < which.size(); ++i) {
    if (left_out[i] != kNoCenter) proposals.second[i] = proposals.best[i];
  }
  tell_certainties(proposals, near_centers_, unit_ / near_.scale, rounding_of(rows, near_.scale), certainties);
  for (std::size_t i = 0; i < which.size(); ++i) {
    bounds.other[i] = certainties.other[i];
    if (left_out[i] == kNoCenter) {
      labels[i] = proposals.center[i];
      bounds.nearest[i] = certainties.nearest[i];
    } else {
      labels[i] = left_out[i];
      if (!(bounds.other[i] > bounds.nearest[i])) bounds.nearest[i] = -1;
    }
  }
}

template <class Real>
void NearestCenters<Real>::bound_own(const RowsView<Real>& rows, std::span<const std::size_t> which,
                                     std::span<const std::uint32_t> own, std::span<float> nearest) const {
  square_own_distances(TileRows<Real>{.table = rows, .rows = which}, OwnCenters<Real>{centers_, own}, near_.scale,
                       nearest);
  // Six more roundings are those of differences, twice, and of squares.
  const double error = 1.01 * sum_error<float>(roundings(rows.dimensions) + 6);
  const double unit = (1 + error) * (1 + rounding_of(rows, near_.scale).relative) * unit_ / near_.scale;
  const auto factor = static_cast<float>(1.000001 * unit);
  const auto shortest = static_cast<float>(1.000001 * unit * double{kShortestLength<float>});
  for (float& square : nearest) square = (std::sqrt(square) * factor + shortest) * kRoundUp;
}

// Labels the rows that can be told by the proposals, and hands on the others with what their rivals are not above.
template <class Real>
template <class T>
void NearestCenters<Real>::decide(const RowsView<Real>& rows, const NearCenters<T>& centers,
                                  const Proposals<T>& proposals, const SomeView& from, std::span<std::uint32_t> labels,
                                  const Bounds& bounds, Some& to, Scratch& scratch) const {
  Certainties& certainties = scratch.certainties;
  tell_certainties(proposals, centers, unit_ / near_.scale, rounding_of(rows, near_.scale), certainties);
  to.rows.clear();
  to.places.clear();
  scratch.most.clear();
  for (std::size_t i = 0; i < from.rows.size(); ++i) {
    if (certainties.nearest[i] < 0) {
      to.rows.push_back(from.rows[i]);
      to.places.push_back(from.place(i));
      scratch.most.push_back(certainties.most[i]);
      continue;
    }
    labels[from.place(i)] = static_cast<std::uint32_t>(proposals.center[i]);
    if (bounds.nearest.empty()) continue;
    bounds.nearest[from.place(i)] = certainties.nearest[i];
    bounds.other[from.place(i)] = certainties.other[i];
  }
}

template <class Real>
void NearestCenters<Real>::decide_by_distance(const RowsView<Real>& rows, std::span<std::uint32_t> labels,
                                              const Bounds& bounds, Scratch& scratch) const {
  const Some& rivaled = scratch.rivaled;
  scratch.distances.assign(rivaled.rows.size(), std::numeric_limits<double>::infinity());
  for (const Rival& rival : scratch.rivals) {
    double& nearest = scratch.distances[rival.row];
    const double distance =
        rows.deciding_distance(rivaled.rows[rival.row], centers_.data() + std::size_t{rival.center} * rows.dimensions);
    if (distance < nearest) {  // rivals come in the order of their indices
      nearest = distance;
      labels[rivaled.places[rival.row]] = rival.center;
    }
  }
  if (bounds.nearest.empty()) return;
  for (const std::size_t place : rivaled.places) {
    bounds.nearest[place] = std::numeric_limits<float>::infinity();
    bounds.other[place] = 0;
  }
}

template class NearestCenters<float>;
template class NearestCenters<double>;

}  // namespace kvant
