// Palettes in and out: files of other programs, colors as text, and well-known palettes by name.
//
//   const kvant::Palette colors = kvant::parse_colors("#1d2021, #cc241d, #ebdbb2");
//   kvant::write_file("brand.ase", kvant::encode_palette({.colors = colors}, kvant::PaletteFormat::ase));
//   const kvant::NamedPalette swatches = kvant::decode_palette(kvant::read_file("brand.ase"));
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/image.hpp"

namespace kvant {

enum class PaletteFormat {
  hex,       ///< text: one #rrggbb, or #rrggbbaa, per line
  json,      ///< an array of such texts, or an object that has one as "colors" or "palette"
  css,       ///< custom properties: --name: #rrggbb;
  gpl,       ///< GIMP palette
  act,       ///< Adobe color table: at most 256 colors, one of them transparent
  ase,       ///< Adobe swatch exchange
  pal,       ///< JASC palette (Paint Shop Pro)
  png,       ///< a picture of swatches
  aco,       ///< Adobe color swatches
  riff,      ///< Microsoft's .pal
  paintnet,  ///< Paint.NET's .txt: AARRGGBB on each line
};

/// A palette as files hold it: in order, with colors that repeat.
struct NamedPalette {
  std::string name = {};  ///< UTF-8; empty: none
  Palette colors = {};
  std::vector<std::string> names = {};  ///< of the colors, UTF-8; empty: they have none
  std::string warning = {};             ///< one line on what a file lacks though its colors are there; empty: nothing

  friend bool operator==(const NamedPalette&, const NamedPalette&) = default;
};

/// All of them, in the order above.
[[nodiscard]] KVANT_EXPORT std::vector<PaletteFormat> palette_formats();

/// "hex", "json", ...: also the extension of such files, but for riff (.pal) and paintnet (.txt).
[[nodiscard]] KVANT_EXPORT std::string_view palette_format_name(PaletteFormat format);
[[nodiscard]] KVANT_EXPORT std::optional<PaletteFormat> palette_format_of_name(std::string_view name);

/// The format that a file name's extension stands for, in any case; .txt is hex.
[[nodiscard]] KVANT_EXPORT std::optional<PaletteFormat> palette_format_of_extension(const std::filesystem::path& path);

/// Reads a palette, of 1 to 65,536 colors, from the bytes of a file, whose format is found by content. A color table
/// (act) has nothing to know it by but its size, and color swatches (aco) not much more: `named`, what the file's name
/// says, decides between these and others. A PNG written by encode_palette() gives back its palette; any other picture
/// that kvant reads gives its colors, in the order in which they first appear, rows from the top. Throws Error:
/// corrupt, unsupported, limit.
[[nodiscard]] KVANT_EXPORT NamedPalette decode_palette(std::span<const std::uint8_t> bytes,
                                                       std::optional<PaletteFormat> named = std::nullopt);

/// Writes a palette of 1 to 65,536 colors. decode_palette() gives back the same colors in the same order, and the names
/// where the format has them: json, gpl, ase and aco hold any text in one line, css letters, digits, - and _.
/// Throws Error: invalid_argument if there are no colors, or not as many names; unsupported if the format cannot hold
/// the palette (transparency in gpl, ase, pal, aco, riff; more than 256 colors in act).
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> encode_palette(const NamedPalette& palette, PaletteFormat format);

/// #rgb, #rgba, #rrggbb or #rrggbbaa; the # may be left out.
[[nodiscard]] KVANT_EXPORT std::optional<Color> parse_color(std::string_view text);

/// Colors with commas, semicolons or white space between them. Throws Error: corrupt, limit.
[[nodiscard]] KVANT_EXPORT Palette parse_colors(std::string_view text);

/// "#rrggbb", or "#rrggbbaa" if not opaque.
[[nodiscard]] KVANT_EXPORT std::string hex(Color color);

/// A palette that is known by a name.
struct PalettePreset {
  std::string_view name;         ///< "gameboy"
  std::string_view description;  ///< a few words
  Palette colors;
};

/// The presets, in the order of their names.
[[nodiscard]] KVANT_EXPORT std::vector<PalettePreset> palette_presets();

/// The colors of a preset, by its name.
[[nodiscard]] KVANT_EXPORT std::optional<Palette> palette_preset(std::string_view name);

}  // namespace kvant
