// The alphabet of DEFLATE (RFC 1951, 3.2.5): literals, lengths and distances as symbols with extra bits.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace kvant {

/// How far back a stream may refer, in bytes.
inline constexpr std::size_t kDeflateWindow = std::size_t{1} << 15;
inline constexpr unsigned kLeastMatch = 3;
inline constexpr unsigned kMostMatch = 258;

inline constexpr unsigned kEndOfBlock = 256;
inline constexpr unsigned kLiteralSymbols = 286;  ///< bytes, the end of a block, and 29 for lengths
inline constexpr unsigned kDistanceSymbols = 30;

/// A symbol and the number that follows it in so many bits.
struct DeflateCode {
  std::uint16_t symbol = 0;
  std::uint8_t extra_bits = 0;
  std::uint16_t extra = 0;
};

/// `length` from 3 to 258.
constexpr DeflateCode length_code(unsigned length) {
  const unsigned above = length - kLeastMatch;
  if (length == kMostMatch) return {.symbol = 285};
  if (above < 8) return {.symbol = static_cast<std::uint16_t>(257 + above)};
  const auto bits = static_cast<unsigned>(std::bit_width(above)) - 3;  // four symbols for each number of bits
  return {.symbol = static_cast<std::uint16_t>(257 + 4 * bits + (above >> bits)),
          .extra_bits = static_cast<std::uint8_t>(bits),
          .extra = static_cast<std::uint16_t>(above & ((1u << bits) - 1))};
}

/// `distance` from 1 to kDeflateWindow.
constexpr DeflateCode distance_code(unsigned distance) {
  const unsigned above = distance - 1;
  const auto bits = static_cast<unsigned>(std::bit_width(above | 2)) - 2;  // two symbols for each number above 0
  return {.symbol = static_cast<std::uint16_t>(2 * bits + (above >> bits)),
          .extra_bits = static_cast<std::uint8_t>(bits),
          .extra = static_cast<std::uint16_t>(above & ((1u << bits) - 1))};
}

/// How often each symbol is used.
struct DeflateCounts {
  std::array<std::uint32_t, kLiteralSymbols> literals{};
  std::array<std::uint32_t, kDistanceSymbols> distances{};
};

}  // namespace kvant
