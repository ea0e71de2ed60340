// What stills and animations share of writing GIF with giflib.
#pragma once

#include <gif_lib.h>

#include <memory>
#include <optional>
#include <vector>

#include "image/encoders.hpp"

namespace kvant {

/// A view's colors as GIF holds them.
struct GifPalette {
  /// Throws Error(unsupported) if there are too many, or partly transparent ones.
  explicit GifPalette(const IndexedView& view);

  std::vector<GifColorType> colors;
  std::vector<std::uint8_t> index_of;  ///< by the view's index
  std::optional<int> transparent;
};

struct FreeGifMap {
  void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};
using GifMap = std::unique_ptr<ColorMapObject, FreeGifMap>;

/// A palette as giflib takes it: of 2, 4, 8 ... 256 entries.
[[nodiscard]] GifMap make_gif_map(const GifPalette& palette);

/// A file that grows in memory. Functions throw Error(io) if giflib fails.
class GifFile {
 public:
  explicit GifFile(bool version_89);

  void start(std::uint32_t width, std::uint32_t height, const ColorMapObject* global);
  void loop_forever();
  void control(const GraphicsControlBlock& control);
  /// The pixels of a frame that fills the screen.
  void draw(const IndexedView& view, const GifPalette& palette, const ColorMapObject* local);
  [[nodiscard]] Bytes finish();

 private:
  struct Close {
    void operator()(GifFileType* file) const { EGifCloseFile(file, nullptr); }
  };

  std::unique_ptr<Bytes> out_ = std::make_unique<Bytes>();  // giflib knows its address
  std::unique_ptr<GifFileType, Close> file_;
};

}  // namespace kvant
