// Compresses rows of bytes, made on demand, into one zlib stream (RFC 1950), in parts at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "kvant/image.hpp"

namespace kvant {

/// A matrix of bytes whose rows are made when they are asked for, so that a large picture never lies there as a whole.
struct RowSource {
  std::uint32_t rows = 0;
  std::size_t row_bytes = 0;
  /// Writes rows [first, last), last > first, without gaps. Called from several threads at once.
  std::function<void(std::uint32_t first, std::uint32_t last, std::uint8_t* out)> make;

  [[nodiscard]] std::size_t bytes() const { return rows * row_bytes; }
};

/// Compresses all rows. `level` is libdeflate's: 1 to 12. The result depends on the rows and the level alone.
[[nodiscard]] Buffer<std::uint8_t> zlib_compress(const RowSource& source, int level);

/// About how many bytes the rows take, from a sample of about `sample_bytes` of them in evenly spread bands.
[[nodiscard]] std::size_t estimate_compressed(const RowSource& source, int level, std::size_t sample_bytes);

}  // namespace kvant
