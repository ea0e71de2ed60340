#include "cli/page/page_pictures.hpp"

#include "color/draw.hpp"
#include "color/error_map.hpp"
#include "color/given_palette.hpp"
#include "image/encoders.hpp"
#include "image/reduce.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {
namespace {

std::uint32_t reduction_of(const Image& image) {
  std::uint32_t factor = 1;
  while (image.pixels() > kMostShownPixels * factor * factor) ++factor;
  return factor;
}

/// `shown` is the image with 8 bits per sample.
PagePictures draw_all(const Image& image, const Image& shown, const ColorHistogram& histogram,
                      const FittedPalette& fitted, Workers& workers) {
  const IndexedImage after = draw_labels(image, histogram, fitted.palette, fitted.labels, workers);
  const IndexedImage error = draw_error_map(image, histogram, fitted, workers);
  PagePictures pictures{.width = shown.width, .height = shown.height, .before = {}, .after = {}, .error = {}};
  const EncodeOptions quickly = {.effort = 4};
  workers.with_threads([&] {
    pictures.before = encode_webp(shown, quickly);
    pictures.after = encode_image(after, Format::png, quickly);
    pictures.error = encode_image(error, Format::png, quickly);
  });
  return pictures;
}

}  // namespace

PagePictures draw_page_pictures(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                                Space space, Workers& workers) {
  const std::uint32_t reduction = reduction_of(image);
  const Image shown = reduce(image, reduction);
  if (reduction == 1) return draw_all(image, shown, histogram, fitted, workers);
  const ColorHistogram fewer = count_colors(shown, workers);
  PagePictures pictures = draw_all(shown, shown, fewer, match_palette(fewer, fitted.palette, space, workers), workers);
  pictures.reduction = reduction;
  return pictures;
}

}  // namespace kvant::cli
