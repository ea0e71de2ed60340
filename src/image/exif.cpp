#include "image/exif.hpp"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace kvant {
namespace {

struct ExifDataDeleter {
  void operator()(ExifData* data) const { exif_data_unref(data); }
};
using Data = std::unique_ptr<ExifData, ExifDataDeleter>;

const ExifEntry* find(const Data& data, ExifIfd folder, ExifTag tag, ExifFormat format, std::size_t bytes) {
  const ExifEntry* entry = exif_content_get_entry(data->ifd[folder], tag);
  return entry && entry->data && entry->format == format && entry->size >= bytes ? entry : nullptr;
}

std::optional<std::uint64_t> number(const Data& data, ExifIfd folder, ExifTag tag) {
  const ExifEntry* entry = find(data, folder, tag, EXIF_FORMAT_SHORT, 2);
  if (!entry) return std::nullopt;
  return exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
}

std::string text(const Data& data, ExifIfd folder, ExifTag tag) {
  const ExifEntry* entry = find(data, folder, tag, EXIF_FORMAT_ASCII, 1);
  return entry ? std::string(reinterpret_cast<const char*>(entry->data), entry->size) : std::string();
}

/// 0 if it is not there or makes no sense.
double ratio(const Data& data, ExifTag tag) {
  const ExifEntry* entry = find(data, EXIF_IFD_0, tag, EXIF_FORMAT_RATIONAL, 8);
  if (!entry) return 0;
  const ExifRational found = exif_get_rational(entry->data, exif_data_get_byte_order(data.get()));
  return found.denominator == 0 ? 0 : static_cast<double>(found.numerator) / found.denominator;
}

std::optional<Resolution> resolution(const Data& data) {
  constexpr int centimeters = 3;
  const double x = ratio(data, EXIF_TAG_X_RESOLUTION);
  const double y = ratio(data, EXIF_TAG_Y_RESOLUTION);
  if (x <= 0 || y <= 0) return std::nullopt;
  const double factor = number(data, EXIF_IFD_0, EXIF_TAG_RESOLUTION_UNIT) == centimeters ? 2.54 : 1;
  return Resolution{x * factor, y * factor};
}

}  // namespace

bool is_adobe_rgb(std::optional<std::uint64_t> color_space, std::string_view interoperability) {
  // 2 is no value of the standard, but some programs write it. Cameras say "uncalibrated", and by the file system's
  // standard (DCF) R03 means Adobe RGB then.
  constexpr std::uint64_t srgb = 1;
  constexpr std::uint64_t adobe_rgb = 2;
  const std::uint64_t space = color_space.value_or(0);
  if (space == srgb || space == adobe_rgb) return space == adobe_rgb;
  return interoperability.starts_with("R03");
}

ExifFacts read_exif(std::span<const std::uint8_t> exif) {
  constexpr std::array<std::uint8_t, 6> prefix = {'E', 'x', 'i', 'f', 0, 0};
  // libexif looks at no more than this, and wants the prefix.
  std::vector<std::uint8_t> block(exif.begin(), exif.begin() + std::min<std::ptrdiff_t>(std::ssize(exif), 0xfff0));
  if (block.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), block.begin())) {
    block.insert(block.begin(), prefix.begin(), prefix.end());
  }
  const Data data(exif_data_new_from_data(block.data(), static_cast<unsigned>(block.size())));
  if (!data) return {};
  const std::uint64_t orientation = number(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION).value_or(1);
  return {.orientation = orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1,
          .adobe_rgb = is_adobe_rgb(
              number(data, EXIF_IFD_EXIF, EXIF_TAG_COLOR_SPACE),
              text(data, EXIF_IFD_INTEROPERABILITY, static_cast<ExifTag>(EXIF_TAG_INTEROPERABILITY_INDEX))),
          .resolution = resolution(data),
          .author = text(data, EXIF_IFD_0, EXIF_TAG_ARTIST),
          .copyright = text(data, EXIF_IFD_0, EXIF_TAG_COPYRIGHT)};
}

}  // namespace kvant
