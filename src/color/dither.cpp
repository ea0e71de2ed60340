#include "color/dither.hpp"

#include "color/dither_palette.hpp"
#include "color/error_diffusion.hpp"
#include "color/ordered_dither.hpp"
#include "color/riemersma.hpp"

namespace kvant {
namespace {

template <class Index>
void dither_to(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
               Workers& workers, Buffer<Index>& out) {
  out.resize(image.pixels());
  const DitherPalette prepared(palette, options.space, has_alpha, !options.palette.empty());
  const DitherWork work{image, prepared, options, has_alpha, workers};
  switch (options.dither) {
    case Dither::none:
    case Dither::floyd_steinberg:
    case Dither::atkinson:
    case Dither::sierra:
      return diffuse_errors(work, std::span<Index>(out));
    case Dither::riemersma:
      return dither_riemersma(work, std::span<Index>(out));
    case Dither::bayer:
    case Dither::blue_noise:
      return dither_ordered(work, std::span<Index>(out));
  }
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
