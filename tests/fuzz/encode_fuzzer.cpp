// Any small picture survives every lossless format: what is encoded decodes to the same pixels.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "fuzz/input.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace {

using kvant::fuzz::Input;

kvant::IndexedImage make_picture(Input& input) {
  kvant::IndexedImage image{.width = input.number(1, 40), .height = input.number(1, 40), .palette = {}, .indices = {}};
  const std::uint32_t colors = input.number(1, 600);
  const bool alpha = input.byte() % 2 != 0;
  const bool gray = input.byte() % 2 != 0;
  for (std::uint32_t i = 0; i < colors; ++i) {
    kvant::Color color{input.byte(), input.byte(), input.byte(), 255};
    if (gray) color.g = color.b = color.r;
    if (alpha) color.a = input.byte();
    image.palette.push_back(color);
  }
  if (colors <= 256) {
    kvant::Buffer<std::uint8_t> indices(image.pixels());
    for (auto& index : indices) index = static_cast<std::uint8_t>(input.byte() % colors);
    image.indices = std::move(indices);
  } else {
    kvant::Buffer<std::uint16_t> indices(image.pixels());
    for (auto& index : indices) index = static_cast<std::uint16_t>(input.number(0, colors - 1));
    image.indices = std::move(indices);
  }
  return image;
}

kvant::Color color_at(const kvant::IndexedImage& image, std::size_t pixel) {
  return std::visit([&](const auto& indices) { return image.palette[indices[pixel]]; }, image.indices);
}

/// GIF keeps no color, and BMP readers take alpha for absent, where all of it is 0.
bool same(const kvant::IndexedImage& image, const kvant::Image& decoded, kvant::Format format) {
  if (decoded.width != image.width || decoded.height != image.height || decoded.depth != 8) return false;
  bool any_alpha = false;
  for (std::size_t i = 0; i < image.pixels(); ++i) any_alpha = any_alpha || color_at(image, i).a != 0;
  if (format == kvant::Format::bmp && !any_alpha) return true;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const kvant::Color expected = color_at(image, i);
    const std::uint8_t* got = decoded.samples.data() + i * decoded.channels;
    const std::uint8_t alpha = decoded.channels == 4 ? got[3] : std::uint8_t{255};
    if (alpha != expected.a) return false;
    if (format == kvant::Format::gif && alpha == 0) continue;
    if (got[0] != expected.r || got[1] != expected.g || got[2] != expected.b) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input({data, size});
  const int effort = static_cast<int>(input.number(1, 10));
  const kvant::IndexedImage image = make_picture(input);
  for (const kvant::Format format : {kvant::Format::png, kvant::Format::webp, kvant::Format::gif, kvant::Format::tiff,
                                     kvant::Format::bmp, kvant::Format::pnm}) {
    std::vector<std::uint8_t> bytes;
    try {
      bytes = kvant::encode_image(image, format, {.effort = effort});
    } catch (const kvant::Error& error) {
      if (error.code() == kvant::ErrorCode::unsupported && format == kvant::Format::gif) continue;
      std::abort();
    }
    if (!same(image, kvant::decode_image(bytes).image, format)) std::abort();
  }
  return 0;
}
