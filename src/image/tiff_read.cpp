// TIFF, with libtiff, from memory.
//
// Gray, palette, RGB, CMYK and L*a*b* samples are read as they are; libtiff's own conversion to 8-bit RGBA serves the
// rest (YCbCr that is not JPEG's, LogLuv).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "image/decoders.hpp"
#include "image/exif.hpp"
#include "image/tiff_blocks.hpp"
#include "image/tiff_camera_raw.hpp"
#include "image/tiff_file.hpp"
#include "image/tiff_layout.hpp"
#include "image/tiff_samples.hpp"
#include "image/tiff_tags.hpp"

namespace kvant {
namespace {

// A value this far outside 0..1 is rounding: half a step of 8 bits.
constexpr double kFloatRounding = 0.5 / 255;

/// Has libjpeg make RGB of YCbCr: its rows are then as long as others.
void ask_for_rgb(const Tiff& tiff) {
  if (tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_JPEG &&
      tiff.number(TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_YCBCR) {
    TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
}

bool is_part_of_another(const Tiff& tiff, const TiffTags& tags) {
  std::uint32_t kind = 0;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_SUBFILETYPE, &kind);
  const TiffDirectory directory = tags.directory_at(TIFFCurrentDirOffset(tiff.get()));
  return (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0 ||
         tags.value(directory, TIFFTAG_OSUBFILETYPE) == OFILETYPE_REDUCEDIMAGE;
}

struct TiffPages {
  std::vector<std::uint64_t> positions;  ///< of directories that are pages, not thumbnails or masks of one
  bool list_is_broken = false;           ///< there may be more of them
};

TiffPages find_pages(const Tiff& tiff) {
  TiffPages found;
  std::vector<std::uint64_t>& pages = found.positions;
  const TiffTags tags(tiff.bytes());
  std::vector<std::uint64_t> below;  // what a thumbnail is one of may lie below it
  const std::uint64_t first = TIFFCurrentDirOffset(tiff.get());
  while (true) {
    std::uint16_t count = 0;
    const std::uint64_t* positions = nullptr;
    if (!is_part_of_another(tiff, tags)) {
      pages.push_back(TIFFCurrentDirOffset(tiff.get()));
    } else if (TIFFGetField(tiff.get(), TIFFTAG_SUBIFD, &count, &positions) && positions) {
      below.insert(below.end(), positions, positions + count);
    }
    if (TIFFLastDirectory(tiff.get())) break;
    tiff.listen();
    if (TIFFReadDirectory(tiff.get()) == 1) continue;
    if (pages.empty() && below.empty()) tiff.fail();
    found.list_is_broken = true;
    break;
  }
  if (!pages.empty()) return found;
  for (const std::uint64_t position : below) {
    tiff.listen();
    tiff.require(TIFFSetSubDirectory(tiff.get(), position) == 1);
    if (!is_part_of_another(tiff, tags)) pages.push_back(position);
  }
  if (pages.empty()) pages.push_back(first);
  return found;
}

/// What a camera's EXIF directory says of the samples.
bool is_adobe_rgb_by_exif(const Tiff& tiff, ByteView bytes) {
  constexpr std::uint16_t color_space = 40961;
  constexpr std::uint16_t interoperability = 40965;  // where its directory lies
  constexpr std::uint16_t interoperability_index = 1;
  toff_t position = 0;
  if (!TIFFGetField(tiff.get(), TIFFTAG_EXIFIFD, &position)) return false;
  const TiffTags tags(bytes);
  const TiffDirectory exif = tags.directory_at(position);
  const TiffDirectory below = tags.directory_at(tags.value(exif, interoperability).value_or(0));
  const TiffTag* index = TiffTags::find(below, interoperability_index);
  return is_adobe_rgb(tags.value(exif, color_space), index ? tags.text(*index) : std::string());
}

std::vector<ColorTag> colors_of(const Tiff& tiff, ByteView bytes) {
  std::vector<ColorTag> colors;
  std::uint32_t size = 0;
  const void* profile = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &size, &profile) && profile) {
    const auto* begin = static_cast<const std::uint8_t*>(profile);
    colors.emplace_back(IccProfile{{begin, begin + size}});
  }
  if (is_adobe_rgb_by_exif(tiff, bytes)) colors.emplace_back(AdobeRgbTag{});
  return colors;
}

/// Divides the inks of a row by its alpha, the fifth sample.
template <class Sample>
void unpremultiply_inks(std::uint8_t* inks, const std::uint8_t* row, std::size_t pixels) {
  constexpr std::uint32_t top = static_cast<Sample>(~Sample{0});
  for (std::size_t i = 0; i < 4 * pixels; ++i) {
    Sample ink = 0;
    Sample alpha = 0;
    std::memcpy(&ink, inks + i * sizeof(Sample), sizeof(Sample));
    std::memcpy(&alpha, row + (i / 4 * 5 + 4) * sizeof(Sample), sizeof(Sample));
    if (alpha == 0) continue;
    ink = static_cast<Sample>(std::min(top, (std::uint32_t{ink} * top + alpha / 2U) / alpha));
    std::memcpy(inks + i * sizeof(Sample), &ink, sizeof(Sample));
  }
}

/// From inks (and alpha) to RGB (and alpha), in place: each row becomes shorter.
void convert_inks(Image& image, const CmykConverter& converter, bool premultiplied) {
  const std::size_t size = image.depth / 8;
  const std::uint32_t channels = image.channels;
  std::vector<std::uint8_t> inks(std::size_t{image.width} * 4 * size);
  std::vector<std::uint8_t> rgb(std::size_t{image.width} * 3 * size);
  std::uint8_t* to = image.samples.data();
  const std::uint8_t* from = image.samples.data();
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x) {
      std::memcpy(inks.data() + x * 4 * size, from + x * channels * size, 4 * size);
    }
    if (premultiplied && size == 1) unpremultiply_inks<std::uint8_t>(inks.data(), from, image.width);
    if (premultiplied && size == 2) unpremultiply_inks<std::uint16_t>(inks.data(), from, image.width);
    converter.convert(inks.data(), rgb.data(), image.width);
    for (std::size_t x = 0; x < image.width; ++x, from += channels * size, to += (channels - 1) * size) {
      if (channels == 5) std::memmove(to + 3 * size, from + 4 * size, size);
      std::memcpy(to, rgb.data() + x * 3 * size, 3 * size);
    }
  }
  image.channels = channels - 1;
  image.samples.resize(image.pixels() * image.channels * size);
}

/// Says how floating-point samples were taken. Throws Error where that cannot be right, unless `lenient`.
void judge_floats(const TiffSamples& samples, bool lenient, Picture& picture) {
  const bool outside = samples.least() < -kFloatRounding || samples.greatest() > 1 + kFloatRounding;
  std::array<char, 80> range{};
  (void)std::snprintf(range.data(), range.size(), "from %g to %g", samples.least(), samples.greatest());
  if (!lenient && samples.met_no_number()) {
    throw Error(ErrorCode::unsupported, "is a TIFF with floating-point samples that are no numbers");
  }
  if (!lenient && outside) {
    throw Error(ErrorCode::unsupported, "is a TIFF of floating-point samples " + std::string(range.data()) +
                                            ": only 0 (dark) to 1 (light) is read, so scale them first");
  }
  warn(picture, "its floating-point samples were taken as 0 (dark) to 1 (light)");
  if (outside) warn(picture, "they are " + std::string(range.data()) + " and were cut off");
  if (samples.met_no_number()) warn(picture, "some are no numbers and were taken as 0");
}

template <class Sample>
bool is_clear(const Image& image) {
  const auto* samples = reinterpret_cast<const Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i) {
    if (samples[4 * i + 3] != 0) return false;
  }
  return true;
}

template <class Sample>
void make_opaque(Image& image) {
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i) samples[4 * i + 3] = static_cast<Sample>(~Sample{0});
}

/// A fourth sample of RGB that nothing is said of is alpha, unless it is 0 everywhere: then it is padding.
void judge_undeclared_alpha(Picture& picture) {
  const bool wide = picture.image.depth == 16;
  if (wide ? is_clear<std::uint16_t>(picture.image) : is_clear<std::uint8_t>(picture.image)) {
    wide ? make_opaque<std::uint16_t>(picture.image) : make_opaque<std::uint8_t>(picture.image);
    warn(picture, "its fourth sample, 0 everywhere and of no declared kind, was left out");
  } else {
    warn(picture, "its fourth sample, of no declared kind, was taken for alpha");
  }
}

void read_direct(const Tiff& tiff, const TiffLayout& layout, bool lenient, Picture& picture) {
  picture.gray = layout.is_gray();
  TiffSamples samples(tiff, layout);
  picture.image = samples.make_target();
  TiffBlocks blocks(tiff, layout, lenient);
  blocks.read(picture.image, samples);
  if (layout.floats) judge_floats(samples, lenient, picture);
  const bool inks = layout.photometric == PHOTOMETRIC_SEPARATED;
  if (inks) {
    const auto* icc = std::get_if<IccProfile>(&picture.color);
    const CmykConverter converter(icc ? ByteView(icc->bytes) : ByteView(), false, picture.image.depth);
    if (icc && !converter.uses_profile()) warn(picture, "its ICC profile is not usable for CMYK and was ignored");
    convert_inks(picture.image, converter, layout.premultiplied);
  }
  if (layout.is_lab()) convert_lab_to_srgb(picture.image);
  if (inks || layout.is_lab()) {
    picture.color = {};
    picture.other_colors.clear();
  }
  if (layout.premultiplied && !inks) unpremultiply(picture.image);
  if (layout.alpha && !layout.alpha_is_declared) judge_undeclared_alpha(picture);
  if (const std::uint32_t dropped = layout.dropped(); dropped > 0) {
    warn(picture, std::to_string(dropped) + " of its " + std::to_string(layout.samples) +
                      " samples per pixel, neither color nor alpha, " + (dropped == 1 ? "was" : "were") + " left out");
  }
  warn(picture, blocks.clear_missing(picture.image));
  if (blocks.claimed_too_little()) warn(picture, "some of its strips or tiles claim to be shorter than they are");
}

void read_converted(const Tiff& tiff, const TiffLayout& layout, bool lenient, Picture& picture) {
  std::array<char, 1024> reason{};
  if (!TIFFRGBAImageOK(tiff.get(), reason.data())) {
    throw Error(ErrorCode::unsupported, "is a TIFF of a kind that is not read: " + std::string(reason.data()));
  }
  picture.image = make_image(layout.width, layout.height, 4, 8);
  TiffBlocks blocks(tiff, layout, lenient);
  blocks.read_converted(picture.image);
  unpremultiply(picture.image);
  warn(picture, blocks.clear_missing(picture.image));
  if (blocks.claimed_too_little()) warn(picture, "some of its strips or tiles claim to be shorter than they are");
}

void read_metadata(const Tiff& tiff, Metadata& metadata) {
  const std::uint32_t unit = tiff.number(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  float x = 0;
  float y = 0;
  if (unit != RESUNIT_NONE && TIFFGetField(tiff.get(), TIFFTAG_XRESOLUTION, &x) == 1 &&
      TIFFGetField(tiff.get(), TIFFTAG_YRESOLUTION, &y) == 1 && std::isfinite(x) && std::isfinite(y) && x > 0 &&
      y > 0) {
    const double factor = unit == RESUNIT_CENTIMETER ? 2.54 : 1;
    metadata.resolution = {x * factor, y * factor};
  }
  const char* text = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ARTIST, &text) == 1 && text != nullptr) metadata.author = text;
  if (TIFFGetField(tiff.get(), TIFFTAG_COPYRIGHT, &text) == 1 && text != nullptr) metadata.copyright = text;
}

}  // namespace

Picture decode_tiff(ByteView bytes, const ReadOptions& options) {
  refuse_camera_raw(bytes);
  // libtiff reads nothing of a strip whose bytes are not all there, even if its rows are.
  const auto mended = TiffTags(bytes).mended();
  const ByteView original = bytes;
  if (mended) bytes = ByteView(*mended);
  if constexpr (sizeof(tmsize_t) < sizeof(std::uint64_t)) check_row_sizes(TiffTags(bytes), options);
  std::uint64_t page = 0;
  bool pages_are_missing = false;
  std::uint64_t largest_allocation = 0;
  TiffLayout layout;
  {
    // Directories need no more than a few times what they take in the file.
    const Tiff tiff(bytes, 4 * bytes.size() + (std::uint64_t{1} << 20));
    const TiffPages pages = find_pages(tiff);
    page = pages.positions[choose_frame(pages.positions.size(), options, "a document", "page")];
    pages_are_missing = pages.list_is_broken;
    tiff.listen();
    tiff.require(TIFFSetSubDirectory(tiff.get(), page) == 1);
    ask_for_rgb(tiff);
    layout = read_tiff_layout(tiff);
    check_size(Format::tiff, layout.width, layout.height, options);
    refuse_other_samples(tiff, layout);
    largest_allocation = check_block_sizes(tiff, layout, bytes.size(), options);
  }
  const Tiff tiff(bytes, largest_allocation);
  tiff.require(TIFFSetSubDirectory(tiff.get(), page) == 1);
  const std::uint32_t orientation = tiff.number(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  // libtiff's conversion would turn the picture, strip by strip.
  TIFFSetField(tiff.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  ask_for_rgb(tiff);
  Picture picture;
  take_colors(colors_of(tiff, bytes), picture);
  if (pages_are_missing) warn(picture, "its list of pages is broken: there may be more than are found");
  const bool overlong = mended && TiffTags(original).has_blocks_beyond_file(page);
  if (const std::string tags = TiffTags(original).senseless_tags(page); !tags.empty()) {
    warn(picture, "what it says of " + tags + " makes no sense and was ignored");
  }
  try {
    if (is_direct(layout)) {
      read_direct(tiff, layout, options.lenient, picture);
    } else {
      read_converted(tiff, layout, options.lenient, picture);
    }
  } catch (const Error& error) {
    // Each codec has words of its own for data that end within pixels.
    if (overlong && error.code() == ErrorCode::corrupt) throw ends_early(Format::tiff);
    throw;
  }
  // A lenient reader has said what is missing.
  if (overlong && (!options.lenient || picture.warning.empty())) {
    warn(picture, "some of its strips or tiles claim to go on behind its end");
  }
  if (!tiff.doubt().empty()) {
    warn(picture, "some of its pixels may be wrong: libjpeg says no more after \"" + tiff.doubt() + "\"");
  }
  if (orientation >= 1 && orientation <= 8) picture.orientation = static_cast<int>(orientation);
  read_metadata(tiff, picture.metadata);
  return picture;
}

}  // namespace kvant
