#include "table/principal_axes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace kvant {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << 20U;  // that are looked at
constexpr int kMostTurns = 200;
constexpr double kRest = 1e-10;  // squared length by which a direction may still turn

using Direction = std::vector<double>;

double dot(std::span<const double> one, std::span<const double> other) {
  return std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
}

/// Rows about their mean, each times the root of its weight: their squares add up to the variance.
struct Centered {
  std::vector<double> values;
  std::vector<double> mean;
};

Centered center(const Table& table) {
  const std::size_t columns = table.columns();
  const std::size_t most = std::max<std::size_t>(kMostValues / columns, 2);
  const std::size_t step = (table.rows() + most - 1) / most;
  const auto weight = [&](std::size_t row) { return table.weights.empty() ? 1 : table.weights[row]; };
  Centered centered;
  centered.mean.assign(columns, 0);
  double total = 0;
  for (std::size_t row = 0; row < table.rows(); row += step) {
    total += weight(row);
    for (std::size_t i = 0; i < columns; ++i) centered.mean[i] += weight(row) * table.values[row * columns + i];
  }
  for (double& mean : centered.mean) mean /= total > 0 ? total : 1;
  for (std::size_t row = 0; row < table.rows(); row += step) {
    for (std::size_t i = 0; i < columns; ++i) {
      centered.values.push_back(std::sqrt(weight(row)) * (table.values[row * columns + i] - centered.mean[i]));
    }
  }
  return centered;
}

/// The covariance times a direction.
Direction spread(const Centered& centered, const Direction& direction) {
  const std::size_t columns = direction.size();
  Direction sum(columns, 0);
  for (std::size_t at = 0; at < centered.values.size(); at += columns) {
    const std::span<const double> row(centered.values.data() + at, columns);
    const double along = dot(row, direction);
    for (std::size_t i = 0; i < columns; ++i) sum[i] += along * row[i];
  }
  return sum;
}

/// Makes a direction of unit length and at right angles to another; zeros if nothing is left of it.
void straighten(Direction& direction, const Direction* other) {
  const double before = std::sqrt(dot(direction, direction));
  if (other != nullptr) {
    const double along = dot(direction, *other);
    for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= along * (*other)[i];
  }
  const double length = std::sqrt(dot(direction, direction));
  const double factor = length > 1e-12 * before ? 1 / length : 0;
  for (double& part : direction) part *= factor;
}

/// The direction of the largest spread at right angles to `other`: power iteration.
Direction find_axis(const Centered& centered, const Direction* other) {
  Direction axis(centered.mean.size());
  for (std::size_t i = 0; i < axis.size(); ++i) axis[i] = 1 / (1 + static_cast<double>(i));  // at right angles to few
  straighten(axis, other);
  for (int turn = 0; turn < kMostTurns; ++turn) {
    Direction next = spread(centered, axis);
    straighten(next, other);
    double moved = 0;
    for (std::size_t i = 0; i < axis.size(); ++i) moved += (next[i] - axis[i]) * (next[i] - axis[i]);
    axis = std::move(next);
    if (moved < kRest) break;
  }
  const auto largest = std::ranges::max_element(axis, {}, [](double part) { return std::abs(part); });
  if (*largest < 0) {
    for (double& part : axis) part = -part;
  }
  return axis;
}

}  // namespace

PrincipalAxes principal_axes(const Table& table) {
  Centered centered = center(table);
  PrincipalAxes found;
  found.axes[0] = find_axis(centered, nullptr);
  found.axes[1] = find_axis(centered, found.axes.data());
  const double all = dot(centered.values, centered.values);
  for (std::size_t i = 0; i < 2; ++i) {
    found.share[i] = all > 0 ? dot(spread(centered, found.axes[i]), found.axes[i]) / all : 0;
  }
  found.mean = std::move(centered.mean);
  return found;
}

double coordinate(const PrincipalAxes& axes, std::size_t which, std::span<const double> row) {
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i) sum += (row[i] - axes.mean[i]) * axes.axes[which][i];
  return sum;
}

}  // namespace kvant
