#include <algorithm>
#include <array>

#include "image/formats.hpp"
#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"hex", "json", "css", "gpl", "act", "ase", "pal", "png"};
constexpr std::array<std::size_t, 2> kColorTableSizes = {768, 772};

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= ' ' || letter == '\t' || letter == '\r' || letter == '\n';
  });
}

NamedPalette read_text(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.starts_with("GIMP Palette")) return read_gpl_palette(text);
  if (text.starts_with("JASC-PAL")) return read_pal_palette(text);
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  if (text.substr(first).starts_with('{') || text.substr(first).starts_with('[')) return read_json_palette(text);
  if (text.find("--") != std::string_view::npos || text.find('{') != std::string_view::npos) {
    return read_css_palette(text);
  }
  return read_hex_palette(text);
}

}  // namespace

std::string_view palette_format_name(PaletteFormat format) { return kNames[static_cast<std::size_t>(format)]; }

std::optional<PaletteFormat> palette_format_of_name(std::string_view name) {
  const auto* place = std::find(kNames.begin(), kNames.end(), name);
  if (place == kNames.end()) return std::nullopt;
  return static_cast<PaletteFormat>(place - kNames.begin());
}

std::optional<PaletteFormat> palette_format_of_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  if (extension.empty()) return std::nullopt;
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  if (extension == ".txt") return PaletteFormat::hex;
  return palette_format_of_name(std::string_view(extension).substr(1));
}

NamedPalette decode_palette(std::span<const std::uint8_t> bytes, std::optional<PaletteFormat> named) {
  if (named == PaletteFormat::act) return read_act_palette(bytes);
  if (find_format(bytes)) return read_picture_palette(bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("ASEF")) return read_ase_palette(bytes);
  if (text.starts_with("RIFF") && text.substr(std::min<std::size_t>(text.size(), 8)).starts_with("PAL ")) {
    throw Error(ErrorCode::unsupported, "this is Microsoft's kind of .pal; kvant reads the one of JASC");
  }
  if (is_text(text)) return read_text(text);
  if (std::find(kColorTableSizes.begin(), kColorTableSizes.end(), bytes.size()) != kColorTableSizes.end()) {
    return read_act_palette(bytes);
  }
  throw Error(ErrorCode::unsupported, "this is no palette that kvant reads, and no picture");
}

std::vector<std::uint8_t> encode_palette(const NamedPalette& palette, PaletteFormat format) {
  if (palette.colors.empty()) throw Error(ErrorCode::invalid_argument, "the palette is empty");
  if (palette.colors.size() > kMostPaletteColors) {
    throw Error(ErrorCode::invalid_argument, "a palette has at most 65,536 colors");
  }
  if (!palette.names.empty() && palette.names.size() != palette.colors.size()) {
    throw Error(ErrorCode::invalid_argument, "a palette needs one name for each color, or none at all");
  }
  switch (format) {
    case PaletteFormat::hex:
      return write_hex_palette(palette);
    case PaletteFormat::json:
      return write_json_palette(palette);
    case PaletteFormat::css:
      return write_css_palette(palette);
    case PaletteFormat::gpl:
      return write_gpl_palette(palette);
    case PaletteFormat::act:
      return write_act_palette(palette);
    case PaletteFormat::ase:
      return write_ase_palette(palette);
    case PaletteFormat::pal:
      return write_pal_palette(palette);
    case PaletteFormat::png:
      break;
  }
  return write_png_palette(palette);
}

Error damaged_palette(std::string_view kind, const std::string& what) {
  return {ErrorCode::corrupt, "damaged " + std::string(kind) + ": " + what};
}

void check_room(std::size_t colors) {
  if (colors >= kMostPaletteColors) throw Error(ErrorCode::limit, "the palette has more than 65,536 colors");
}

void require_opaque(const Palette& colors, std::string_view kind) {
  if (std::all_of(colors.begin(), colors.end(), [](const Color& color) { return color.a == 255; })) return;
  throw Error(ErrorCode::unsupported,
              std::string(kind) + " holds no transparency; use hex, json, css or png for this palette");
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  if (text.starts_with("\r\n")) {
    text.remove_prefix(2);
  } else if (!text.empty()) {
    text.remove_prefix(1);
  }
  return line;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string quoted(1, '\'');
  quoted += one_line(text.substr(0, kLongest));
  return quoted += text.size() > kLongest ? "...'" : "'";
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& letter : line) {
    if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
  }
  return std::string(trimmed(line));
}

std::string name_or_hex(const NamedPalette& palette, std::size_t i) {
  const std::string name = palette.names.empty() ? "" : one_line(palette.names[i]);
  return name.empty() ? hex(palette.colors[i]) : name;
}

void drop_hex_names(NamedPalette& palette) {
  bool named = false;
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    if (palette.names[i] == hex(palette.colors[i])) palette.names[i].clear();
    named |= !palette.names[i].empty();
  }
  if (!named) palette.names.clear();
}

PaletteBytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace kvant
