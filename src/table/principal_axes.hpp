// The plane in which a table is seen best: its first two principal components.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "table/table.hpp"

namespace kvant {

struct PrincipalAxes {
  std::vector<double> mean;
  /// Directions of unit length, the largest coordinate positive; all zeros where the rows do not spread.
  std::array<std::vector<double>, 2> axes;
  std::array<double, 2> share{};  ///< of the variance that each explains
};

/// Of a table's rows, by weight; of very large ones of some, evenly spaced.
[[nodiscard]] PrincipalAxes principal_axes(const Table& table);

/// Where a row lies along one of them.
[[nodiscard]] double coordinate(const PrincipalAxes& axes, std::size_t which, std::span<const double> row);

}  // namespace kvant
