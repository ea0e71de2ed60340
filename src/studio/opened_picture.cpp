#include "studio/opened_picture.hpp"

#include <utility>

#include "color/check_options.hpp"
#include "color/draw.hpp"
#include "color/fidelity.hpp"
#include "color/recolor.hpp"
#include "color/salience.hpp"
#include "threads/parallel.hpp"

namespace kvant::studio {
namespace {

/// The centers hardly move after so many.
constexpr int kDraftIterations = 10;

}  // namespace

OpenedPicture::OpenedPicture(ReadResult in) : in_(std::move(in)) {}

const ColorHistogram& OpenedPicture::colors(double salience) {
  std::optional<ColorHistogram>& counted = salience > 0 ? flat_colors_ : colors_;
  if (!counted) {
    Workers workers(0);
    counted = count_colors(image(), {.salience = salience}, workers);
  }
  return *counted;
}

const Drawing& OpenedPicture::drawing(const Settings& settings, const std::string& key) {
  if (!drawn_ || drawn_key_ != key) {
    drawn_.reset();
    drawn_ = draw(settings);
    drawn_key_ = key;
  }
  return *drawn_;
}

Drawing OpenedPicture::draw(const Settings& settings) {
  QuantizeOptions options = settings.quantize;
  require_valid(options);
  Drawing drawing;
  if (settings.aim.any()) {
    EncodeOptions encode = settings.encode;
    encode.metadata.resolution = in_.metadata.resolution;
    AimedResult aimed = quantize_to_aim(image(), settings.aim, options, settings.format, encode);
    options.colors = aimed.colors;
    drawing.choice = aimed.choice;
    drawing.encoded = std::move(aimed.encoded);
  }
  Workers workers(0);
  const ColorHistogram& histogram = colors(options.salience);
  drawing.fitted = fit_palette(histogram, options, workers);
  drawing.image = kvant::draw(image(), histogram, drawing.fitted, options, workers);
  if (!options.recolor.empty()) drawing.image.palette = recolored(drawing.image.palette, options.recolor);
  drawing.counts = count_pixels(drawing.image);
  const Fidelity fidelity = dithers(options)
                                ? measure_fidelity(image(), drawing.image, workers)
                                : measure_fidelity(histogram, drawing.fitted.labels, drawing.image.palette, workers);
  drawing.psnr = fidelity.psnr;
  drawing.mean_delta_e = fidelity.mean_delta_e;
  return drawing;
}

const IndexedImage& OpenedPicture::draft(const QuantizeOptions& options) {
  require_valid(options);
  Workers workers(0);
  const bool is_flat = options.salience > 0;
  if (!coarse_ || coarse_is_flat_ != is_flat) coarse_ = coarse_colors(image(), colors(options.salience));
  coarse_is_flat_ = is_flat;
  QuantizeOptions quickly = options;
  quickly.effort = 1;
  quickly.max_iterations = kDraftIterations;
  FittedPalette fitted = fit_palette(coarse_->histogram, quickly, workers);
  if (!options.recolor.empty()) fitted.palette = recolored(fitted.palette, options.recolor);
  for (std::size_t i = 0; i < fitted.labels.size(); ++i) {
    coarse_->drawn.palette[i] = fitted.palette[fitted.labels[i]];
  }
  return coarse_->drawn;
}

const SeenPicture& OpenedPicture::seen() {
  if (!seen_) {
    Workers workers(0);
    seen_ = see(image(), workers);
  }
  return *seen_;
}

}  // namespace kvant::studio
