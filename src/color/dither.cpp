#include "color/dither.hpp"

#include <algorithm>

#include "color/dither_palette.hpp"
#include "color/error_diffusion.hpp"
#include "color/ordered_dither.hpp"
#include "color/riemersma.hpp"

namespace kvant {
namespace {

// The one list of methods: to add one is a value of Dither, a row here, and a file with its function.
struct Row {
  DitherMethod method;
  void (*draw)(const DitherWork&);
};

constexpr Row kRows[] = {
    {{Dither::none, "none", "areas stay flat"}, nullptr},
    {{Dither::floyd_steinberg, "floyd-steinberg", "all-round"}, dither_floyd_steinberg},
    {{Dither::atkinson, "atkinson", "clean light and dark areas"}, dither_atkinson},
    {{Dither::sierra, "sierra", "softer grain"}, dither_sierra},
    {{Dither::riemersma, "riemersma", "grain without direction"}, dither_riemersma},
    {{Dither::bayer, "bayer", "the pattern of old screens"}, dither_bayer},
    {{Dither::blue_noise, "blue-noise", "a pattern without order"}, dither_blue_noise},
};

const Row& row_of(Dither dither) {
  return *std::ranges::find(kRows, dither, [](const Row& row) { return row.method.dither; });
}

template <class Index>
void dither_to(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
               Workers& workers, Buffer<Index>& out) {
  out.resize(image.pixels());
  const DitherPalette prepared(palette, options.space, has_alpha, !options.palette.empty());
  row_of(options.dither).draw({image, prepared, options, has_alpha, workers, std::span<Index>(out)});
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

std::vector<DitherMethod> dither_methods() {
  std::vector<DitherMethod> methods;
  for (const Row& row : kRows) methods.push_back(row.method);
  return methods;
}

std::string_view dither_name(Dither dither) { return row_of(dither).method.name; }

std::optional<Dither> dither_of_name(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.method.name == name) return row.method.dither;
  }
  return std::nullopt;
}

}  // namespace kvant
