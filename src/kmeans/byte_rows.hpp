// Equal rows of bytes, as pixels are, found without comparing them: a row is one number.
#pragma once

#include <cstdint>

#include "kmeans/distinct_rows.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

enum class ByteRows {
  together,  ///< in `result`
  too_many,  ///< distinct ones: see too_many_distinct()
  others     ///< weighted, no bytes, wider, or too few for it to pay
};

/// Takes rows together of up to 3 whole numbers from 0 to 255 each; fewer than 2^32. If that fails, `result` holds
/// anything but the number of dimensions.
template <class Real>
[[nodiscard]] ByteRows take_byte_rows_together(const RowsView<Real>& rows, DistinctRows<Real>& result,
                                               Workers& workers);

}  // namespace kvant
