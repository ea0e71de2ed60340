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

std::optional<int> number(const Data& data, ExifIfd folder, ExifTag tag) {
  const ExifEntry* entry = exif_content_get_entry(data->ifd[folder], tag);
  if (!entry || !entry->data || entry->size < 2 || entry->format != EXIF_FORMAT_SHORT) return std::nullopt;
  return exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
}

bool is_adobe_rgb(const Data& data) {
  // 2 is no value of the standard, but some programs write it. Cameras say "uncalibrated", and by the file system's
  // standard (DCF) R03 means Adobe RGB then.
  constexpr int srgb = 1, adobe_rgb = 2;
  const int space = number(data, EXIF_IFD_EXIF, EXIF_TAG_COLOR_SPACE).value_or(0);
  if (space == srgb || space == adobe_rgb) return space == adobe_rgb;
  const ExifEntry* entry =
      exif_content_get_entry(data->ifd[EXIF_IFD_INTEROPERABILITY], EXIF_TAG_INTEROPERABILITY_INDEX);
  if (!entry || !entry->data) return false;
  return std::string_view(reinterpret_cast<const char*>(entry->data), entry->size).starts_with("R03");
}

}  // namespace

ExifFacts read_exif(std::span<const std::uint8_t> exif) {
  constexpr std::array<std::uint8_t, 6> prefix = {'E', 'x', 'i', 'f', 0, 0};
  // libexif looks at no more than this, and wants the prefix.
  std::vector<std::uint8_t> block(exif.begin(), exif.begin() + std::min<std::ptrdiff_t>(std::ssize(exif), 0xfff0));
  if (block.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), block.begin())) {
    block.insert(block.begin(), prefix.begin(), prefix.end());
  }
  const Data data(exif_data_new_from_data(block.data(), static_cast<unsigned>(block.size())));
  if (!data) return {};
  const int orientation = number(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION).value_or(1);
  return {.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1, .adobe_rgb = is_adobe_rgb(data)};
}

}  // namespace kvant
