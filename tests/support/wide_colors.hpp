// 8-bit colors as the conversions take them.
#pragma once

#include <cstdint>

#include "color/color_space.hpp"
#include "kvant/image.hpp"

namespace kvant::test {

/// The low 8 bits.
inline std::uint8_t byte(std::uint32_t v) { return static_cast<std::uint8_t>(v & 255); }

inline Rgba16 wide(const Color& c) {
  const auto times257 = [](std::uint8_t v) { return static_cast<std::uint16_t>(v * 257); };
  return {times257(c.r), times257(c.g), times257(c.b), times257(c.a)};
}

}  // namespace kvant::test
