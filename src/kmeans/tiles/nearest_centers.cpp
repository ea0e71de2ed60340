#include "kmeans/tiles/nearest_centers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

// See Panels. Coordinates were rounded once when they were brought near zero, as was |c|^2, which was summed in double
// precision and in blocks, too. The factor covers the rounding of the bound itself.
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
std::vector<Real> medians_of(std::span<const Real> centers, std::uint32_t d) {
  const std::size_t count = centers.size() / d;
  const std::size_t wanted = std::clamp(kSampledValues / d, kFewestSampledCenters, kMostSampledCenters);
  const std::size_t step = (count + wanted - 1) / wanted;
  const std::size_t sampled = (count + step - 1) / step;
  std::vector<Real> medians(d);
  std::vector<Real> columns(kColumnsAtOnce * sampled);
  for (std::size_t begin = 0; begin < d; begin += kColumnsAtOnce) {
    const std::size_t some = std::min<std::size_t>(kColumnsAtOnce, d - begin);
    for (std::size_t i = 0; i < sampled; ++i) {
      const Real* center = centers.data() + i * step * d + begin;
      for (std::size_t j = 0; j < some; ++j) columns[j * sampled + i] = center[j];
    }
    for (std::size_t j = 0; j < some; ++j) {
      const auto first = columns.begin() + static_cast<std::ptrdiff_t>(j * sampled);
      const auto middle = first + static_cast<std::ptrdiff_t>(sampled / 2);
      std::nth_element(first, middle, first + static_cast<std::ptrdiff_t>(sampled));
      medians[begin + j] = *middle;
    }
  }
  return medians;
}

template <class Real>
Nearness<Real> nearness_of(std::span<const Real> centers, const Extent& extent) {
  const std::uint32_t d = extent.dimensions();
  const std::size_t count = centers.size() / d;
  std::vector<double> low = extent.low;
  std::vector<double> high = extent.high;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const double x = centers[i * d + j];
      low[j] = std::min(low[j], x);
      high[j] = std::max(high[j], x);
    }
  }
  Nearness<Real> near{.origin = medians_of(centers, d), .scale = 1};
  double reach = 0;
  for (std::uint32_t j = 0; j < d; ++j) reach = std::max({reach, near.origin[j] - low[j], high[j] - near.origin[j]});
  int exponent = 0;
  std::frexp(reach, &exponent);
  near.scale = static_cast<Real>(std::ldexp(1.0, std::min(-exponent, kLargestScale)));
  return near;
}

template <class Real, class T>
void fill_panel(std::span<const Real> centers, const Nearness<Real>& near, std::size_t p, Panels<T>& panels) {
  const std::uint32_t d = panels.dimensions;
  T* values = panels.values.data() + p * (d + std::size_t{1}) * kPanelCenters;
  for (std::size_t c = 0; c < kPanelCenters; ++c) {
    const std::size_t i = p * kPanelCenters + c;
    if (i >= panels.count) {
      panels.biases[i] = std::numeric_limits<T>::infinity();
      continue;
    }
    double squares = 0;
    for (std::size_t begin = 0; begin < d; begin += kBlockColumns) {
      double block = 0;
      for (std::size_t j = begin; j < std::min<std::size_t>(d, begin + kBlockColumns); ++j) {
        const double x = (double{centers[i * d + j]} - double{near.origin[j]}) * double{near.scale};
        values[j * kPanelCenters + c] = static_cast<T>(-2 * x);
        block += x * x;
      }
      squares += block;
    }
    const double length = std::sqrt(squares) * (1 + 1e-6) + double{kShortestLength<T>};
    panels.squares[i] = squares;
    panels.lengths[i] = length;
    panels.biases[i] = static_cast<T>(squares * (1 - panels.error));
    values[d * kPanelCenters + c] = static_cast<T>(-2 * panels.error * length);
  }
}

// Panels yet to be filled.
template <class T>
Panels<T> empty_panels(std::uint32_t dimensions, std::size_t count) {
  Panels<T> panels;
  panels.dimensions = dimensions;
  panels.count = static_cast<std::uint32_t>(count);
  panels.error = error_of<T>(dimensions);
  const std::size_t padded = (count + kPanelCenters - 1) / kPanelCenters * kPanelCenters;
  panels.values.resize(padded * (dimensions + std::size_t{1}));
  panels.biases.resize(padded);
  panels.squares.resize(count);
  panels.lengths.resize(count);
  return panels;
}

}  // namespace

template <class Real>
NearestCenters<Real>::NearestCenters(std::span<const Real> centers, const Extent& extent, Workers& workers)
    : centers_(centers),
      near_(nearness_of(centers, extent)),
      panels_(empty_panels<float>(extent.dimensions(), centers.size() / extent.dimensions())) {
  workers.run(panels_.panels(), [&](std::size_t p, std::size_t) { fill_panel(centers_, near_, p, panels_); });
}

template <class Real>
const Panels<double>& NearestCenters<Real>::double_panels() const {
  std::call_once(double_panels_made_, [&] {
    double_panels_ = empty_panels<double>(panels_.dimensions, panels_.count);
    for (std::size_t p = 0; p < double_panels_.panels(); ++p) fill_panel(centers_, near_, p, double_panels_);
  });
  return double_panels_;
}

template <class Real>
LabelCounts NearestCenters<Real>::find(const RowsView<Real>& rows, std::span<const std::size_t> which,
                                       std::span<std::uint32_t> labels, std::span<float> gaps, Scratch& scratch) const {
  const auto some = [&rows](std::span<const std::size_t> some_rows) {
    return TileRows<Real>{.table = rows, .rows = some_rows};
  };
  LabelCounts counts{.rows = which.size()};
  propose(some(which), near_, panels_, scratch.tiles, scratch.proposals);
  decide(rows, panels_, scratch.proposals, {which, {}}, labels, gaps, scratch.undecided, scratch);
  counts.in_double = scratch.undecided.rows.size();
  if (counts.in_double == 0) return counts;

  const Some& undecided = scratch.undecided;
  propose(some(undecided.rows), near_, double_panels(), scratch.double_tiles, scratch.double_proposals);
  decide(rows, double_panels(), scratch.double_proposals, {undecided.rows, undecided.places}, labels, gaps,
         scratch.rivaled, scratch);
  counts.by_distance = scratch.rivaled.rows.size();
  if (counts.by_distance == 0) return counts;

  find_rivals(some(scratch.rivaled.rows), near_, double_panels(), scratch.most, scratch.double_tiles, scratch.rivals);
  decide_by_distance(rows, labels, gaps, scratch);
  return counts;
}

// Labels the rows that can be told by the proposals, and hands on the others with what their rivals are not above.
template <class Real>
template <class T>
void NearestCenters<Real>::decide(const RowsView<Real>& rows, const Panels<T>& panels, const Proposals<T>& proposals,
                                  const SomeView& from, std::span<std::uint32_t> labels, std::span<float> gaps,
                                  Some& to, Scratch& scratch) const {
  Certainties& certainties = scratch.certainties;
  tell_certainties(proposals, panels, near_.scale, rounding_of(rows, near_.scale), certainties);
  to.rows.clear();
  to.places.clear();
  scratch.most.clear();
  for (std::size_t i = 0; i < from.rows.size(); ++i) {
    const float gap = certainties.gaps[i];
    if (gap < 0) {
      to.rows.push_back(from.rows[i]);
      to.places.push_back(from.place(i));
      scratch.most.push_back(certainties.most[i]);
      continue;
    }
    labels[from.place(i)] = static_cast<std::uint32_t>(proposals.center[i]);
    if (!gaps.empty()) gaps[from.place(i)] = gap;
  }
}

template <class Real>
void NearestCenters<Real>::decide_by_distance(const RowsView<Real>& rows, std::span<std::uint32_t> labels,
                                              std::span<float> gaps, Scratch& scratch) const {
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
  if (gaps.empty()) return;
  for (const std::size_t place : rivaled.places) gaps[place] = 0;
}

template class NearestCenters<float>;
template class NearestCenters<double>;

}  // namespace kvant
