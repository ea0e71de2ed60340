// How many colors? What each number of them leaves of a picture, and the number that reaches an aim.
//
//   const kvant::AimedResult out = kvant::quantize_to_aim(image, {.psnr = 35}, {.colors = 256});
//   // out.result is drawn with the fewest colors that reach 35 dB: out.colors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kvant/choose.hpp"
#include "kvant/export.hpp"
#include "kvant/image.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// How near a picture of k colors comes. See the fields of the same names in QuantizeResult.
struct ColorFigures {
  double psnr = 0;
  double mean_delta_e = 0;
};

struct ColorCurve {
  Curve curve;                        ///< inertias per pixel, in the space of the options
  std::vector<ColorFigures> figures;  ///< of each point's centers, rounded to 8-bit colors; empty if not asked for
  std::uint64_t distinct_colors = 0;  ///< of the picture; alike with 8 bits counts once
};

struct ColorCurveOptions {
  std::uint32_t from = 1;  ///< the smallest k
  std::uint32_t to = 64;   ///< the largest k; clipped to the number of distinct colors
  bool judged = true;      ///< with the simplified silhouette and the figures, which choose_k() does without
};

/// How well a picture is described by k colors, for every k of a range.
/// Of `quantize`, those options count that say what is fitted, but for pins: space, salience, effort, tolerance,
/// iterations, seed and threads. Throws Error(invalid_argument), also if there are fewer distinct colors than `from`.
[[nodiscard]] KVANT_EXPORT ColorCurve color_curve(const Image& image, const QuantizeOptions& quantize = {},
                                                  const ColorCurveOptions& options = {});

/// What the number of colors is to reach. Exactly one is set.
struct Aim {
  bool automatic = false;                         ///< what choose_k() says of the color curve from 1 to the most
  std::optional<double> psnr = {};                ///< the fewest colors that reach so many dB
  std::optional<double> max_delta = {};           ///< the fewest colors with no more mean CIEDE2000
  std::optional<std::uint64_t> target_size = {};  ///< the most colors in a file of no more bytes

  [[nodiscard]] bool any() const { return automatic || psnr || max_delta || target_size; }
};

struct AimedResult {
  QuantizeResult result;
  std::uint32_t colors = 0;           ///< the number chosen; never below that of the pins
  std::optional<Choice> choice;       ///< for an automatic aim: what the curve said
  std::vector<std::uint8_t> encoded;  ///< for a size: the file; else empty
};

/// Redraws with the number of colors that the aim asks for, at most `options.colors`; every figure of the aim is that
/// of the result. `format` and `encode` count for a size only. Throws Error: invalid_argument, also if the aim is out
/// of reach: then it says how near it came; and those of encode_image().
[[nodiscard]] KVANT_EXPORT AimedResult quantize_to_aim(const Image& image, const Aim& aim,
                                                       const QuantizeOptions& options, Format format = Format::png,
                                                       const EncodeOptions& encode = {});

}  // namespace kvant
