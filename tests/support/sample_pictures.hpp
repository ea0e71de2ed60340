// Pictures for tests, made in code.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "kvant/image.hpp"
#include "support/sample_points.hpp"

namespace kvant::test {

/// A pixel at 16 bits per channel, whatever the picture's depth: 8-bit samples times 257; fully transparent pixels are
/// all one.
struct Pixel {
  std::uint16_t r = 0, g = 0, b = 0, a = 65535;

  friend auto operator<=>(const Pixel&, const Pixel&) = default;
};

inline Pixel pixel_at(const Image& image, std::size_t i) {
  std::uint16_t v[4] = {0, 0, 0, 65535};
  for (std::uint32_t j = 0; j < image.channels; ++j) {
    const std::size_t sample = i * image.channels + j;
    if (image.depth == 8) {
      v[j] = static_cast<std::uint16_t>(image.samples[sample] * 257);
    } else {
      std::memcpy(&v[j], image.samples.data() + 2 * sample, 2);
    }
  }
  if (v[3] == 0) return {0, 0, 0, 0};
  return {v[0], v[1], v[2], v[3]};
}

enum class Scene {
  noise,     ///< every sample random
  gradient,  ///< smooth, hundreds to thousands of close colors
  gray,      ///< r = g = b, at most 256 colors in 8 bits
  blocks,    ///< a dozen flat colors
  photo,     ///< a gradient with a little noise and a small bright spot
};
constexpr int kScenes = 5;

inline std::string name_of(Scene scene) {
  constexpr const char* names[] = {"noise", "gradient", "gray", "blocks", "photo"};
  return names[static_cast<int>(scene)];
}

/// The same picture from the same arguments, on every machine. With 4 channels, a fifth of the pixels or so are fully
/// transparent, over varied hidden colors.
inline Image make_picture(Scene scene, std::uint32_t width, std::uint32_t height, std::uint32_t channels,
                          std::uint32_t depth, std::uint32_t seed) {
  Random random(seed);
  Image image{width, height, channels, depth, {}};
  image.samples.resize(image.pixels() * channels * depth / 8);
  const std::uint32_t top = depth == 8 ? 255 : 65535;
  std::uint32_t flat[12][3];
  for (auto& color : flat) {
    for (std::uint32_t& v : color) v = random.below(top + 1);
  }
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      std::uint32_t v[4] = {0, 0, 0, top};
      const std::uint32_t across = width > 1 ? x * top / (width - 1) : 0;
      const std::uint32_t down = height > 1 ? y * top / (height - 1) : 0;
      const std::uint32_t block = (x / 5 + 7 * (y / 4)) % 12;
      for (std::uint32_t j = 0; j < 3; ++j) {
        switch (scene) {
          case Scene::noise:
            v[j] = random.below(top + 1);
            break;
          case Scene::gradient:
            v[j] = j == 0 ? across : j == 1 ? down : top - (across + down) / 2;
            break;
          case Scene::gray:
            v[j] = j == 0 ? (across + down) / 2 : v[0];
            break;
          case Scene::blocks:
            v[j] = flat[block][j];
            break;
          case Scene::photo:
            v[j] = (j == 0 ? across : j == 1 ? down : (across + 3 * down) / 8) * 3 / 4 + random.below(top / 24);
            if (x == width / 2 && y == height / 2) v[j] = j == 0 ? top : 0;
            break;
        }
      }
      const std::uint32_t kind = (x / 3 + y / 3) % 5;
      if (kind == 0) v[3] = 0;
      if (kind == 1) v[3] = scene == Scene::noise ? random.below(top + 1) : top / 2;
      for (std::uint32_t j = 0; j < channels; ++j) {
        const std::size_t sample = (std::size_t{y} * width + x) * channels + j;
        if (depth == 8) {
          image.samples[sample] = static_cast<std::uint8_t>(v[j]);
        } else {
          const auto wide = static_cast<std::uint16_t>(v[j]);
          std::memcpy(image.samples.data() + 2 * sample, &wide, 2);
        }
      }
    }
  }
  return image;
}

/// A picture of the given 8-bit colors, one pixel each, in one row.
inline Image row_of(const Palette& colors) {
  Image image{static_cast<std::uint32_t>(colors.size()), 1, 4, 8, {}};
  for (const Color& c : colors) image.samples.insert(image.samples.end(), {c.r, c.g, c.b, c.a});
  return image;
}

inline std::uint32_t index_at(const IndexedImage& image, std::size_t i) {
  if (const auto* narrow = std::get_if<Buffer<std::uint8_t>>(&image.indices)) return (*narrow)[i];
  return std::get<Buffer<std::uint16_t>>(image.indices)[i];
}

inline std::size_t index_count(const IndexedImage& image) {
  return std::visit([](const auto& indices) { return indices.size(); }, image.indices);
}

}  // namespace kvant::test
