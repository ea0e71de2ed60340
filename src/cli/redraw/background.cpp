#include "cli/redraw/background.hpp"
#include "image/picture_codec.hpp"

namespace kvant::cli {
namespace {

/// Of 255. Lower, and edges get a rim of the background's color; higher, and they fray.
constexpr std::uint8_t kNearlyTransparent = 32;

}  // namespace

void draw_on_background(Image& image, Format format, const std::optional<Color>& background) {
  if (!background) return;
  const bool keeps_some = picture_codec(format).transparency == Transparency::full_only;
  flatten(image, *background, keeps_some ? kNearlyTransparent : std::uint8_t{0});
}

}  // namespace kvant::cli
