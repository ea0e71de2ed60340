// Prefix codes of least total length, as DEFLATE writes them (RFC 1951, 3.2.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kvant {

struct HuffmanCode {
  std::vector<std::uint8_t> lengths;  ///< of each symbol's code, in bits; 0: none
  std::vector<std::uint16_t> codes;   ///< with the bit that is written first lowest
};

/// The code of symbols that are used so often. No code is longer than `most_bits`, from 1 to 15, which must be enough
/// for all symbols that are used. At least two symbols get a code, so that it is a complete one.
[[nodiscard]] HuffmanCode huffman_code(std::span<const std::uint32_t> counts, unsigned most_bits);

}  // namespace kvant
