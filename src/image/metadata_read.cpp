#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "image/exif.hpp"
#include "image/metadata.hpp"

namespace kvant {
namespace {

constexpr double kInchesPerMeter = 1 / 0.0254;
constexpr std::size_t kMostText = std::size_t{1} << 16;  // longer ones are no names

std::uint32_t big_endian(ByteView bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

std::uint32_t little_endian(ByteView bytes, std::size_t at) {
  return bytes[at] | std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at + 2]} << 16 |
         std::uint32_t{bytes[at + 3]} << 24;
}

bool starts_with(ByteView bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

void set_resolution(Metadata& metadata, double x, double y) {
  if (std::isfinite(x) && std::isfinite(y) && x > 0 && y > 0) metadata.resolution = {x, y};
}

std::string utf8_of_latin1(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return utf8;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xc2 ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || text.size() < length) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

/// The first text counts, up to a zero. Old programs write Latin-1 where UTF-8 or ASCII is asked for.
void set_text(std::string& to, std::string_view text) {
  text = text.substr(0, text.find('\0'));
  if (to.empty() && text.size() <= kMostText) to = is_utf8(text) ? std::string(text) : utf8_of_latin1(text);
}

void take_exif(ByteView block, Metadata& metadata) {
  const ExifFacts facts = read_exif(block);
  set_text(metadata.author, facts.author);
  set_text(metadata.copyright, facts.copyright);
  if (!metadata.resolution) metadata.resolution = facts.resolution;
}

/// The text of a zlib stream; empty if it is damaged or too long.
std::string inflated(std::string_view stream) {
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
  };
  const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  std::string text(kMostText, '\0');
  std::size_t size = 0;
  if (!decompressor || libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(), text.data(),
                                                  text.size(), &size) != LIBDEFLATE_SUCCESS) {
    return {};
  }
  text.resize(size);
  return text;
}

/// Takes what is before the next zero, and the zero.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find('\0'));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

/// A tEXt, zTXt or iTXt chunk.
void read_png_text(std::string_view type, std::string_view text, Metadata& metadata) {
  const std::string_view keyword = take_word(text);
  std::string* const to = keyword == "Author"      ? &metadata.author
                          : keyword == "Copyright" ? &metadata.copyright
                                                   : nullptr;
  if (to == nullptr) return;
  if (type == "tEXt") {
    set_text(*to, utf8_of_latin1(text));
  } else if (type == "zTXt" && !text.empty()) {
    set_text(*to, utf8_of_latin1(inflated(text.substr(1))));
  } else if (type == "iTXt" && text.size() >= 2) {
    const bool compressed = text[0] != 0;
    text.remove_prefix(2);
    take_word(text);  // the language
    take_word(text);  // the keyword in it
    set_text(*to, compressed ? inflated(text) : std::string(text));
  }
}

}  // namespace

void read_png_metadata(ByteView png, Metadata& metadata) {
  constexpr std::size_t around = 12;  // length, type and checksum
  ByteView exif;
  for (std::size_t at = 8; png.size() - at >= around;) {
    const std::size_t length = big_endian(png, at, 4);
    if (length > png.size() - at - around) break;
    const std::string_view type(reinterpret_cast<const char*>(png.data() + at + 4), 4);
    const ByteView data = png.subspan(at + 8, length);
    const bool intact = libdeflate_crc32(0, png.data() + at + 4, 4 + length) == big_endian(png, at + 8 + length, 4);
    if (!intact) {
      // Left out, as libpng does.
    } else if (type == "pHYs" && length == 9 && data[8] == 1) {
      set_resolution(metadata, big_endian(data, 0, 4) / kInchesPerMeter, big_endian(data, 4, 4) / kInchesPerMeter);
    } else if (type == "eXIf") {
      exif = data;
    } else {
      read_png_text(type, {reinterpret_cast<const char*>(data.data()), data.size()}, metadata);
    }
    at += around + length;
  }
  if (!exif.empty()) take_exif(exif, metadata);
}

void read_jpeg_metadata(ByteView jpeg, Metadata& metadata) {
  constexpr std::uint8_t start_of_scan = 0xda;
  ByteView exif;
  for (std::size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == 0xff;) {
    const std::uint8_t marker = jpeg[at + 1];
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const std::size_t length = big_endian(jpeg, at + 2, 2);
    if (marker == start_of_scan || length < 2 || length > jpeg.size() - at - 2) break;
    const ByteView data = jpeg.subspan(at + 4, length - 2);
    if (marker == 0xe0 && data.size() >= 12 && starts_with(data, "JFIF") && (data[7] == 1 || data[7] == 2)) {
      const double factor = data[7] == 2 ? 2.54 : 1;
      set_resolution(metadata, big_endian(data, 8, 2) * factor, big_endian(data, 10, 2) * factor);
    } else if (marker == 0xe1 && starts_with(data, "Exif") && exif.empty()) {
      exif = data;
    }
    at += 2 + length;
  }
  if (!exif.empty()) take_exif(exif, metadata);
}

void read_bmp_metadata(ByteView bmp, Metadata& metadata) {
  constexpr std::size_t header_with_resolution = 40;
  if (bmp.size() < 46 || little_endian(bmp, 14) < header_with_resolution) return;
  set_resolution(metadata, little_endian(bmp, 38) / kInchesPerMeter, little_endian(bmp, 42) / kInchesPerMeter);
}

}  // namespace kvant
