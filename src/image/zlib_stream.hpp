// Compresses rows of bytes, made on demand, into one zlib stream (RFC 1950), in parts at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "image/deflate.hpp"
#include "kvant/image.hpp"

namespace kvant {

/// A matrix of bytes whose rows are made when they are asked for, so that a large picture never lies there as a whole.
struct RowSource {
  std::uint32_t rows = 0;
  std::size_t row_bytes = 0;
  unsigned pixel_bytes = 1;  ///< if what repeats begins with a pixel, behind the first byte of a row; else 1
  /// Writes rows [first, last), last > first, without gaps. Called from several threads at once.
  std::function<void(std::uint32_t first, std::uint32_t last, std::uint8_t* out)> make;

  [[nodiscard]] std::size_t bytes() const { return rows * row_bytes; }
};

/// Compresses all rows. The result depends on the rows and the effort alone.
[[nodiscard]] Buffer<std::uint8_t> zlib_compress(const RowSource& source, const DeflateEffort& effort);

/// The same by libdeflate, many times as fast and not as small, in one piece. `level`: libdeflate's, 1 to 12.
[[nodiscard]] Buffer<std::uint8_t> zlib_compress_quickly(const RowSource& source, int level);

/// About how many bytes the rows take, from a sample of about `sample_bytes` of them in evenly spread bands.
[[nodiscard]] std::size_t estimate_compressed(const RowSource& source, const DeflateEffort& effort,
                                              std::size_t sample_bytes);

}  // namespace kvant
