#include <gif_lib.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <array>
#include <stdexcept>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("the test's encoder failed");
}

struct PictureGuard {
  WebPPicture picture;
  explicit PictureGuard(const Image& image) {
    require(WebPPictureInit(&picture));
    picture.use_argb = 1;
    picture.width = static_cast<int>(image.width);
    picture.height = static_cast<int>(image.height);
    const int stride = static_cast<int>(image.width * image.channels);
    require(image.channels == 4 ? WebPPictureImportRGBA(&picture, image.samples.data(), stride)
                                : WebPPictureImportRGB(&picture, image.samples.data(), stride));
  }
  ~PictureGuard() { WebPPictureFree(&picture); }
  PictureGuard(const PictureGuard&) = delete;
  PictureGuard& operator=(const PictureGuard&) = delete;
};

WebPConfig lossless() {
  WebPConfig config;
  require(WebPConfigInit(&config) && WebPConfigLosslessPreset(&config, 3));
  config.exact = 1;  // keep the colors of transparent pixels
  return config;
}

File take(WebPData& data) {
  File file(data.bytes, data.bytes + data.size);
  WebPDataClear(&data);
  return file;
}

}  // namespace

File encode_webp(const Image& image, const std::vector<std::uint8_t>& icc, const std::vector<std::uint8_t>& exif) {
  PictureGuard guard(image);
  const WebPConfig config = lossless();
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  guard.picture.writer = WebPMemoryWrite;
  guard.picture.custom_ptr = &writer;
  require(WebPEncode(&config, &guard.picture));
  File file(writer.mem, writer.mem + writer.size);
  WebPMemoryWriterClear(&writer);
  if (icc.empty() && exif.empty()) return file;
  const WebPData still = {file.data(), file.size()};
  WebPMux* mux = WebPMuxCreate(&still, 1);
  require(mux != nullptr);
  const WebPData profile = {icc.data(), icc.size()};
  const WebPData block = {exif.data(), exif.size()};
  if (!icc.empty()) require(WebPMuxSetChunk(mux, "ICCP", &profile, 1) == WEBP_MUX_OK);
  if (!exif.empty()) require(WebPMuxSetChunk(mux, "EXIF", &block, 1) == WEBP_MUX_OK);
  WebPData all;
  require(WebPMuxAssemble(mux, &all) == WEBP_MUX_OK);
  WebPMuxDelete(mux);
  return take(all);
}

File encode_animated_webp(const std::vector<Image>& frames) {
  WebPAnimEncoderOptions options;
  require(WebPAnimEncoderOptionsInit(&options));
  WebPAnimEncoder* encoder =
      WebPAnimEncoderNew(static_cast<int>(frames[0].width), static_cast<int>(frames[0].height), &options);
  const WebPConfig config = lossless();
  int time = 0;
  for (const Image& frame : frames) {
    PictureGuard guard(frame);
    require(WebPAnimEncoderAdd(encoder, &guard.picture, time, &config));
    time += 100;
  }
  require(WebPAnimEncoderAdd(encoder, nullptr, time, nullptr));
  WebPData data;
  WebPDataInit(&data);
  require(WebPAnimEncoderAssemble(encoder, &data));
  WebPAnimEncoderDelete(encoder);
  return take(data);
}

File encode_gif(std::uint32_t width, std::uint32_t height, const std::vector<std::uint8_t>& palette,
                const std::vector<GifFrame>& frames) {
  File file;
  int error = 0;
  GifFileType* gif = EGifOpen(
      &file,
      [](GifFileType* writer, const GifByteType* data, int size) {
        auto& to = *static_cast<File*>(writer->UserData);
        to.insert(to.end(), data, data + size);
        return size;
      },
      &error);
  require(gif != nullptr);
  std::vector<GifColorType> colors;
  for (std::size_t i = 0; i < palette.size(); i += 3) colors.push_back({palette[i], palette[i + 1], palette[i + 2]});
  ColorMapObject* map = GifMakeMapObject(static_cast<int>(colors.size()), colors.data());
  require(map != nullptr);
  EGifSetGifVersion(gif, true);
  require(EGifPutScreenDesc(gif, static_cast<int>(width), static_cast<int>(height), 8, 0, map) == GIF_OK);
  GifFreeMapObject(map);
  for (const GifFrame& frame : frames) {
    const GraphicsControlBlock control = {frame.disposal, false, 10, frame.transparent};
    std::array<GifByteType, 4> block{};
    EGifGCBToExtension(&control, block.data());
    require(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, block.data()) == GIF_OK);
    require(EGifPutImageDesc(gif, static_cast<int>(frame.left), static_cast<int>(frame.top),
                             static_cast<int>(frame.width), static_cast<int>(frame.height), frame.interlaced,
                             nullptr) == GIF_OK);
    const auto put_row = [&](std::uint32_t y) {
      std::vector<GifPixelType> row(frame.indices.begin() + static_cast<std::ptrdiff_t>(y * frame.width),
                                    frame.indices.begin() + static_cast<std::ptrdiff_t>((y + 1) * frame.width));
      require(EGifPutLine(gif, row.data(), static_cast<int>(frame.width)) == GIF_OK);
    };
    if (frame.interlaced) {
      for (const auto& [first, step] :
           {std::array{0U, 8U}, std::array{4U, 8U}, std::array{2U, 4U}, std::array{1U, 2U}}) {
        for (std::uint32_t y = first; y < frame.height; y += step) put_row(y);
      }
    } else {
      for (std::uint32_t y = 0; y < frame.height; ++y) put_row(y);
    }
  }
  require(EGifCloseFile(gif, &error) == GIF_OK);
  return file;
}

}  // namespace kvant::test
