// The whole path: bytes, image, palette, redrawn image, and files of every format that read back as that image.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace {

/// The first byte chooses how many colors, the second the format; the rest is a file.
void redraw(std::span<const std::uint8_t> input) {
  if (input.size() < 2) return;
  const kvant::ReadResult in = kvant::decode_image(input.subspan(2), {.max_pixels = 1 << 12, .frame = 0});
  const std::uint32_t colors = 1 + input[0];
  const kvant::QuantizeResult out = kvant::quantize(in.image, {.colors = colors, .effort = 3});
  if (out.image.palette.empty() || out.image.palette.size() > colors) std::abort();
  if (out.image.width != in.image.width || out.image.height != in.image.height) std::abort();
  const auto format = static_cast<kvant::Format>(input[1] % 9);
  if (!kvant::can_write(format)) return;
  const kvant::Image read = kvant::decode_image(kvant::encode_image(out.image, format, {.effort = 2})).image;
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
