#include "color/check_options.hpp"

#include <string>

#include "color/fit_palette.hpp"
#include "kmeans/fit.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

}  // namespace

void require_valid(const Image& image) {
  if (image.pixels() == 0) refuse("the picture has no pixels");
  if (image.channels != 3 && image.channels != 4) refuse("the picture must have 3 or 4 channels");
  if (image.depth != 8 && image.depth != 16) refuse("the picture must have 8 or 16 bits per sample");
  if (image.samples.size() != image.pixels() * image.channels * image.depth / 8) {
    refuse("the number of samples does not fit the size of the picture");
  }
}

void require_valid(const QuantizeOptions& options) {
  if (!options.palette.empty() && !options.pins.empty()) refuse("a given palette and pins exclude each other");
  if (!options.start.empty() && !options.pins.empty()) refuse("a starting palette and pins exclude each other");
  if (!options.recolor.empty() && !(options.palette.empty() && options.pins.empty() && options.start.empty())) {
    refuse("recoloring chooses the colors: it excludes a given palette, pins and a starting palette");
  }
  if (options.recolor.size() == 1) refuse("recoloring takes at least 2 colors");
  if (!(options.salience >= 0 && options.salience <= 1)) refuse("the salience must be 0 to 1");
  if (!(options.dither_strength >= 0 && options.dither_strength <= 1)) {
    refuse("the strength of dithering must be 0 to 1");
  }
  if (options.pins.size() > options.colors) {
    refuse(std::to_string(options.pins.size()) + " colors are pinned, more than the " + std::to_string(options.colors) +
           " asked for; pin fewer or ask for more");
  }
  require_valid(fit_options(options));
}

}  // namespace kvant
