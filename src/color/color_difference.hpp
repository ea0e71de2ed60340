// How different two colors look: CIEDE2000.
//
// Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data, and
// mathematical observations", Color Research & Application 30 (2005).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "color/color_space.hpp"
#include "kvant/image.hpp"

namespace kvant {

/// CIELAB under D65: L 0..100.
struct Lab {
  double L, a, b;
};

/// CIELAB of an sRGB color, its alpha ignored.
[[nodiscard]] Lab lab_of(Color color);

/// CIEDE2000 with all parametric factors 1. The reference: double precision, as published.
[[nodiscard]] double ciede2000(const Lab& p, const Lab& q);

struct DifferenceSummary {
  double mean = 0;        ///< weighted by the counts
  double largest = 0;     ///< of one color
  std::size_t worst = 0;  ///< that color; the first of several
};

/// CIEDE2000 differences between colors and the palette entries that stand for them, color i being drawn as
/// palette[labels[i]] in counts[i] places. All 0 if there are no colors.
///
/// `counts` and `labels` hold colors.size() values, labels below palette.size().
/// CIEDE2000 knows no alpha: where either color is not opaque, both are laid over white and over black, and the larger
/// difference counts.
///
/// Single precision inside, within 1e-3 of the reference for each color but those whose hue is exactly opposite to its
/// palette entry's, where the formula itself jumps. Runs on the threads of the caller's TBB arena; the same bits on
/// any number of them, and on every machine and SIMD target.
[[nodiscard]] DifferenceSummary summarize_ciede2000(std::span<const Rgba16> colors,
                                                    std::span<const std::uint64_t> counts,
                                                    std::span<const std::uint32_t> labels,
                                                    std::span<const Color> palette);

/// The differences that are summed up there, one for each color.
[[nodiscard]] std::vector<float> ciede2000_of_each(std::span<const Rgba16> colors,
                                                   std::span<const std::uint32_t> labels,
                                                   std::span<const Color> palette);

}  // namespace kvant
