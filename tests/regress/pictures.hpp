// The pictures that the tests of this folder read. Made for this project, CC0.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/bytes.hpp"
#include "support/corpus.hpp"

namespace kvant::test {

using Pixel = std::array<int, 4>;

inline std::filesystem::path fault(const std::string& name) { return source_dir() / "tests/regress/data" / name; }

inline ReadResult read_fault(const std::string& name) { return read_image(fault(name)); }

inline ReadResult decode_leniently(const std::vector<std::uint8_t>& bytes) {
  ReadOptions options;
  options.lenient = true;
  return decode_image(bytes, options);
}

/// Red, green, blue and alpha of an 8-bit picture.
inline Pixel pixel_at(const Image& image, std::size_t x, std::size_t y) {
  const std::uint8_t* samples = image.samples.data() + (y * image.width + x) * image.channels;
  return {samples[0], samples[1], samples[2], image.channels == 4 ? samples[3] : 255};
}

/// What reading says is wrong; empty if nothing is.
inline std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    (void)decode_image(bytes);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace kvant::test
