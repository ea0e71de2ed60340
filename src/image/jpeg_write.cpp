// JPEG, with libjpeg-turbo.
//
// libjpeg reports errors by longjmp. Every call that may fail sits in a function below that has a setjmp and no object
// with a destructor; all the rest stays outside of them.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <jpeglib.h>

#include <cstdlib>

#include "encoders.hpp"
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

bool start(JpegWriter& writer, JDIMENSION width, JDIMENSION height, int channels, int quality, bool progressive) {
  if (setjmp(writer.jump)) return false;
  jpeg_compress_struct* const info = &writer.info;
  jpeg_create_compress(info);
  jpeg_mem_dest(info, &writer.bytes, &writer.size);
  info->image_width = width;
  info->image_height = height;
  info->input_components = channels;
  info->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  for (int i = 0; i < info->num_components; ++i) {
    info->comp_info[i].h_samp_factor = 1;
    info->comp_info[i].v_samp_factor = 1;
  }
  info->dct_method = JDCT_ISLOW;
  info->optimize_coding = TRUE;
  if (progressive) jpeg_simple_progression(info);
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

}  // namespace

Bytes encode_jpeg(const IndexedView& view, const EncodeOptions& options) {
  if (view.width() > JPEG_MAX_DIMENSION || view.height() > JPEG_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "JPEG holds at most 65500 pixels per side; write PNG instead");
  }
  if (!view.opaque()) {
    throw Error(ErrorCode::unsupported, "JPEG has no transparency; write PNG or WebP instead");
  }
  const int channels = view.gray() ? 1 : 3;
  JpegWriter writer;
  constexpr int progressive_effort = 4;
  require(start(writer, view.width(), view.height(), channels, options.quality, options.effort >= progressive_effort));
  Bytes row(std::size_t{view.width()} * static_cast<std::size_t>(channels));
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    std::uint8_t* sample = row.data();
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      const Color& color = view.palette()[index];
      *sample++ = color.r;
      if (channels == 1) return;
      *sample++ = color.g;
      *sample++ = color.b;
    });
    require(write_row(writer, row.data()));
  }
  require(finish(writer));
  return {writer.bytes, writer.bytes + writer.size};
}

}  // namespace kvant
