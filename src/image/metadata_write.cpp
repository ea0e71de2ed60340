#include <libdeflate.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "image/metadata.hpp"

namespace kvant {
namespace {

constexpr double kInchesPerMeter = 1 / 0.0254;

std::uint32_t whole(double value) {
  constexpr double most = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::uint32_t>(std::clamp(std::floor(value + 0.5), 0.0, most));
}

void append(Bytes& out, std::uint32_t value, int bytes, bool big_endian) {
  for (int i = 0; i < bytes; ++i)
    out.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? bytes - 1 - i : i)));
}

void append(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

void append_chunk(Bytes& out, std::string_view type, const Bytes& data) {
  append(out, static_cast<std::uint32_t>(data.size()), 4, true);
  const std::size_t start = out.size();
  append(out, type);
  out.insert(out.end(), data.begin(), data.end());
  append(out, libdeflate_crc32(0, out.data() + start, out.size() - start), 4, true);
}

void append_png_text(Bytes& out, std::string_view keyword, const std::string& text) {
  using namespace std::string_view_literals;
  if (text.empty()) return;
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  Bytes data;
  append(data, keyword);
  append(data, ascii ? "\0"sv : "\0\0\0\0\0"sv);  // iTXt: not compressed, no language, no keyword in it
  append(data, text);
  append_chunk(out, ascii ? "tEXt" : "iTXt", data);
}

/// An APP1 segment with the two tags, those that are empty left out.
Bytes exif_segment(const Metadata& metadata) {
  using namespace std::string_view_literals;
  constexpr std::size_t most_text = 30'000;  // two of them fit into a segment
  std::vector<std::pair<std::uint32_t, std::string>> tags;
  if (!metadata.author.empty()) tags.emplace_back(0x013b, metadata.author.substr(0, most_text) + '\0');
  if (!metadata.copyright.empty()) tags.emplace_back(0x8298, metadata.copyright.substr(0, most_text) + '\0');
  Bytes body;
  append(body, "Exif\0\0II*\0\x08\0\0\0"sv);
  append(body, static_cast<std::uint32_t>(tags.size()), 2, false);
  auto offset = static_cast<std::uint32_t>(8 + 2 + 12 * tags.size() + 4);
  for (auto& [tag, text] : tags) {
    constexpr std::uint32_t ascii = 2;
    append(body, tag, 2, false);
    append(body, ascii, 2, false);
    append(body, static_cast<std::uint32_t>(text.size()), 4, false);
    if (text.size() <= 4) {  // stands in the place of its offset
      text.resize(4);
      append(body, std::exchange(text, {}));
    } else {
      append(body, offset, 4, false);
      offset += static_cast<std::uint32_t>(text.size());
    }
  }
  append(body, 0, 4, false);  // no other directory
  for (const auto& [tag, text] : tags) append(body, text);
  Bytes segment = {0xff, 0xe1};
  append(segment, static_cast<std::uint32_t>(body.size() + 2), 2, true);
  segment.insert(segment.end(), body.begin(), body.end());
  return segment;
}

}  // namespace

/// Such chunks may stand anywhere before the pixels.
void write_png_metadata(Bytes& png, const Metadata& metadata) {
  constexpr std::ptrdiff_t after_header = 33;
  Bytes chunks;
  if (metadata.resolution) {
    Bytes data;
    append(data, whole(metadata.resolution->x * kInchesPerMeter), 4, true);
    append(data, whole(metadata.resolution->y * kInchesPerMeter), 4, true);
    data.push_back(1);  // per meter
    append_chunk(chunks, "pHYs", data);
  }
  append_png_text(chunks, "Author", metadata.author);
  append_png_text(chunks, "Copyright", metadata.copyright);
  png.insert(png.begin() + after_header, chunks.begin(), chunks.end());
}

/// libjpeg begins with a JFIF segment.
void write_jpeg_metadata(Bytes& jpeg, const Metadata& metadata) {
  constexpr std::ptrdiff_t unit = 13;
  constexpr std::ptrdiff_t after_jfif = 20;
  if (metadata.resolution) {
    Bytes density = {1};  // per inch
    for (const double value : {metadata.resolution->x, metadata.resolution->y}) {
      append(density, std::clamp(whole(value), 1U, 0xffffU), 2, true);
    }
    std::copy(density.begin(), density.end(), jpeg.begin() + unit);
  }
  if (metadata.author.empty() && metadata.copyright.empty()) return;
  const Bytes exif = exif_segment(metadata);
  jpeg.insert(jpeg.begin() + after_jfif, exif.begin(), exif.end());
}

void write_bmp_metadata(Bytes& bmp, const Metadata& metadata) {
  constexpr std::ptrdiff_t resolution = 38;
  if (!metadata.resolution) return;
  Bytes values;
  append(values, whole(metadata.resolution->x * kInchesPerMeter), 4, false);
  append(values, whole(metadata.resolution->y * kInchesPerMeter), 4, false);
  std::copy(values.begin(), values.end(), bmp.begin() + resolution);
}

}  // namespace kvant
