// How a picture is to be drawn and written, as Studio says it.
#pragma once

#include <string>

#include "kvant/aim.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "studio/page_json.hpp"

namespace kvant::studio {

/// One side of a comparison.
struct Settings {
  QuantizeOptions quantize;
  Aim aim;  ///< if any: `quantize.colors` is the most
  Format format = Format::png;
  bool lossy = false;  ///< not redrawn: all colors, by encode.quality
  EncodeOptions encode;
};

/// From an object with some of these fields, the others as QuantizeOptions has them:
///   colors, space, dither, strength, salience, seed,
///   order: "smallest" or "keep", see PaletteOrder,
///   palette, pins, recolor: arrays of "#rrggbb" or "#rrggbbaa",
///   aim: "auto", or {"psnr": dB}, {"maxDelta": dE} or {"targetSize": bytes},
///   format: "png", "gif", "webp", or, lossy, "jpeg" or "webp-lossy", with a quality of 1 to 100.
/// Throws Error(invalid_argument) for what is not so.
[[nodiscard]] Settings settings_of(const Json& object);

/// An array of colors as above. Throws Error(invalid_argument).
[[nodiscard]] Palette colors_of(const Json& array);

}  // namespace kvant::studio
