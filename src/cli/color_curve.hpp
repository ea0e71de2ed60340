// How well a picture is described by k colors, for every k of a range.
#pragma once

#include <cstdint>
#include <vector>

#include "color/fidelity.hpp"
#include "kvant/choose.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

struct ColorCurve {
  Curve curve;                        ///< inertias per pixel, in the space of the options
  std::vector<Fidelity> fidelities;   ///< of each point's centers, rounded to 8-bit colors; empty if not asked for
  std::uint64_t distinct_colors = 0;  ///< of the picture; alike with 8 bits counts once
};

/// `judged`: with the silhouette and fidelities, which choose_k() does without. `to` is clipped to the distinct colors.
/// Of the options, those that say what is fitted count, but for pins: space, salience, effort, tolerance, iterations,
/// seed and threads. Throws Error(invalid_argument), also if there are fewer distinct colors than `from`.
[[nodiscard]] ColorCurve color_curve(const Image& image, const QuantizeOptions& options, std::uint32_t from,
                                     std::uint32_t to, bool judged);

}  // namespace kvant::cli
