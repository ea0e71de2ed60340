#include "image/gif_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <utility>

#include "kvant/error.hpp"

namespace kvant {
namespace {

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

}  // namespace

/// GIF knows one transparent index: all fully transparent colors share it.
GifPalette::GifPalette(const IndexedView& view) {
  for (const Color& color : view.palette()) {
    if (color.a != 0 && color.a != 255) {
      throw Error(ErrorCode::unsupported,
                  "GIF has no partial transparency; write PNG or WebP, or draw it on a color by --background");
    }
    if (color.a == 0 && transparent) {
      index_of.push_back(static_cast<std::uint8_t>(*transparent));
      continue;
    }
    if (colors.size() == 256) {
      throw Error(ErrorCode::unsupported, "GIF holds at most 256 colors; ask for fewer, or write PNG or WebP instead");
    }
    if (color.a == 0) transparent = static_cast<int>(colors.size());
    index_of.push_back(static_cast<std::uint8_t>(colors.size()));
    colors.push_back({color.r, color.g, color.b});
  }
}

GifMap make_gif_map(const GifPalette& palette) {
  const int entries = std::max(2, static_cast<int>(std::bit_ceil(palette.colors.size())));
  GifMap map(GifMakeMapObject(entries, nullptr));
  require(map != nullptr);
  std::copy(palette.colors.begin(), palette.colors.end(), map->Colors);
  return map;
}

GifFile::GifFile(bool version_89) : file_(EGifOpen(out_.get(), append, nullptr)) {
  require(file_ != nullptr);
  EGifSetGifVersion(file_.get(), version_89);
}

void GifFile::start(std::uint32_t width, std::uint32_t height, const ColorMapObject* global) {
  if (width > 65535 || height > 65535) {
    throw Error(ErrorCode::unsupported, "GIF holds at most 65535 pixels per side; write PNG instead");
  }
  require(EGifPutScreenDesc(file_.get(), static_cast<int>(width), static_cast<int>(height),
                            global ? global->BitsPerPixel : 8, 0, global) == GIF_OK);
}

void GifFile::loop_forever() {
  constexpr std::array<std::uint8_t, 3> no_end = {1, 0, 0};
  require(EGifPutExtensionLeader(file_.get(), APPLICATION_EXT_FUNC_CODE) == GIF_OK);
  require(EGifPutExtensionBlock(file_.get(), 11, "NETSCAPE2.0") == GIF_OK);
  require(EGifPutExtensionBlock(file_.get(), no_end.size(), no_end.data()) == GIF_OK);
  require(EGifPutExtensionTrailer(file_.get()) == GIF_OK);
}

void GifFile::control(const GraphicsControlBlock& control) {
  std::array<GifByteType, 4> extension{};
  const std::size_t size = EGifGCBToExtension(&control, extension.data());
  require(EGifPutExtension(file_.get(), GRAPHICS_EXT_FUNC_CODE, static_cast<int>(size), extension.data()) == GIF_OK);
}

void GifFile::draw(const IndexedView& view, const GifPalette& palette, const ColorMapObject* local) {
  const int width = static_cast<int>(view.width());
  require(EGifPutImageDesc(file_.get(), 0, 0, width, static_cast<int>(view.height()), false, local) == GIF_OK);
  std::vector<GifPixelType> row(view.width());
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { row[x] = palette.index_of[index]; });
    require(EGifPutLine(file_.get(), row.data(), width) == GIF_OK);
  }
}

Bytes GifFile::finish() {
  require(EGifCloseFile(file_.release(), nullptr) == GIF_OK);
  return std::move(*out_);
}

}  // namespace kvant
