#include <algorithm>
#include <array>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

// In this order a file is tried: what has a mark first, then what is told by its words, then any text, then any file
// of the right size.
constexpr std::array kCodecs = {
    PaletteCodec{PaletteFormat::png, "png", "", false, is_picture_palette, read_picture_palette, write_picture_palette},
    PaletteCodec{PaletteFormat::ase, "ase", "", false, is_ase_palette, read_ase_palette, write_ase_palette},
    PaletteCodec{PaletteFormat::riff, "riff", "pal", false, is_riff_palette, read_riff_palette, write_riff_palette},
    PaletteCodec{PaletteFormat::aco, "aco", "", false, is_aco_palette, read_aco_palette, write_aco_palette},
    PaletteCodec{PaletteFormat::gpl, "gpl", "", true, is_gpl_palette, read_gpl_palette, write_gpl_palette},
    PaletteCodec{PaletteFormat::pal, "pal", "", true, is_pal_palette, read_pal_palette, write_pal_palette},
    PaletteCodec{PaletteFormat::json, "json", "", true, is_json_palette, read_json_palette, write_json_palette},
    PaletteCodec{PaletteFormat::paintnet, "paintnet", "txt", true, is_paintnet_palette, read_paintnet_palette,
                 write_paintnet_palette},
    PaletteCodec{PaletteFormat::css, "css", "", true, is_css_palette, read_css_palette, write_css_palette},
    PaletteCodec{PaletteFormat::hex, "hex", "txt", true, is_hex_palette, read_hex_palette, write_hex_palette},
    PaletteCodec{PaletteFormat::act, "act", "", false, is_act_palette, read_act_palette, write_act_palette},
};

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= ' ' || letter == '\t' || letter == '\r' || letter == '\n';
  });
}

std::string_view without_end_mark(std::string_view bytes) {
  return bytes.substr(0, bytes.find_last_not_of(std::string_view("\0\x1a", 2)) + 1);
}

/// In small letters, without its dot.
std::string extension_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return extension.empty() ? extension : extension.substr(1);
}

}  // namespace

const PaletteCodec& palette_codec(PaletteFormat format) {
  return *std::find_if(kCodecs.begin(), kCodecs.end(),
                       [&](const PaletteCodec& codec) { return codec.format == format; });
}

bool is_extension_of(PaletteFormat format, const std::filesystem::path& path) {
  const PaletteCodec& codec = palette_codec(format);
  const std::string extension = extension_of(path);
  return !extension.empty() && (extension == codec.name || extension == codec.other_extension);
}

std::vector<PaletteFormat> palette_formats() {
  std::vector<PaletteFormat> formats;
  formats.reserve(kCodecs.size());
  for (const PaletteCodec& codec : kCodecs) formats.push_back(codec.format);
  std::sort(formats.begin(), formats.end());
  return formats;
}

std::string_view palette_format_name(PaletteFormat format) { return palette_codec(format).name; }

std::optional<PaletteFormat> palette_format_of_name(std::string_view name) {
  const auto* codec =
      std::find_if(kCodecs.begin(), kCodecs.end(), [&](const PaletteCodec& row) { return row.name == name; });
  if (codec == kCodecs.end()) return std::nullopt;
  return codec->format;
}

std::optional<PaletteFormat> palette_format_of_extension(const std::filesystem::path& path) {
  const std::string extension = extension_of(path);
  if (extension.empty()) return std::nullopt;
  if (extension == "txt") return PaletteFormat::hex;
  return palette_format_of_name(extension);
}

NamedPalette decode_palette(std::span<const std::uint8_t> bytes, std::optional<PaletteFormat> named) {
  if (named == PaletteFormat::act || named == PaletteFormat::aco) return palette_codec(*named).decode(bytes);
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  const auto unmarked = bytes.subspan(text_of(bytes).starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  // Old programs end text with Ctrl-Z or a zero.
  const std::string_view cut = without_end_mark(text_of(unmarked));
  if (is_gpl_palette(cut) || is_pal_palette(cut)) bytes = unmarked.first(cut.size());
  const bool text = is_text(text_of(bytes));
  if (text && text_of(bytes).starts_with(byte_order_mark)) bytes = unmarked;
  for (const PaletteCodec& codec : kCodecs) {
    if ((text || !codec.text) && codec.probe(text_of(bytes))) return codec.decode(bytes);
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
  return palette_codec(format).encode(palette);
}

}  // namespace kvant
