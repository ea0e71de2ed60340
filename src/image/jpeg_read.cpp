// JPEG, with libjpeg-turbo at its exact settings.
//
// libjpeg reports errors by longjmp. Every call that may fail sits in a function below that has a setjmp and no object
// with a destructor; all the rest stays outside of them.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <jpeglib.h>
// jerror.h needs jpeglib.h.
#include <jerror.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string>

#include "image/decoders.hpp"
#include "image/orientation.hpp"

namespace kvant {
namespace {

// More scans than any encoder makes; a small file must not keep the decoder busy for minutes.
constexpr int kMaxScans = 500;

[[noreturn]] void raise_error(j_common_ptr info);
void take_message(j_common_ptr info, int level);
void count_scans(j_common_ptr info);

struct Reader {
  Reader() {
    info.err = jpeg_std_error(&errors);
    errors.error_exit = raise_error;
    errors.emit_message = take_message;
    errors.output_message = [](j_common_ptr) {};
    info.client_data = this;
    progress.progress_monitor = count_scans;
  }
  ~Reader() { jpeg_destroy_decompress(&info); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf jump{};
  bool too_many_scans = false;
  bool bad_profile = false;
};

Reader& reader_of(j_common_ptr info) { return *static_cast<Reader*>(info->client_data); }

[[noreturn]] void raise_error(j_common_ptr info) { std::longjmp(reader_of(info).jump, 1); }

/// Warnings mean that pixels are made up, but for a few that touch none.
void take_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  Reader& reader = reader_of(info);
  switch (info->err->msg_code) {
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
    case JWRN_NOT_SEQUENTIAL:
      return;
    case JWRN_EXTRANEOUS_DATA:
      if (info->err->msg_parm.i[1] == 0xd9) return;  // padding before the end
      break;
    case JWRN_BOGUS_ICC:
      reader.bad_profile = true;
      return;
    default:
      break;
  }
  raise_error(info);
}

void count_scans(j_common_ptr info) {
  Reader& reader = reader_of(info);
  if (!info->is_decompressor || reader.info.input_scan_number <= kMaxScans) return;
  reader.too_many_scans = true;
  raise_error(info);
}

bool read_header(Reader& reader, const std::uint8_t* data, std::size_t size) {
  if (setjmp(reader.jump)) return false;
  jpeg_create_decompress(&reader.info);
  reader.info.progress = &reader.progress;
  jpeg_mem_src(&reader.info, data, size);
  jpeg_save_markers(&reader.info, JPEG_APP0 + 1, 0xffff);
  jpeg_save_markers(&reader.info, JPEG_APP0 + 2, 0xffff);
  jpeg_read_header(&reader.info, TRUE);
  return true;
}

bool read_profile(Reader& reader, JOCTET** profile, unsigned* size) {
  if (setjmp(reader.jump)) return false;
  return jpeg_read_icc_profile(&reader.info, profile, size);
}

bool start(Reader& reader) {
  if (setjmp(reader.jump)) return false;
  return jpeg_start_decompress(&reader.info);
}

/// Reads rows `first` to `end` of the picture to `rows`. Nothing but libjpeg's own counter changes after the setjmp.
bool read_rows(Reader& reader, std::uint8_t* const rows, const std::size_t row_bytes, const std::uint32_t first,
               const std::uint32_t end) {
  if (setjmp(reader.jump)) return false;
  while (reader.info.output_scanline < end) {
    std::array<JSAMPROW, 16> pointers;
    const std::uint32_t at = reader.info.output_scanline;
    const std::uint32_t batch = std::min<std::uint32_t>(end - at, pointers.size());
    for (std::uint32_t i = 0; i < batch; ++i) pointers[i] = rows + (at - first + i) * row_bytes;
    if (jpeg_read_scanlines(&reader.info, pointers.data(), batch) == 0) return false;
  }
  return true;
}

bool finish(Reader& reader) {
  if (setjmp(reader.jump)) return false;
  return jpeg_finish_decompress(&reader.info);
}

[[noreturn]] void fail(Reader& reader) {
  if (reader.too_many_scans) throw damaged(Format::jpeg, "it has more than " + std::to_string(kMaxScans) + " scans");
  std::array<char, JMSG_LENGTH_MAX> message{};
  reader.errors.format_message(reinterpret_cast<j_common_ptr>(&reader.info), message.data());
  switch (reader.errors.msg_code) {
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
      throw ends_early(Format::jpeg);
    case JERR_OUT_OF_MEMORY:
      throw std::bad_alloc();
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
      throw Error(ErrorCode::unsupported, "is a kind of JPEG that kvant does not read: " + std::string(message.data()));
    default:
      throw damaged(Format::jpeg, message.data());
  }
}

struct Freer {
  void operator()(JOCTET* bytes) const { std::free(bytes); }
};

std::vector<std::uint8_t> icc_profile(Reader& reader) {
  JOCTET* profile = nullptr;
  unsigned size = 0;
  if (!read_profile(reader, &profile, &size)) return {};
  const std::unique_ptr<JOCTET, Freer> owner(profile);
  return {profile, profile + size};
}

int orientation(const Reader& reader) {
  constexpr std::array<std::uint8_t, 6> prefix = {'E', 'x', 'i', 'f', 0, 0};
  for (jpeg_saved_marker_ptr marker = reader.info.marker_list; marker; marker = marker->next) {
    const Bytes data(marker->data, marker->data_length);
    if (marker->marker != JPEG_APP0 + 1 || data.size() < prefix.size()) continue;
    if (std::equal(prefix.begin(), prefix.end(), data.begin())) return exif_orientation(data);
  }
  return 1;
}

/// Four inks to RGB, a few rows at a time.
void decode_cmyk(Reader& reader, Picture& picture) {
  const auto* icc = std::get_if<IccProfile>(&picture.color);
  // Adobe's programs write inks inverted, and are the ones that write the Adobe marker.
  const CmykConverter converter(icc ? Bytes(icc->bytes) : Bytes(), reader.info.saw_Adobe_marker != 0, 8);
  if (icc && !converter.uses_profile()) picture.warning = "its ICC profile is not usable for CMYK and was ignored";
  picture.color = {};
  Image& image = picture.image;
  constexpr std::uint32_t batch = 16;
  const std::size_t row = std::size_t{image.width} * 4;
  Buffer<std::uint8_t> inks(row * batch);
  for (std::uint32_t y = 0; y < image.height; y += batch) {
    const std::uint32_t count = std::min(batch, image.height - y);
    if (!read_rows(reader, inks.data(), row, y, y + count)) fail(reader);
    for (std::uint32_t i = 0; i < count; ++i) {
      converter.convert(inks.data() + i * row, image.samples.data() + std::size_t{y + i} * image.width * 3,
                        image.width);
    }
  }
}

}  // namespace

Picture decode_jpeg(Bytes bytes, const ReadOptions& options) {
  Reader reader;
  jpeg_decompress_struct& info = reader.info;
  if (!read_header(reader, bytes.data(), bytes.size())) fail(reader);
  check_size(Format::jpeg, info.image_width, info.image_height, options);
  (void)choose_frame(1, options, "an animation", "frame");

  Picture picture;
  picture.orientation = orientation(reader);
  std::vector<std::uint8_t> profile = icc_profile(reader);
  if (!profile.empty()) picture.color = IccProfile{std::move(profile)};
  if (reader.bad_profile) picture.warning = "its ICC profile is damaged and was ignored";

  picture.gray = info.jpeg_color_space == JCS_GRAYSCALE;
  const bool cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
  if (!start(reader)) fail(reader);
  picture.image = make_image(info.output_width, info.output_height, 3, 8);
  Image& image = picture.image;
  if (cmyk) {
    decode_cmyk(reader, picture);
  } else if (!read_rows(reader, image.samples.data(), std::size_t{image.width} * 3, 0, image.height)) {
    fail(reader);
  }
  if (!finish(reader)) fail(reader);
  return picture;
}

}  // namespace kvant
