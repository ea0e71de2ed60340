#include "dither.hpp"

#include "dither_palette.hpp"
#include "error_diffusion.hpp"

namespace kvant {
namespace {

template <class Index>
void dither_to(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
               Workers& workers, Buffer<Index>& out) {
  out.resize(image.pixels());
  const DitherPalette prepared(palette, options.space, has_alpha);
  diffuse_errors({image, prepared, options, has_alpha, workers}, std::span<Index>(out));
}

}  // namespace

void dither(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
            Workers& workers, Buffer<std::uint8_t>& out) {
  dither_to(image, has_alpha, palette, options, workers, out);
}

void dither(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
            Workers& workers, Buffer<std::uint16_t>& out) {
  dither_to(image, has_alpha, palette, options, workers, out);
}

}  // namespace kvant
