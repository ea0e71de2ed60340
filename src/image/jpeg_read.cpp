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
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/exif.hpp"

namespace kvant {
namespace {

// More scans than any encoder makes; a small file must not keep the decoder busy for minutes.
constexpr int kMaxScans = 500;

[[noreturn]] void raise_error(j_common_ptr info);
void take_message(j_common_ptr info, int level);
void count_scans(j_common_ptr info);

/// Where pixels began to be made up.
struct Damage {
  std::uint32_t row = 0;  ///< of the picture; those above it are sound as far as this scan goes
  int scan = 0;           ///< from 1
};

struct Reader {
  Reader(ByteView file, bool takes_damage) : bytes(file), lenient(takes_damage) {
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
  ByteView bytes;
  bool lenient;
  bool decoding = false;  ///< pixels are what is read, not headers
  bool too_many_scans = false;
  bool bad_profile = false;
  bool stray_bytes = false;              ///< that touch no pixel
  bool stray_pixel_bytes = false;        ///< that may be left of damaged pixels
  bool early = false;                    ///< the file ended before the end mark
  std::optional<Damage> damage;          ///< found by a lenient reader
  std::optional<std::uint32_t> stopped;  ///< the row at which a lenient reader could not go on
};

Reader& reader_of(j_common_ptr info) { return *static_cast<Reader*>(info->client_data); }

[[noreturn]] void raise_error(j_common_ptr info) { std::longjmp(reader_of(info).jump, 1); }

void note_damage(Reader& reader) {
  if (reader.damage) return;
  const jpeg_decompress_struct& info = reader.info;
  const auto rows = static_cast<std::uint32_t>(info.max_v_samp_factor) * DCTSIZE;
  reader.damage = {.row = std::min(info.input_iMCU_row * rows, info.image_height), .scan = info.input_scan_number};
}

/// Notes bytes that belong to nothing, before a marker. Behind pixels libjpeg takes for such what was put in, which
/// touches none, and what damage left of the pixels before; the latter is not all zeros.
void note_stray_bytes(Reader& reader, std::size_t count, int marker) {
  constexpr int end_mark = 0xd9;
  const JOCTET* end = reader.info.src->next_input_byte;
  // Where the file has ended, libjpeg reads an end mark of its own.
  const bool zeros = !reader.early && count <= static_cast<std::size_t>(end - reader.bytes.data()) &&
                     std::all_of(end - count, end, [](JOCTET byte) { return byte == 0; });
  if (reader.decoding && !zeros) {
    reader.stray_pixel_bytes = true;
  } else if (marker != end_mark) {  // before which zeros are padding
    reader.stray_bytes = true;
  }
}

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
      note_stray_bytes(reader, static_cast<std::size_t>(info->err->msg_parm.i[0]), info->err->msg_parm.i[1]);
      return;
    case JWRN_JPEG_EOF:
      // Whether bits are missing as well, those who want them find out, but for arithmetic coding.
      reader.early = true;
      if (reader.decoding && !reader.info.arith_code) return;
      break;
    case JWRN_BOGUS_ICC:
      reader.bad_profile = true;
      return;
    default:
      break;
  }
  if (!reader.lenient || !reader.decoding) raise_error(info);
  note_damage(reader);
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

/// Whether a DNL marker, of four bytes, follows what was read. Pixels have no such bytes.
bool has_height_behind_pixels(const Reader& reader) {
  constexpr std::array<JOCTET, 4> marker = {0xff, 0xdc, 0, 4};
  const JOCTET* end = reader.bytes.data() + reader.bytes.size();
  return std::search(reader.info.src->next_input_byte, end, marker.begin(), marker.end()) != end;
}

[[noreturn]] void fail(Reader& reader) {
  if (reader.too_many_scans) throw damaged(Format::jpeg, "it has more than " + std::to_string(kMaxScans) + " scans");
  std::array<char, JMSG_LENGTH_MAX> message{};
  reader.errors.format_message(reinterpret_cast<j_common_ptr>(&reader.info), message.data());
  const jpeg_decompress_struct& info = reader.info;
  switch (reader.errors.msg_code) {
    case JERR_EMPTY_IMAGE:
      if (info.image_width == 0) throw damaged(Format::jpeg, "its width is 0");
      if (info.image_height > 0) break;
      if (has_height_behind_pixels(reader)) {
        throw Error(ErrorCode::unsupported,
                    "is a JPEG of a kind that kvant does not read: its height comes behind its pixels (DNL)");
      }
      throw damaged(Format::jpeg, "its height is 0, and no other comes behind its pixels (DNL)");
    case JERR_UNKNOWN_MARKER: {
      constexpr int jpeg_ls = 0xf7;
      constexpr int hierarchical = 0xde;
      const int marker = reader.errors.msg_parm.i[0];
      if (marker != jpeg_ls && marker != hierarchical) break;
      throw Error(ErrorCode::unsupported, "is a JPEG of a kind that kvant does not read: " +
                                              std::string(marker == jpeg_ls ? "JPEG-LS" : "hierarchical"));
    }
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
      throw Error(ErrorCode::unsupported,
                  "is a JPEG of a kind that kvant does not read: " + std::string(message.data()));
    default:
      break;
  }
  if (reader.early) throw ends_early(Format::jpeg);
  throw damaged(Format::jpeg, message.data());
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

ExifFacts exif(const Reader& reader) {
  constexpr std::array<std::uint8_t, 6> prefix = {'E', 'x', 'i', 'f', 0, 0};
  for (jpeg_saved_marker_ptr marker = reader.info.marker_list; marker; marker = marker->next) {
    const ByteView data(marker->data, marker->data_length);
    if (marker->marker != JPEG_APP0 + 1 || data.size() < prefix.size()) continue;
    if (std::equal(prefix.begin(), prefix.end(), data.begin())) return read_exif(data);
  }
  return {};
}

/// Each block of pixels takes a bit of Huffman codes at least: what claims more than the file can hold is refused
/// before memory is taken for it.
void require_room(const jpeg_decompress_struct& info, std::uint64_t file_bytes) {
  if (info.arith_code) return;
  const auto units = [](std::uint64_t pixels, int factor) {
    const std::uint64_t side = static_cast<std::uint64_t>(factor) * DCTSIZE;
    return (pixels + side - 1) / side;
  };
  const std::uint64_t least =
      units(info.image_width, info.max_h_samp_factor) * units(info.image_height, info.max_v_samp_factor);
  if (least / 8 > file_bytes) throw damaged(Format::jpeg, "it is too short for the pixels that it claims");
}

/// Rows `first` to `end` of the picture to `rows`. A lenient reader stops where it cannot go on.
void require_rows(Reader& reader, std::uint8_t* rows, std::size_t row_bytes, std::uint32_t first, std::uint32_t end) {
  if (reader.stopped || read_rows(reader, rows, row_bytes, first, end)) return;
  if (!reader.lenient || reader.info.output_scanline == 0) fail(reader);
  reader.stopped = reader.info.output_scanline;
}

/// A file without its end mark has all of a picture if it had one scan of all components, or if each coefficient is
/// exact.
bool has_all_scans(const jpeg_decompress_struct& info) {
  if (!info.progressive_mode) return info.comps_in_scan == info.num_components;
  for (int c = 0; c < info.num_components; ++c) {
    const int* missing_bits = info.coef_bits[c];
    if (std::any_of(missing_bits, missing_bits + DCTSIZE2, [](int bits) { return bits != 0; })) return false;
  }
  return true;
}

/// Says what is missing, and takes out of the picture what was made up.
void report_damage(const Reader& reader, bool one_scan, Picture& picture) {
  const std::uint32_t height = picture.image.height;
  std::uint32_t sound = reader.stopped.value_or(height);
  if (reader.damage) {
    const auto [row, scan] = *reader.damage;
    if (scan == 1 && reader.early) sound = std::min(sound, row);
    if (!one_scan) {
      const int first = scan == 1 ? 2 : scan;
      warn(picture, "its scans from number " + std::to_string(first) + " on are " +
                        (reader.early ? "missing" : "damaged") + ", and with them details or colors");
    } else if (!reader.early) {
      warn(picture, "its pixels are damaged from row " + std::to_string(row) + " of " + std::to_string(height) + " on");
    }
  }
  if (sound < height) draw_missing(Format::jpeg, picture, sound, height);
}

/// Four inks to RGB, a few rows at a time.
void decode_cmyk(Reader& reader, Picture& picture) {
  const auto* icc = std::get_if<IccProfile>(&picture.color);
  // Adobe's programs began to write inks inverted, and all others follow, with Adobe's marker or without.
  const CmykConverter converter(icc ? ByteView(icc->bytes) : ByteView(), true, 8);
  if (icc && !converter.uses_profile()) warn(picture, "its ICC profile is not usable for CMYK and was ignored");
  picture.color = {};
  picture.other_colors.clear();
  Image& image = picture.image;
  constexpr std::uint32_t batch = 16;
  const std::size_t row = std::size_t{image.width} * 4;
  Buffer<std::uint8_t> inks(row * batch);
  for (std::uint32_t y = 0; y < image.height; y += batch) {
    const std::uint32_t count = std::min(batch, image.height - y);
    require_rows(reader, inks.data(), row, y, y + count);
    for (std::uint32_t i = 0; i < count; ++i) {
      converter.convert(inks.data() + i * row, image.samples.data() + std::size_t{y + i} * image.width * 3,
                        image.width);
    }
  }
}

}  // namespace

Picture decode_jpeg(ByteView bytes, const ReadOptions& options) {
  Reader reader(bytes, options.lenient);
  jpeg_decompress_struct& info = reader.info;
  if (!read_header(reader, bytes.data(), bytes.size())) fail(reader);
  check_size(Format::jpeg, info.image_width, info.image_height, options);
  (void)choose_frame(1, options, "an animation", "frame");
  if (!options.lenient) require_room(info, bytes.size());

  Picture picture;
  const ExifFacts facts = exif(reader);
  picture.orientation = facts.orientation;
  std::vector<std::uint8_t> profile = icc_profile(reader);
  std::vector<ColorTag> colors;
  if (!profile.empty()) colors.emplace_back(IccProfile{std::move(profile)});
  if (facts.adobe_rgb) colors.emplace_back(AdobeRgbTag{});
  take_colors(std::move(colors), picture);
  if (reader.bad_profile) warn(picture, "its ICC profile is damaged and was ignored");

  picture.gray = info.jpeg_color_space == JCS_GRAYSCALE;
  const bool cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
  reader.decoding = true;
  if (!start(reader)) fail(reader);
  picture.image = make_image(info.output_width, info.output_height, 3, 8);
  Image& image = picture.image;
  if (cmyk) {
    decode_cmyk(reader, picture);
  } else {
    require_rows(reader, image.samples.data(), std::size_t{image.width} * 3, 0, image.height);
  }
  const bool one_scan = !info.progressive_mode && info.comps_in_scan == info.num_components;
  if (reader.early && !reader.damage && !has_all_scans(info)) {
    if (!options.lenient) throw ends_early(Format::jpeg);
    reader.damage = {.row = image.height, .scan = info.input_scan_number + 1};
  }
  if (!reader.damage && !reader.stopped && !finish(reader)) {
    if (!one_scan) fail(reader);
    warn(picture, "what follows its pixels is damaged");
  }
  report_damage(reader, one_scan, picture);
  if (reader.early && !reader.damage && !reader.stopped) warn(picture, "its end mark is missing");
  if (reader.stray_bytes) warn(picture, "it has stray bytes, which touch no pixel");
  if (reader.stray_pixel_bytes) warn(picture, "it has stray bytes among its pixels, some of which may be wrong");
  return picture;
}

}  // namespace kvant
