// How different two pictures look from some distance: S-CIELAB.
//
// Zhang, Wandell, "A spatial extension of CIELAB for digital color-image reproduction", SID Journal 5 (1997).
//
// Use when: pictures may be dithered. The eye mixes what lies close together, and so does this.
// Do not use for: single colors, or pictures that are looked at enlarged: see color_difference.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "kvant/image.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// How large pixels appear: a desktop screen (96 dpi) at 60 cm.
inline constexpr double kPixelsPerDegree = 40;

/// CIELAB of each pixel, row by row, once its surroundings are mixed into it.
struct SeenLab {
  std::vector<float> L, a, b;
};

/// What a picture looks like. One that others are compared with is worked out once.
struct SeenPicture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<SeenLab> labs;  ///< over white; if it has any transparency, over black as well
};

[[nodiscard]] SeenPicture see(const Image& image, Workers& workers);

/// The mean CIEDE2000 difference of the pixels as they are seen. About 1 is just noticeable.
///
/// The other picture has the same size, and is laid over what the original was laid over; over two, the larger
/// difference of each pixel counts. 0 if nothing differs.
///
/// Within 1% of an evaluation without shortcuts (bench/versus/scielab.py). The same bits on any number of threads, and
/// on every machine and SIMD target.
[[nodiscard]] double spatial_difference(const SeenPicture& original, const Image& other, Workers& workers);
[[nodiscard]] double spatial_difference(const SeenPicture& original, const IndexedImage& drawn, Workers& workers);

}  // namespace kvant
