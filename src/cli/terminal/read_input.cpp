#include "cli/terminal/read_input.hpp"

#include <algorithm>
#include <filesystem>

#include "cli/terminal/streams.hpp"

namespace kvant::cli {
namespace {

/// The largest sample is 8 bytes per pixel (16-bit RGBA), and metadata may come on top.
constexpr std::uint64_t kBytesPerPixel = 8;
constexpr std::uint64_t kCountablePixels = std::uint64_t{1} << 48U;
constexpr std::uint64_t kMetadataBytes = std::uint64_t{1} << 26U;

}  // namespace

std::vector<std::uint8_t> read_input_bytes(const std::string& input, const ReadOptions& options) {
  if (input != "-") return read_file(input);
  return read_standard_input(std::min(options.max_pixels, kCountablePixels) * kBytesPerPixel + kMetadataBytes,
                             "more bytes than a picture of --max-pixels has; raise --max-pixels");
}

ReadResult read_input(const std::string& input, const ReadOptions& options) {
  if (input != "-") return read_image(std::filesystem::path(input), options);
  return decode_image(read_input_bytes(input, options), options);
}

}  // namespace kvant::cli
