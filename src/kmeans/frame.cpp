#include "kmeans/frame.hpp"

#include <algorithm>
#include <cmath>

namespace kvant {

Frame::Frame(const Extent& all, bool two_folds) : origin_(all.dimensions()), folds_(two_folds ? 2 : 1) {
  const double weight = all.weight.value();
  weight_ = ExactSum(weight);
  // Rounding adds half a quantum to each row at most, in the worst case all of the same sign: less than the factor of
  // the bounds covers, and less than a float resolves, or a double in two folds.
  repeats_whole_weights_ = weight < (two_folds ? 0x1p40 : static_cast<double>(kManyRows));
  // It leaves as much. Whole weights are as many rows.
  const double rows = static_cast<double>(all.rows) + (repeats_whole_weights_ ? weight : 0);
  // The factor leaves room for the rounding of the bounds themselves, too.
  constexpr double room = 1.001;
  double largest = 0;
  for (std::uint32_t j = 0; j < dimensions(); ++j) {
    const double low = all.low[j];
    const double high = all.high[j];
    if (std::min(std::fabs(low), std::fabs(high)) > 4 * (high - low)) origin_[j] = low;
    const double reach = std::max(std::fabs(low - origin_[j]), std::fabs(high - origin_[j]));
    largest = std::max(largest, reach);
    ExactSum coordinate(room * weight * reach);
    for (Fold& fold : folds_) {
      fold.shifts.push_back(coordinate.shift());
      coordinate = ExactSum(rows * coordinate.quantum());
    }
  }
  ExactSum square(room * weight * largest * largest * dimensions());
  for (Fold& fold : folds_) {
    fold.square = square;
    square = ExactSum(rows * square.quantum());
  }
}

double Frame::inertia(const double* moments) const {
  if (moments[0] <= 0) return 0;
  double squares = 0;
  for (std::uint32_t j = 0; j < dimensions(); ++j) squares += sum(moments, j) * sum(moments, j);
  return std::max(0.0, sum(moments, dimensions()) - squares / moments[0]);
}

}  // namespace kvant
