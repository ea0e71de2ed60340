// One reader and one writer for each palette format, and what they share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"

namespace kvant {

inline constexpr std::size_t kMostPaletteColors = 65'536;

using PaletteBytes = std::vector<std::uint8_t>;

// Readers of files that are known to be of the format. All throw Error: corrupt, unsupported, limit.
[[nodiscard]] NamedPalette read_hex_palette(std::string_view text);
[[nodiscard]] NamedPalette read_json_palette(std::string_view text);
[[nodiscard]] NamedPalette read_css_palette(std::string_view commented);
[[nodiscard]] NamedPalette read_gpl_palette(std::string_view text);
[[nodiscard]] NamedPalette read_pal_palette(std::string_view text);
[[nodiscard]] NamedPalette read_act_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] NamedPalette read_ase_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] NamedPalette read_picture_palette(std::span<const std::uint8_t> bytes);

/// The palette that a PNG carries in its first sPLT chunk; no colors if it has none, or is no PNG. Throws Error(limit).
[[nodiscard]] NamedPalette suggested_palette(std::span<const std::uint8_t> png);

// Writers of palettes that hold colors, and as many names or none. All throw Error(unsupported).
[[nodiscard]] PaletteBytes write_hex_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_json_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_css_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_gpl_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_pal_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_act_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_ase_palette(const NamedPalette& palette);
[[nodiscard]] PaletteBytes write_png_palette(const NamedPalette& palette);

/// Error(corrupt): "damaged GIMP palette: WHAT".
[[nodiscard]] Error damaged_palette(std::string_view kind, const std::string& what);

/// Throws Error(limit) if a palette that has `colors` colors cannot take another.
void check_room(std::size_t colors);

/// Throws Error(unsupported) if a color is not opaque. `kind`: "a GIMP palette".
void require_opaque(const Palette& colors, std::string_view kind);

/// Takes the first line off the text, without its end: LF, CR LF or CR.
[[nodiscard]] std::string_view take_line(std::string_view& text);

/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// For text in quotes in messages: cut to a few words, without control characters.
[[nodiscard]] std::string excerpt(std::string_view text);

/// Text that fits on a line: control characters become spaces, ends are trimmed.
[[nodiscard]] std::string one_line(std::string_view text);

/// The names of the colors; colors without one are called by their hex, as programs that list swatches want names.
[[nodiscard]] std::string name_or_hex(const NamedPalette& palette, std::size_t i);
/// Takes such names away again if there are no others.
void drop_hex_names(NamedPalette& palette);

[[nodiscard]] PaletteBytes to_bytes(std::string_view text);

}  // namespace kvant
