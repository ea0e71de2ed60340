// How an .npy file begins (NumPy's format, versions 1 to 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kvant {

/// A table of numbers in an .npy file. What it claims was checked against the file's size.
struct NpyHeader {
  char kind = 'f';        ///< 'f', 'i', 'u' or 'b': bool
  std::size_t bytes = 8;  ///< of a number: 4 or 8 of 'f', 1 to 8 of 'i' and 'u', 1 of 'b'
  bool big_endian = false;
  bool by_columns = false;  ///< Fortran's order
  std::size_t rows = 0;     ///< one at least
  std::size_t columns = 1;  ///< one at least
  std::size_t data = 0;     ///< where the numbers begin
};

inline constexpr std::string_view kNpyMagic = "\x93NUMPY";

/// `file`: of its `size` bytes the first ones, as many as there are or kNpyHeaderBytes at least.
/// Throws Error: corrupt, unsupported if it is no table of numbers.
[[nodiscard]] NpyHeader read_npy_header(std::span<const std::uint8_t> file, std::uint64_t size);

/// No table has a longer header.
inline constexpr std::size_t kNpyHeaderBytes = std::size_t{1} << 16U;

/// The header of an array in C's order. `type`: "<f8"; `shape`: "150, 4" or "150,".
[[nodiscard]] std::string npy_header(std::string_view type, std::string_view shape);

}  // namespace kvant
