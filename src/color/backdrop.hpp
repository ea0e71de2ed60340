// What transparent colors are laid over before they are compared.
#pragma once

#include <cstdint>

namespace kvant {

/// Opaque colors do not care.
enum class Backdrop : std::uint16_t { black = 0, white = 65535 };

/// A sample of a color with that alpha; all are 0..65535.
[[nodiscard]] inline std::uint16_t laid_over(Backdrop backdrop, std::uint16_t sample, std::uint16_t alpha) {
  const std::uint32_t a = alpha;
  return static_cast<std::uint16_t>((sample * a + (65535 - a) * static_cast<std::uint32_t>(backdrop) + 32767) / 65535);
}

}  // namespace kvant
