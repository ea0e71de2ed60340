// Rows that change hands, compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kmeans/frame.hpp"
#include "kmeans/rows.hpp"

namespace kvant {

/// A row that weighs more than nothing, the moments of the slot that gets it, and of the one that gives it away, if
/// any.
struct RowMove {
  std::size_t row;
  double* to;
  double* from;
};

/// Adds rows to moments and takes them away as Frame::add() does: the same bits.
void move_rows(const Frame& frame, const RowsView<float>& rows, std::span<const RowMove> moves);
void move_rows(const Frame& frame, const RowsView<double>& rows, std::span<const RowMove> moves);

}  // namespace kvant
