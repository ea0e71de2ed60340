// CIEDE2000 for blocks of colors, by SIMD.
#pragma once

#include <array>
#include <cstddef>

namespace kvant {

/// Colors per block: fits the first-level cache; a multiple of every vector length.
inline constexpr std::size_t kCiede2000Block = 512;

/// CIELAB of up to ciede2000_block colors. Elements past the number in use may hold anything.
struct LabBlock {
  alignas(64) std::array<float, kCiede2000Block> L{}, a{}, b{};
};

/// CIELAB (D65) of n <= ciede2000_block colors in linear sRGB light, 0..1. The arrays hold ciede2000_block floats and
/// are aligned to 64 bytes.
void lab_of_linear(const float* r, const float* g, const float* b, std::size_t n, LabBlock& lab);

/// CIEDE2000 of n <= ciede2000_block pairs. `differences` holds ciede2000_block floats and is aligned to 64 bytes.
void ciede2000_of_labs(const LabBlock& p, const LabBlock& q, std::size_t n, float* differences);

}  // namespace kvant
