// The keys of the colors of a histogram, see Points::keys.
#pragma once

#include <bit>
#include <cstdint>

#include "color/color_space.hpp"
#include "color/morton.hpp"

namespace kvant {

/// A color as one number, to compare by where keys are alike.
inline std::uint64_t pack(const Rgba16& color) { return std::bit_cast<std::uint64_t>(color); }

/// Bits of the keys below.
inline std::uint32_t key_bits(bool has_alpha) { return has_alpha ? 64 : 48; }

/// Morton code of a color, premultiplied by alpha: of three channels, or with alpha of four. Opaque colors have the
/// same order either way, which is also that of the 24-bit keys of 8-bit colors.
inline std::uint64_t key_of(const Rgba16& color, bool has_alpha) {
  const unsigned step = has_alpha ? 4 : 3;
  const auto channel = [&](std::uint32_t value, unsigned place) {
    return spread_bits(value * std::uint64_t{color.a} / 65535, step) << (step - 1 - place);
  };
  const std::uint64_t key = channel(color.r, 0) | channel(color.g, 1) | channel(color.b, 2);
  return has_alpha ? key | spread_bits(color.a, 4) : key;
}

}  // namespace kvant
