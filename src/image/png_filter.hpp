// PNG's row filters (ISO/IEC 15948, clause 9): which one, and its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace kvant {

enum class FilterPlan {
  none,     ///< every row as it is: best for few colors, and where pixels repeat
  sub,      ///< every row as differences to the left
  up,       ///< every row as differences to the row above
  paeth,    ///< every row as differences to the likeliest of three neighbors
  entropy,  ///< per row the filter whose bytes need the fewest bits, on top of the rows before
};

/// Makes row y, unfiltered.
using MakeRow = std::function<void(std::uint32_t y, std::uint8_t* out)>;

/// Writes rows [first, last), each filtered and behind its filter's number: row_bytes + 1 bytes. `step` is the distance
/// to the pixel on the left, in bytes.
void filter_rows(FilterPlan plan, unsigned step, std::size_t row_bytes, std::uint32_t first, std::uint32_t last,
                 const MakeRow& make_row, std::uint8_t* out);

}  // namespace kvant
