// Faults of a PNG file that touch no pixel, and that the decoder library would refuse it for.
#include <libdeflate.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "image/png_structure.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kChunkOverhead = 12;  // length, type, CRC

std::size_t u32(ByteView bytes, std::size_t at) {
  return std::size_t{bytes[at]} << 24 | std::size_t{bytes[at + 1]} << 16 | std::size_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

void append_u32(std::vector<std::uint8_t>& to, std::size_t value) {
  for (int shift : {24, 16, 8, 0}) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

bool is_intact(ByteView whole) {
  return libdeflate_crc32(0, whole.data() + 4, whole.size() - 8) == u32(whole, whole.size() - 4);
}

}  // namespace

void append_png_chunk(std::vector<std::uint8_t>& to, std::string_view type, ByteView data) {
  append_u32(to, data.size());
  const std::size_t start = to.size();
  to.insert(to.end(), type.begin(), type.end());
  to.insert(to.end(), data.begin(), data.end());
  append_u32(to, libdeflate_crc32(0, to.data() + start, to.size() - start));
}

std::optional<MendedPng> mend_png(ByteView png) {
  constexpr std::uint8_t palette_type = 3;
  constexpr std::uint8_t color_bit = 2;  // of types: without the palette's bit, a palette is a suggestion only
  const std::uint8_t color_type = png[kSignatureBytes + 17];
  const bool indexed = color_type == palette_type;
  const bool suggested = !indexed && (color_type & color_bit) != 0;
  const std::size_t most_colors = std::size_t{1} << std::min<unsigned>(png[kSignatureBytes + 16], 8);
  constexpr std::size_t most_suggested = std::size_t{3} * 256;
  MendedPng mended;
  std::vector<std::uint8_t>& out = mended.bytes;
  bool is_mended = false;
  bool palette_is_cut = false;
  std::size_t copied = 0;  // up to here the file stands in `out`
  const auto copy = [&](std::size_t end) {
    out.insert(out.end(), png.begin() + static_cast<std::ptrdiff_t>(copied),
               png.begin() + static_cast<std::ptrdiff_t>(end));
    copied = end;
  };
  std::size_t at = kSignatureBytes;
  for (std::string_view type; type != "IEND";) {
    const ByteView rest = png.subspan(at);
    const std::size_t length = rest.size() < 4 ? 0 : u32(rest, 0);
    if (rest.size() >= 8) type = {reinterpret_cast<const char*>(rest.data()) + 4, 4};
    if (rest.size() < kChunkOverhead || length > rest.size() - kChunkOverhead) {
      // The decoder library does without the header's checksum; a file that ends there has nothing to draw.
      if (at == kSignatureBytes) throw ends_early(Format::png);
      copy(at);
      if (rest.size() > 8 && type == "IDAT")
        append_png_chunk(out, type, rest.subspan(8, std::min(length, rest.size() - 8)));
      append_png_chunk(out, "IEND", {});
      mended.end_is_missing = true;
      return mended;
    }
    const ByteView whole = rest.first(length + kChunkOverhead);
    const auto replace = [&](std::optional<ByteView> data) {
      copy(at);
      if (data) append_png_chunk(out, type, *data);
      copied = at + whole.size();
      is_mended = true;
    };
    const bool colors = type == "PLTE" && (length > 3 * most_colors || length % 3 != 0) && length >= 3;
    const bool alphas = type == "tRNS" && length > most_colors && palette_is_cut;
    const bool bad_suggestion =
        suggested && type == "PLTE" && (length == 0 || length % 3 != 0 || length > most_suggested || !is_intact(whole));
    const bool empty_exif = type == "eXIf" && length == 0;
    if (indexed && (colors || alphas) && is_intact(whole)) {
      replace(rest.subspan(8, colors ? 3 * std::min(length / 3, most_colors) : most_colors));
      palette_is_cut = true;
    } else if (bad_suggestion || empty_exif) {
      replace(std::nullopt);
    } else if (type == "IEND" && !is_intact(whole)) {
      replace(ByteView());
      mended.end_is_damaged = true;
    }
    at += whole.size();
  }
  if (!is_mended) return std::nullopt;
  copy(png.size());
  return mended;
}

}  // namespace kvant
