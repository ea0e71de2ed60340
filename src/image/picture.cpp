// What the decoders share: limits, memory, and the last touches.
#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "image/decoders.hpp"

namespace kvant {
namespace {

template <class Sample>
bool is_opaque(const Image& image) {
  const auto* samples = reinterpret_cast<const Sample*>(image.samples.data());
  for (std::size_t y = 0; y < image.height; ++y) {
    // Without an exit inside the row the loop vectorises.
    bool opaque = true;
    const Sample* row = samples + y * image.width * 4;
    for (std::size_t x = 0; x < image.width; ++x) opaque &= row[x * 4 + 3] == static_cast<Sample>(~Sample{0});
    if (!opaque) return false;
  }
  return true;
}

template <std::size_t SampleSize>
void drop_alpha(Image& image) {
  std::uint8_t* samples = image.samples.data();
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i) {
    std::memmove(samples + i * 3 * SampleSize, samples + i * 4 * SampleSize, 3 * SampleSize);
  }
  image.channels = 3;
  image.samples.resize(image.pixels() * 3 * SampleSize);
}

template <class Sample>
void widen_gray(Image& image) {
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  const std::size_t count = image.pixels();
  // Reading stays ahead of writing: pixel i is read at 2 * count + i and written up to 3 * i + 2.
  for (std::size_t i = 0; i < count; ++i) {
    const Sample value = samples[2 * count + i];
    for (std::size_t c = 0; c < 3; ++c) samples[3 * i + c] = value;
  }
}

template <class Sample>
void divide_by_alpha(Image& image) {
  constexpr std::uint64_t top = static_cast<Sample>(~Sample{0});
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i, samples += 4) {
    const std::uint64_t alpha = samples[3];
    if (alpha == 0 || alpha == top) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      samples[c] = static_cast<Sample>(std::min(top, (samples[c] * top + alpha / 2) / alpha));
    }
  }
}

/// 16-bit samples that are 8-bit ones times 257 have no more than 8 bits to say.
void reduce_depth(Image& image) {
  const std::size_t count = image.pixels() * image.channels;
  std::uint8_t* bytes = image.samples.data();
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes[2 * i] != bytes[2 * i + 1]) return;
  }
  for (std::size_t i = 0; i < count; ++i) bytes[i] = bytes[2 * i];
  image.depth = 8;
  image.samples.resize(count);
}

template <class Sample>
void expand_samples(Image& image, std::uint32_t bits) {
  constexpr std::int64_t full = static_cast<Sample>(~Sample{0});
  const std::int64_t top = (std::int64_t{1} << bits) - 1;
  const std::int64_t black = std::int64_t{16} << (bits - 8);
  const std::int64_t range = std::int64_t{219} << (bits - 8);
  auto* sample = reinterpret_cast<Sample*>(image.samples.data());
  for (const Sample* end = sample + image.pixels() * image.channels; sample != end; sample += image.channels) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::int64_t stored = (sample[c] * top + full / 2) / full;
      const std::int64_t light = std::clamp<std::int64_t>(stored - black, 0, range);
      sample[c] = static_cast<Sample>((light * full + range / 2) / range);
    }
  }
}

}  // namespace

Error damaged(Format format, const std::string& reason) {
  return {ErrorCode::corrupt, "is a damaged " + std::string(format_name(format)) + ": " + reason};
}

Error ends_early(Format format) {
  return {ErrorCode::corrupt, "ends early: the rest of the " + std::string(format_name(format)) + " is missing"};
}

void warn(Picture& picture, const std::string& warning) {
  if (warning.empty()) return;
  if (!picture.warning.empty()) picture.warning += "; ";
  picture.warning += warning;
}

void take_colors(std::vector<ColorTag> colors, Picture& picture) {
  if (colors.empty()) return;
  picture.color = std::move(colors.front());
  colors.erase(colors.begin());
  picture.other_colors = std::move(colors);
}

void draw_missing(Format format, Picture& picture, std::uint64_t first, std::uint64_t end) {
  Image& image = picture.image;
  if (end - first >= image.height) throw ends_early(format);
  const std::size_t row = image.samples.size() / image.height;
  const bool alpha = image.channels == 4;
  std::fill_n(image.samples.begin() + static_cast<std::ptrdiff_t>(first * row), (end - first) * row,
              alpha ? std::uint8_t{0} : std::uint8_t{0x80});
  warn(picture, std::string(first == 0 ? "the first " : "the last ") + std::to_string(end - first) + " of " +
                    std::to_string(image.height) + " rows are missing, drawn " + (alpha ? "transparent" : "gray"));
}

void check_size(Format format, std::uint64_t width, std::uint64_t height, const ReadOptions& options) {
  if (width == 0 || height == 0) throw damaged(format, "it has no pixels");
  // Buffers of 8 bytes per pixel must be countable, whatever limit was asked for.
  const std::uint64_t limit = std::min(options.max_pixels, std::uint64_t{1} << 48);
  if (width > 0xffffffff || height > 0xffffffff || width > limit / height) {
    throw Error(ErrorCode::limit, "claims " + std::to_string(width) + " x " + std::to_string(height) +
                                      " pixels, more than --max-pixels " + std::to_string(limit));
  }
}

std::uint32_t choose_frame(std::uint64_t count, const ReadOptions& options, const char* kind, const char* unit) {
  if (options.frame && *options.frame >= count) {
    throw Error(ErrorCode::invalid_argument, "has no " + std::string(unit) + " " + std::to_string(*options.frame) +
                                                 ": its " + std::to_string(count) + " " + unit +
                                                 (count == 1 ? " is number 0" : "s are numbered from 0"));
  }
  if (!options.frame && count > 1) {
    throw Error(ErrorCode::unsupported, "is " + std::string(kind) + " of " + std::to_string(count) + " " + unit +
                                            "s; choose one with --frame N (0 to " + std::to_string(count - 1) + ")");
  }
  return options.frame.value_or(0);
}

Image make_image(std::uint64_t width, std::uint64_t height, std::uint32_t channels, std::uint32_t depth) {
  Image image;
  image.width = static_cast<std::uint32_t>(width);
  image.height = static_cast<std::uint32_t>(height);
  image.channels = channels;
  image.depth = depth;
  const std::uint64_t bytes = width * height * channels * (depth / 8);
  try {
    image.samples.resize(bytes);
  } catch (const std::exception&) {
    throw Error(ErrorCode::limit, "needs " + std::to_string(bytes >> 20) + " MiB of memory, more than there is");
  }
  return image;
}

void expand_gray(Image& image) {
  if (image.depth == 8) {
    widen_gray<std::uint8_t>(image);
  } else {
    widen_gray<std::uint16_t>(image);
  }
}

void unpremultiply(Image& image) {
  if (image.depth == 8) {
    divide_by_alpha<std::uint8_t>(image);
  } else {
    divide_by_alpha<std::uint16_t>(image);
  }
}

void expand_range(Image& image, std::uint32_t bits) {
  if (image.depth == 8) {
    expand_samples<std::uint8_t>(image, bits);
  } else {
    expand_samples<std::uint16_t>(image, bits);
  }
}

void simplify(Image& image) {
  if (image.channels == 4 && image.depth == 8 && is_opaque<std::uint8_t>(image)) drop_alpha<1>(image);
  if (image.channels == 4 && image.depth == 16 && is_opaque<std::uint16_t>(image)) drop_alpha<2>(image);
  if (image.depth == 16) reduce_depth(image);
}

}  // namespace kvant
