#include "color/check_options.hpp"
#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "color/merge_histograms.hpp"
#include "color/salience.hpp"
#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

struct SharedPalette::Counted {
  QuantizeOptions options;
  ColorHistogram histogram;
};

SharedPalette::SharedPalette(const QuantizeOptions& options) {
  require_valid(options);
  if (!options.palette.empty() || !options.recolor.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "a shared palette is fitted: it excludes a given palette, and recoloring, which is of each picture");
  }
  counted_ = std::make_unique<Counted>(Counted{options, {}});
}

SharedPalette::SharedPalette(SharedPalette&& other) noexcept = default;
SharedPalette& SharedPalette::operator=(SharedPalette&& other) noexcept = default;
SharedPalette::~SharedPalette() = default;

void SharedPalette::add(const Image& image) {
  require_valid(image);
  use_simd_target_of_environment();
  Workers workers(counted_->options.threads);
  const ColorHistogram histogram = count_colors(image, counted_->options, workers);
  merge(histogram, counted_->histogram);
}

Palette SharedPalette::fit() const {
  if (counted_->histogram.size() == 0)
    throw Error(ErrorCode::invalid_argument, "there are no pictures to share a palette");
  use_simd_target_of_environment();
  Workers workers(counted_->options.threads);
  return fit_palette(counted_->histogram, counted_->options, workers).palette;
}

}  // namespace kvant
