// The pixels of a picture, whatever its channels and depth, as colors of one kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "color/color_space.hpp"
#include "kvant/image.hpp"

namespace kvant {

/// All fully transparent pixels are {0, 0, 0, 0}. The picture must outlive the reader.
class PixelReader {
 public:
  explicit PixelReader(const Image& image) : image_(image), bytes_(image.channels * image.depth / 8) {}

  [[nodiscard]] Rgba16 operator()(std::size_t pixel) const {
    std::uint16_t v[4] = {0, 0, 0, 65535};
    const std::uint8_t* samples = image_.samples.data() + pixel * bytes_;
    if (image_.depth == 8) {
      for (std::uint32_t c = 0; c < image_.channels; ++c) v[c] = static_cast<std::uint16_t>(257 * samples[c]);
    } else {
      std::memcpy(v, samples, bytes_);
    }
    return v[3] == 0 ? Rgba16{} : Rgba16{v[0], v[1], v[2], v[3]};
  }

 private:
  const Image& image_;
  std::size_t bytes_;
};

}  // namespace kvant
