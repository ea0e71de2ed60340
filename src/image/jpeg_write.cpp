// JPEG, with libjpeg-turbo.
//
// libjpeg reports errors by longjmp. Every call that may fail sits in a function below that has a setjmp and no object
// with a destructor; all the rest stays outside of them.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "image/encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

struct JpegWriter {
  JpegWriter() {
    info.err = jpeg_std_error(&errors);
    errors.error_exit = [](j_common_ptr common) {
      std::longjmp(static_cast<JpegWriter*>(common->client_data)->jump, 1);
    };
    errors.output_message = [](j_common_ptr) {};
    info.client_data = this;
  }
  ~JpegWriter() {
    jpeg_destroy_compress(&info);
    std::free(bytes);
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump{};
  unsigned char* bytes = nullptr;  ///< the file so far; libjpeg lets it grow
  unsigned long size = 0;
};

struct JpegSettings {
  JDIMENSION width, height;
  int channels;
  int quality;
  bool progressive;
  bool halved_colors;  ///< in both directions
};

bool start(JpegWriter& writer, const JpegSettings& settings) {
  if (setjmp(writer.jump)) return false;
  jpeg_compress_struct* const info = &writer.info;
  jpeg_create_compress(info);
  jpeg_mem_dest(info, &writer.bytes, &writer.size);
  info->image_width = settings.width;
  info->image_height = settings.height;
  info->input_components = settings.channels;
  info->in_color_space = settings.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, settings.quality, TRUE);
  for (int i = 0; i < info->num_components; ++i) {
    const int factor = i == 0 && settings.channels == 3 && settings.halved_colors ? 2 : 1;
    info->comp_info[i].h_samp_factor = factor;
    info->comp_info[i].v_samp_factor = factor;
  }
  info->dct_method = JDCT_ISLOW;
  info->optimize_coding = TRUE;
  if (settings.progressive) jpeg_simple_progression(info);
  jpeg_start_compress(info, TRUE);
  return true;
}

bool write_row(JpegWriter& writer, JSAMPROW row) {
  if (setjmp(writer.jump)) return false;
  return jpeg_write_scanlines(&writer.info, &row, 1) == 1;
}

bool finish(JpegWriter& writer) {
  if (setjmp(writer.jump)) return false;
  jpeg_finish_compress(&writer.info);
  return true;
}

void require(bool ok) {
  if (!ok) throw Error(ErrorCode::io, "the JPEG encoder failed, most likely for want of memory");
}

/// Calls fill_row(y, row) for each row.
template <class FillRow>
Bytes encode(const JpegSettings& settings, const FillRow& fill_row) {
  JpegWriter writer;
  require(start(writer, settings));
  Bytes row(std::size_t{settings.width} * static_cast<std::size_t>(settings.channels));
  for (std::uint32_t y = 0; y < settings.height; ++y) {
    fill_row(y, row.data());
    require(write_row(writer, row.data()));
  }
  require(finish(writer));
  return {writer.bytes, writer.bytes + writer.size};
}

void require_room_in_jpeg(std::uint32_t width, std::uint32_t height, bool opaque, std::string_view way_out) {
  if (width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "JPEG holds at most 65500 pixels per side; write PNG instead");
  }
  if (!opaque) throw Error(ErrorCode::unsupported, "JPEG has no transparency; " + std::string(way_out));
}

constexpr int kProgressiveEffort = 4;

}  // namespace

Bytes encode_jpeg(const IndexedView& view, const EncodeOptions& options) {
  require_room_in_jpeg(view.width(), view.height(), view.opaque(),
                       "write PNG or WebP, or draw it on a color by --background");
  const int channels = view.gray() ? 1 : 3;
  const JpegSettings settings = {
      view.width(), view.height(), channels, options.quality, options.effort >= kProgressiveEffort, false};
  return encode(settings, [&](std::uint32_t y, std::uint8_t* sample) {
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      const Color& color = view.palette()[index];
      *sample++ = color.r;
      if (channels == 1) return;
      *sample++ = color.g;
      *sample++ = color.b;
    });
  });
}

Bytes encode_jpeg(const Image& image, const EncodeOptions& options) {
  require_room_in_jpeg(image.width, image.height, image.channels == 3, "write PNG or WebP instead");
  constexpr int full_color_quality = 90;
  const JpegSettings settings = {image.width,
                                 image.height,
                                 3,
                                 options.quality,
                                 options.effort >= kProgressiveEffort,
                                 options.quality < full_color_quality};
  const std::size_t row = std::size_t{image.width} * 3;
  return encode(settings,
                [&](std::uint32_t y, std::uint8_t* to) { std::copy_n(image.samples.data() + y * row, row, to); });
}

}  // namespace kvant
