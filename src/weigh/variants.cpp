#include "kvant/compare.hpp"

#include <algorithm>
#include <cstring>
#include <variant>

#include "color/color_histogram.hpp"
#include "color/draw.hpp"
#include "color/fidelity.hpp"
#include "color/fit_palette.hpp"
#include "color/spatial_difference.hpp"
#include "kvant/error.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

constexpr Format kRedrawnFormats[] = {Format::png, Format::gif, Format::webp};
constexpr Format kLossyFormats[] = {Format::jpeg, Format::webp};

/// The share of pixels whose left neighbor differs. `differ(x, y)` compares the pixel with it.
template <class Differ>
double share_of_changes(std::uint32_t width, std::uint32_t height, const Differ& differ) {
  std::uint64_t changes = 0;
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 1; x < width; ++x) changes += differ(x, y) ? 1 : 0;
  }
  return static_cast<double>(changes) / (static_cast<double>(width) * height);
}

double changes_in(const Image& image) {
  const std::size_t size = std::size_t{image.channels} * image.depth / 8;
  return share_of_changes(image.width, image.height, [&](std::uint32_t x, std::uint32_t y) {
    const std::uint8_t* pixel = image.samples.data() + (std::size_t{y} * image.width + x) * size;
    return std::memcmp(pixel, pixel - size, size) != 0;
  });
}

double changes_in(const IndexedImage& image) {
  return std::visit(
      [&](const auto& indices) {
        return share_of_changes(image.width, image.height, [&](std::uint32_t x, std::uint32_t y) {
          const std::size_t i = std::size_t{y} * image.width + x;
          return indices[i] != indices[i - 1];
        });
      },
      image.indices);
}

/// Palettes and lossy coding are for different pictures: on a photograph, lossy files would beat nearly all that is
/// redrawn.
void mark_best(std::vector<Variant>& variants) {
  const auto is_redrawn = [](const Variant& variant) { return variant.kind == Variant::Kind::redrawn; };
  for (Variant& one : variants) {
    one.best = std::none_of(variants.begin(), variants.end(), [&](const Variant& other) {
      return is_redrawn(other) == is_redrawn(one) && other.bytes <= one.bytes &&
             other.spatial_delta_e <= one.spatial_delta_e &&
             (other.bytes < one.bytes || other.spatial_delta_e < one.spatial_delta_e);
    });
  }
}

/// Collects the variants of one picture.
class Collector {
 public:
  Collector(const ReadResult& in, const VariantOptions& options)
      : in_(in),
        options_(options),
        workers_(options.quantize.threads),
        histogram_(count_colors(in.image, workers_)),
        seen_(see(in.image, workers_)) {
    found_.distinct_colors = histogram_.size();
  }

  Comparison collect() {
    found_.variants.push_back({.kind = Variant::Kind::original,
                               .format = in_.format,
                               .bytes = in_.bytes,
                               .psnr = psnr_of(0, 3),
                               .changes = changes_in(in_.image)});
    add_redrawn();
    add_lossy();
    mark_best(found_.variants);
    return std::move(found_);
  }

 private:
  void add_redrawn() {
    for (std::uint32_t colors : options_.colors) {
      QuantizeOptions quantize = options_.quantize;
      quantize.colors = colors;
      const FittedPalette fitted = fit_palette(histogram_, quantize, workers_);
      const bool all = fitted.labels.size() <= fitted.palette.size();
      quantize.dither = Dither::none;
      const IndexedImage flat = draw(in_.image, histogram_, fitted, quantize, workers_);
      add_formats(flat, colors, Dither::none, measure_fidelity(histogram_, fitted.labels, flat.palette, workers_));
      if (all) {
        if (colors != options_.colors.back()) {
          found_.left_out.push_back("It has " + std::to_string(found_.distinct_colors) +
                                    (found_.distinct_colors == 1 ? " color" : " colors") + ", so more than " +
                                    std::to_string(colors) + " change nothing.");
        }
        return;
      }
      quantize.dither = options_.quantize.dither;
      if (!dithers(quantize)) continue;
      const IndexedImage dithered = draw(in_.image, histogram_, fitted, quantize, workers_);
      add_formats(dithered, colors, quantize.dither, measure_fidelity(in_.image, dithered, workers_));
    }
  }

  /// The same pixels in each format.
  void add_formats(const IndexedImage& drawn, std::uint32_t colors, Dither dither, const Fidelity& fidelity) {
    const bool gif_holds_it = std::all_of(drawn.palette.begin(), drawn.palette.end(),
                                          [](const Color& color) { return color.a == 0 || color.a == 255; });
    const double changes = changes_in(drawn);
    const double spatial_delta_e = spatial_difference(seen_, drawn, workers_);
    const std::size_t first = found_.variants.size();
    for (Format format : kRedrawnFormats) {
      if (format == Format::gif && !gif_holds_it) continue;
      found_.variants.push_back({.kind = Variant::Kind::redrawn,
                                 .format = format,
                                 .colors = colors,
                                 .dither = dither,
                                 .psnr = fidelity.psnr,
                                 .mean_delta_e = fidelity.mean_delta_e,
                                 .spatial_delta_e = spatial_delta_e,
                                 .changes = changes});
    }
    EncodeOptions encode = options_.encode;
    encode.threads = 0;  // those of workers_
    workers_.run(found_.variants.size() - first, [&](std::size_t i, std::size_t) {
      Variant& variant = found_.variants[first + i];
      variant.bytes = encode_image(drawn, variant.format, encode).size();
    });
    if (!gif_holds_it && !gif_left_out_) {
      gif_left_out_ = true;
      found_.left_out.emplace_back("GIF has no partial transparency, so it is left out where there is some.");
    }
  }

  void add_lossy() {
    const std::size_t first = found_.variants.size();
    for (Format format : kLossyFormats) {
      if (format == Format::jpeg && histogram_.has_alpha) {
        found_.left_out.emplace_back("JPEG has no transparency, so it is left out.");
        continue;
      }
      for (int quality : options_.qualities) {
        found_.variants.push_back({.kind = Variant::Kind::lossy, .format = format, .quality = quality});
      }
    }
    std::vector<Image> decoded(found_.variants.size() - first);
    workers_.run(decoded.size(), [&](std::size_t i, std::size_t) {
      Variant& variant = found_.variants[first + i];
      EncodeOptions encode = options_.encode;
      encode.quality = variant.quality;
      const auto bytes = encode_lossy(in_.image, variant.format, encode);
      variant.bytes = bytes.size();
      decoded[i] = decode_image(bytes, {.max_pixels = in_.image.pixels(), .frame = {}}).image;
    });
    for (std::size_t i = 0; i < decoded.size(); ++i) {
      const Fidelity fidelity = measure_fidelity(in_.image, decoded[i], workers_);
      Variant& variant = found_.variants[first + i];
      variant.psnr = fidelity.psnr;
      variant.mean_delta_e = fidelity.mean_delta_e;
      variant.spatial_delta_e = spatial_difference(seen_, decoded[i], workers_);
    }
  }

  const ReadResult& in_;
  const VariantOptions& options_;
  Workers workers_;
  ColorHistogram histogram_;
  SeenPicture seen_;
  Comparison found_;
  bool gif_left_out_ = false;
};

/// 1, 2, 3, 5, 10, 20, 30, 50, 100, ... and the last.
bool is_shown(std::uint32_t number, std::uint32_t count) {
  if (number == count) return true;
  while (number % 10 == 0) number /= 10;
  return number <= 3 || number == 5;
}

}  // namespace

Comparison compare_variants(const ReadResult& in, const VariantOptions& options) {
  return Collector(in, options).collect();
}

std::vector<Generation> save_again(const Image& image, std::uint32_t count, const EncodeOptions& options,
                                   unsigned threads) {
  Workers workers(threads);
  const SeenPicture seen = see(image, workers);
  std::vector<Generation> shown;
  Image copy = image;
  for (std::uint32_t number = 1; number <= count; ++number) {
    const auto bytes = encode_lossy(copy, Format::jpeg, options);
    copy = decode_image(bytes, {.max_pixels = image.pixels(), .frame = {}}).image;
    if (!is_shown(number, count)) continue;
    const Fidelity fidelity = measure_fidelity(image, copy, workers);
    shown.push_back(
        {number, bytes.size(), fidelity.psnr, fidelity.mean_delta_e, spatial_difference(seen, copy, workers)});
  }
  return shown;
}

}  // namespace kvant
