#include "cli/redraw/background.hpp"

namespace kvant::cli {
namespace {

/// Of 255. Lower, and edges get a rim of the background's color; higher, and they fray.
constexpr std::uint8_t nearly_transparent = 32;

}  // namespace

void draw_on_background(Image& image, Format format, const std::optional<Color>& background) {
  if (!background) return;
  flatten(image, *background, format == Format::gif ? nearly_transparent : std::uint8_t{0});
}

}  // namespace kvant::cli
