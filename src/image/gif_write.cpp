#include <gif_lib.h>

#include <bit>
#include <memory>
#include <optional>

#include "encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

struct CloseGif {
  void operator()(GifFileType* file) const { EGifCloseFile(file, nullptr); }
};

struct FreeMap {
  void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};

/// The library calls this from C: nothing may be thrown through it.
int append(GifFileType* file, const GifByteType* data, int size) noexcept {
  try {
    auto& out = *static_cast<Bytes*>(file->UserData);
    out.insert(out.end(), data, data + size);
    return size;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

void require(bool ok) {
  if (!ok) throw Error(ErrorCode::io, "the GIF encoder failed");
}

struct GifPalette {
  std::vector<GifColorType> colors;
  std::vector<std::uint8_t> index_of;  ///< by the view's index
  std::optional<int> transparent;
};

/// GIF knows one transparent index: all fully transparent colors share it.
GifPalette make_palette(const IndexedView& view) {
  GifPalette result;
  for (const Color& color : view.palette()) {
    if (color.a != 0 && color.a != 255) {
      throw Error(ErrorCode::unsupported, "GIF has no partial transparency; write PNG or WebP instead");
    }
    if (color.a == 0 && result.transparent) {
      result.index_of.push_back(static_cast<std::uint8_t>(*result.transparent));
      continue;
    }
    if (result.colors.size() == 256) {
      throw Error(ErrorCode::unsupported, "GIF holds at most 256 colors; ask for fewer, or write PNG or WebP instead");
    }
    if (color.a == 0) result.transparent = static_cast<int>(result.colors.size());
    result.index_of.push_back(static_cast<std::uint8_t>(result.colors.size()));
    result.colors.push_back({color.r, color.g, color.b});
  }
  return result;
}

}  // namespace

Bytes encode_gif(const IndexedView& view) {
  if (view.width() > 65535 || view.height() > 65535) {
    throw Error(ErrorCode::unsupported, "GIF holds at most 65535 pixels per side; write PNG instead");
  }
  const GifPalette palette = make_palette(view);
  const int width = static_cast<int>(view.width());
  const int height = static_cast<int>(view.height());

  Bytes out;
  std::unique_ptr<GifFileType, CloseGif> file(EGifOpen(&out, append, nullptr));
  require(file != nullptr);
  EGifSetGifVersion(file.get(), palette.transparent.has_value());
  // A color map has 2, 4, 8 ... 256 entries.
  const int entries = std::max(2, static_cast<int>(std::bit_ceil(palette.colors.size())));
  const std::unique_ptr<ColorMapObject, FreeMap> map(GifMakeMapObject(entries, nullptr));
  require(map != nullptr);
  std::copy(palette.colors.begin(), palette.colors.end(), map->Colors);
  require(EGifPutScreenDesc(file.get(), width, height, map->BitsPerPixel, 0, map.get()) == GIF_OK);
  if (palette.transparent) {
    const GraphicsControlBlock control{.DisposalMode = DISPOSAL_UNSPECIFIED,
                                       .UserInputFlag = false,
                                       .DelayTime = 0,
                                       .TransparentColor = *palette.transparent};
    GifByteType extension[4];
    const std::size_t size = EGifGCBToExtension(&control, extension);
    require(EGifPutExtension(file.get(), GRAPHICS_EXT_FUNC_CODE, static_cast<int>(size), extension) == GIF_OK);
  }
  require(EGifPutImageDesc(file.get(), 0, 0, width, height, false, nullptr) == GIF_OK);
  std::vector<GifPixelType> row(view.width());
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { row[x] = palette.index_of[index]; });
    require(EGifPutLine(file.get(), row.data(), width) == GIF_OK);
  }
  require(EGifCloseFile(file.release(), nullptr) == GIF_OK);
  return out;
}

}  // namespace kvant
