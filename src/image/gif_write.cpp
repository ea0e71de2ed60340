#include "image/encoders.hpp"
#include "image/gif_file.hpp"

namespace kvant {

Bytes encode_gif(const IndexedView& view, const EncodeOptions& /*options*/) {
  const GifPalette palette(view);
  const GifMap map = make_gif_map(palette);
  GifFile file(palette.transparent.has_value());
  file.start(view.width(), view.height(), map.get());
  if (palette.transparent) {
    file.control({.DisposalMode = DISPOSAL_UNSPECIFIED,
                  .UserInputFlag = false,
                  .DelayTime = 0,
                  .TransparentColor = *palette.transparent});
  }
  file.draw(view, palette, nullptr);
  return file.finish();
}

}  // namespace kvant
