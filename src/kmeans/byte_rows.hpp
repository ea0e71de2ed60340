// Equal rows of bytes, as pixels are, found by sorting: a row is one number.
#pragma once

#include <cstdint>

#include "kmeans/distinct_rows.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Takes rows together of up to 4 whole numbers from 0 to 255 each, without weights; they come in ascending order.
/// False if there are others: then `result` holds anything. Fewer than 2^32 rows.
template <class Real>
[[nodiscard]] bool take_byte_rows_together(const RowsView<Real>& rows, DistinctRows<Real>& result, Workers& workers);

}  // namespace kvant
