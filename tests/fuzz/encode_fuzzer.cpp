// Any picture survives every lossless format: what is encoded decodes to the same pixels. Most are small; large ones
// have rows that are much like others before, as those that are drawn with few colors do.
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

// Each row is another one again, up to eight above, shifted, from a place on or with a run in it.
template <class Index>
void draw_rows(Input& input, std::uint32_t width, std::uint32_t height, std::uint32_t colors, Index* pixels) {
  for (std::uint32_t x = 0; x < width; ++x) pixels[x] = static_cast<Index>(input.byte() % colors);
  for (std::uint32_t y = 1; y < height; ++y) {
    Index* row = pixels + std::size_t{y} * width;
    const Index* source = row - std::size_t{std::min<std::uint32_t>(y, 1 + input.byte() % 8)} * width;
    const std::uint32_t shift = input.byte() % 4;
    for (std::uint32_t x = 0; x < width; ++x) row[x] = source[(x + shift) % width];
    for (std::uint32_t edit = input.byte() % 8; edit > 0; --edit) {
      const std::uint32_t begin = input.number(0, width - 1);
      const std::uint32_t end = std::min(width, begin + 1 + input.byte() % 32);
      std::fill(row + begin, row + end, static_cast<Index>(input.byte() % colors));
    }
  }
}

kvant::IndexedImage make_picture(Input& input, bool large) {
  const std::uint32_t side = large ? 500 : 40;
  kvant::IndexedImage image{
      .width = input.number(1, side), .height = input.number(1, side), .palette = {}, .indices = {}};
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
    if (large) {
      draw_rows(input, image.width, image.height, colors, indices.data());
    } else {
      for (auto& index : indices) index = static_cast<std::uint8_t>(input.byte() % colors);
    }
    image.indices = std::move(indices);
  } else {
    kvant::Buffer<std::uint16_t> indices(image.pixels());
    if (large) {
      draw_rows(input, image.width, image.height, colors, indices.data());
    } else {
      for (auto& index : indices) index = static_cast<std::uint16_t>(input.number(0, colors - 1));
    }
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
  const std::uint32_t kind = input.number(0, 39);
  const int effort = static_cast<int>(1 + kind % 10);
  const kvant::IndexedImage image = make_picture(input, kind >= 30);
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
