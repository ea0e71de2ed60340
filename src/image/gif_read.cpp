// GIF, with giflib. Frames are drawn on the canvas as viewers do.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

#include "image/decoders.hpp"

namespace kvant {
namespace {

struct Source {
  Bytes rest;
};

int read_source(GifFileType* gif, GifByteType* to, int size) {
  auto& source = *static_cast<Source*>(gif->UserData);
  const std::size_t count = std::min(source.rest.size(), static_cast<std::size_t>(size));
  std::copy_n(source.rest.begin(), count, to);
  source.rest = source.rest.subspan(count);
  return static_cast<int>(count);
}

struct GifCloser {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, GifCloser>;

[[noreturn]] void fail(int code) {
  if (code == D_GIF_ERR_READ_FAILED || code == D_GIF_ERR_EOF_TOO_SOON || code == D_GIF_ERR_NOT_ENOUGH_MEM) {
    if (code == D_GIF_ERR_NOT_ENOUGH_MEM) throw std::bad_alloc();
    throw ends_early(Format::gif);
  }
  const char* reason = GifErrorString(code);
  throw damaged(Format::gif, reason ? reason : "its blocks make no sense");
}

void require(int status, const Gif& gif) {
  if (status == GIF_ERROR) fail(gif->Error);
}

Gif open(Source& source) {
  int error = 0;
  Gif gif(DGifOpen(&source, read_source, &error));
  if (!gif) fail(error);
  return gif;
}

struct Canvas {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

struct Survey {
  std::uint32_t frames = 0;
  Canvas canvas;
};

/// Calls `on_frame(control)` at each frame, with the image descriptor read and the pixels still to come; it reads
/// those, and says whether to go on.
template <class OnFrame>
void walk(const Gif& gif, OnFrame on_frame) {
  GraphicsControlBlock control = {DISPOSAL_UNSPECIFIED, false, 0, NO_TRANSPARENT_COLOR};
  for (;;) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    require(DGifGetRecordType(gif.get(), &type), gif);
    if (type == TERMINATE_RECORD_TYPE) return;
    if (type == IMAGE_DESC_RECORD_TYPE) {
      require(DGifGetImageHeader(gif.get()), gif);
      if (!on_frame(control)) return;
      control = {DISPOSAL_UNSPECIFIED, false, 0, NO_TRANSPARENT_COLOR};
    } else if (type == EXTENSION_RECORD_TYPE) {
      int code = 0;
      GifByteType* block = nullptr;
      require(DGifGetExtension(gif.get(), &code, &block), gif);
      while (block) {
        if (code == GRAPHICS_EXT_FUNC_CODE) DGifExtensionToGCB(block[0], block + 1, &control);
        require(DGifGetExtensionNext(gif.get(), &block), gif);
      }
    }
  }
}

/// Counts the frames without decoding them.
Survey survey(Bytes bytes) {
  Source source{bytes};
  const Gif gif = open(source);
  Survey found;
  found.canvas = {static_cast<std::uint32_t>(gif->SWidth), static_cast<std::uint32_t>(gif->SHeight)};
  walk(gif, [&](const GraphicsControlBlock&) {
    const GifImageDesc& place = gif->Image;
    if (found.frames++ == 0) {
      // Some writers get the screen wrong; viewers then grow it to show the first frame whole.
      found.canvas.width = std::max(found.canvas.width, static_cast<std::uint32_t>(place.Left + place.Width));
      found.canvas.height = std::max(found.canvas.height, static_cast<std::uint32_t>(place.Top + place.Height));
    }
    int code_size = 0;
    GifByteType* block = nullptr;
    require(DGifGetCode(gif.get(), &code_size, &block), gif);
    while (block) require(DGifGetCodeNext(gif.get(), &block), gif);
    return true;
  });
  return found;
}

/// The rows in the order in which an interlaced frame stores them.
std::uint32_t stored_row(std::uint32_t index, std::uint32_t height) {
  constexpr std::array<std::array<std::uint32_t, 2>, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const auto& [first, step] : passes) {
    const std::uint32_t rows = height > first ? (height - first + step - 1) / step : 0;
    if (index < rows) return first + index * step;
    index -= rows;
  }
  return height;
}

void draw_frame(const Gif& gif, const GraphicsControlBlock& control, Image& canvas) {
  const GifImageDesc& place = gif->Image;
  const ColorMapObject* colors = place.ColorMap ? place.ColorMap : gif->SColorMap;
  if (!colors) throw damaged(Format::gif, "it has no palette");
  if (place.Width <= 0 || place.Height <= 0) throw damaged(Format::gif, "a frame has no pixels");
  const auto width = static_cast<std::uint32_t>(place.Width);
  const auto height = static_cast<std::uint32_t>(place.Height);
  const auto left = static_cast<std::uint32_t>(place.Left);
  const auto top = static_cast<std::uint32_t>(place.Top);
  std::vector<GifPixelType> row(width);
  for (std::uint32_t i = 0; i < height; ++i) {
    require(DGifGetLine(gif.get(), row.data(), place.Width), gif);
    const std::uint32_t y = top + (place.Interlace ? stored_row(i, height) : i);
    if (y >= canvas.height) continue;
    const std::uint32_t visible = left < canvas.width ? std::min(width, canvas.width - left) : 0;
    std::uint8_t* to = canvas.samples.data() + (std::size_t{y} * canvas.width + left) * 4;
    for (std::uint32_t x = 0; x < visible; ++x, to += 4) {
      const GifPixelType index = row[x];
      if (index == control.TransparentColor) continue;
      if (index >= colors->ColorCount) throw damaged(Format::gif, "a pixel has a color that its palette lacks");
      const GifColorType& color = colors->Colors[index];
      to[0] = color.Red;
      to[1] = color.Green;
      to[2] = color.Blue;
      to[3] = 0xff;
    }
  }
}

void clear_frame(const GifImageDesc& place, Image& canvas) {
  const auto left = std::min(static_cast<std::uint32_t>(place.Left), canvas.width);
  const auto right = std::min(static_cast<std::uint32_t>(place.Left + place.Width), canvas.width);
  const auto bottom = std::min(static_cast<std::uint32_t>(place.Top + place.Height), canvas.height);
  for (auto y = static_cast<std::uint32_t>(place.Top); y < bottom; ++y) {
    std::memset(canvas.samples.data() + (std::size_t{y} * canvas.width + left) * 4, 0, (right - left) * std::size_t{4});
  }
}

}  // namespace

Picture decode_gif(Bytes bytes, const ReadOptions& options) {
  {
    Source source{bytes};
    const Gif gif = open(source);
    check_size(Format::gif, static_cast<std::uint64_t>(std::max(gif->SWidth, 1)),
               static_cast<std::uint64_t>(std::max(gif->SHeight, 1)), options);
  }
  const Survey found = survey(bytes);
  if (found.frames == 0) throw damaged(Format::gif, "it holds no picture");
  check_size(Format::gif, found.canvas.width, found.canvas.height, options);
  const std::uint32_t wanted = choose_frame(found.frames, options, "an animation", "frame");

  Picture picture;
  picture.image = make_image(found.canvas.width, found.canvas.height, 4, 8);
  Image& canvas = picture.image;
  std::fill(canvas.samples.begin(), canvas.samples.end(), std::uint8_t{0});
  Source source{bytes};
  const Gif gif = open(source);
  std::uint32_t index = 0;
  walk(gif, [&](const GraphicsControlBlock& control) {
    const bool restore = control.DisposalMode == DISPOSE_PREVIOUS && index < wanted;
    Buffer<std::uint8_t> before;
    if (restore) before = canvas.samples;
    draw_frame(gif, control, canvas);
    if (index == wanted) return false;
    if (control.DisposalMode == DISPOSE_BACKGROUND) clear_frame(gif->Image, canvas);
    if (restore) canvas.samples = std::move(before);
    ++index;
    return true;
  });
  return picture;
}

}  // namespace kvant
