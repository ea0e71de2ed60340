// Microsoft's .pal (Multimedia Programming Interface and Data Specifications 1.0, "Palette File Format"): a RIFF file
// whose chunk "data" is a LOGPALETTE: the version 0x300, the number of colors, and R, G, B and flags for each. Numbers
// are stored low byte first.

#include <algorithm>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "RIFF palette";
constexpr std::size_t kFormEnd = 12;     // "RIFF", size, "PAL "
constexpr std::size_t kHeaderBytes = 8;  // of a chunk: its name and size
constexpr std::size_t kMostColors = 0xFFFF;
constexpr std::uint32_t kVersion = 0x300;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// The chunk and what follows it: its size is often wrong, and what counts is the number of colors.
std::string_view data_chunk(std::string_view file) {
  for (file.remove_prefix(std::min(file.size(), kFormEnd)); file.size() >= kHeaderBytes;) {
    const std::size_t size = number_at(file, 4, 4);
    if (file.starts_with("data")) return file.substr(kHeaderBytes);
    file.remove_prefix(std::min(file.size(), kHeaderBytes + size + size % 2));
  }
  throw damaged_palette(kKind, "it has no chunk of colors");
}

}  // namespace

bool is_riff_palette(std::string_view bytes) {
  return bytes.starts_with("RIFF") && bytes.substr(std::min<std::size_t>(bytes.size(), 8)).starts_with("PAL ");
}

NamedPalette read_riff_palette(std::span<const std::uint8_t> bytes) {
  const std::string_view data = data_chunk(text_of(bytes));
  if (data.size() < 4) throw damaged_palette(kKind, "it ends early");
  const std::size_t count = number_at(data, 2, 2);
  if (count == 0) throw damaged_palette(kKind, "it has no colors");
  if (data.size() < 4 + 4 * count)
    throw damaged_palette(kKind, "it ends before its " + std::to_string(count) + " colors do");
  NamedPalette palette;
  for (std::size_t i = 0; i < count; ++i) {
    const auto channel = [&](std::size_t c) { return static_cast<std::uint8_t>(data[4 + 4 * i + c]); };
    palette.colors.push_back({channel(0), channel(1), channel(2), 255});
  }
  return palette;
}

PaletteBytes write_riff_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a RIFF palette");
  require_at_most(palette.colors, kMostColors, "a RIFF palette");
  PaletteBytes bytes;
  const auto number = [&](std::size_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  const auto text = [&](std::string_view letters) {
    for (char letter : letters) bytes.push_back(static_cast<std::uint8_t>(letter));
  };
  const std::size_t size = 4 + 4 * palette.colors.size();
  text("RIFF");
  number(4 + kHeaderBytes + size, 4);
  text("PAL data");
  number(size, 4);
  number(kVersion, 2);
  number(palette.colors.size(), 2);
  for (const Color& color : palette.colors) bytes.insert(bytes.end(), {color.r, color.g, color.b, 0});
  return bytes;
}

}  // namespace kvant
