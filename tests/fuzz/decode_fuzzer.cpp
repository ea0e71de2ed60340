// Any bytes are an image or an Error, read strictly and with lenience. With KVANT_FUZZ_FORMAT, only files that begin
// like that format are tried.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>

#include "image/formats.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace {

constexpr std::uint64_t kMaxPixels = 1 << 16;

void decode(std::span<const std::uint8_t> bytes, std::optional<std::uint32_t> frame, bool lenient) {
  const kvant::Image image =
      kvant::decode_image(bytes, {.max_pixels = kMaxPixels, .frame = frame, .lenient = lenient}).image;
  const bool valid = image.pixels() > 0 && image.pixels() <= kMaxPixels &&
                     (image.channels == 3 || image.channels == 4) && (image.depth == 8 || image.depth == 16) &&
                     image.samples.size() == image.pixels() * image.channels * image.depth / 8;
  if (!valid) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
#ifdef KVANT_FUZZ_FORMAT
  if (kvant::find_format(bytes) != kvant::Format::KVANT_FUZZ_FORMAT) return -1;
#endif
  for (const bool lenient : {false, true}) {
    try {
      decode(bytes, std::nullopt, lenient);
    } catch (const kvant::Error& error) {
      if (error.code() != kvant::ErrorCode::unsupported) continue;
      // Perhaps an animation.
      try {
        decode(bytes, 1, lenient);
      } catch (const kvant::Error&) {
      }
    }
  }
  return 0;
}
