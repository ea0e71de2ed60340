// The whole path: bytes, image, options, palette, redrawn image, and files of every format that read back as that
// image.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "fuzz/input.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace {

using kvant::fuzz::Input;

/// Eight bytes, and four for each color that is given.
kvant::QuantizeOptions options_from(Input& input) {
  kvant::QuantizeOptions options{.colors = 1U + input.byte(), .effort = 3};
  options.space = static_cast<kvant::Space>(input.byte() % 3);
  options.dither = static_cast<kvant::Dither>(input.byte() % 7);
  options.dither_strength = 1 - input.share();
  options.salience = input.share();
  options.threads = 1 + input.byte() % 3;
  const unsigned given = input.byte() % 4;
  kvant::Palette colors;
  for (unsigned count = input.byte() % 16; count > 0; --count) colors.push_back(input.color());
  if (given == 1) options.palette = colors;
  if (given == 2) options.pins = colors;
  if (given == 3) options.recolor = colors;
  return options;
}

bool same(const kvant::IndexedImage& a, const kvant::IndexedImage& b) {
  return a.palette == b.palette && a.indices == b.indices;
}

/// After the options a byte for the format and how its palette is written; the rest is a file.
void redraw(std::span<const std::uint8_t> bytes) {
  Input input(bytes);
  const kvant::QuantizeOptions options = options_from(input);
  const std::uint8_t way = input.byte();
  const kvant::ReadResult in = kvant::decode_image(input.rest(), {.max_pixels = 1 << 12, .frame = 0, .lenient = true});
  const kvant::IndexedImage out = kvant::quantize(in.image, options).image;
  const bool given = !options.palette.empty() || !options.recolor.empty();
  if (out.palette.empty() || (!given && out.palette.size() > options.colors)) std::abort();
  if (out.width != in.image.width || out.height != in.image.height) std::abort();
  if (options.threads != 1) {
    kvant::QuantizeOptions alone = options;
    alone.threads = 1;
    if (!same(kvant::quantize(in.image, alone).image, out)) std::abort();
  }
  const auto format = static_cast<kvant::Format>(way % 9);
  if (!kvant::can_write(format)) return;
  const auto order = way < 128 ? kvant::PaletteOrder::smallest : kvant::PaletteOrder::keep;
  const auto file = kvant::encode_image(out, format, {.effort = 2, .palette_order = order});
  const kvant::Image read = kvant::decode_image(file).image;
  if (read.width != in.image.width || read.height != in.image.height) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    redraw({data, size});
  } catch (const kvant::Error&) {
  }
  return 0;
}
