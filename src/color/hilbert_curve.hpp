// A curve that visits each pixel of a rectangle once, staying near to where it was.
#pragma once

#include <cstdint>
#include <vector>

namespace kvant {

struct CurvePixel {
  std::uint16_t x = 0;
  std::uint16_t y = 0;
};

/// D. Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891), for sides of any length from 1 to
/// 65,535: a rectangle is cut into three parts while it is larger than two pixels, at even lengths, so that steps go to
/// neighbors, but for some diagonal ones where a side is odd. From (0, 0).
[[nodiscard]] std::vector<CurvePixel> hilbert_curve(std::uint16_t width, std::uint16_t height);

}  // namespace kvant
