// What kvant knows of each palette format, and what their readers and writers share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"

namespace kvant {

inline constexpr std::size_t kMostPaletteColors = 65'536;

using PaletteBytes = std::vector<std::uint8_t>;

/// A row of the table of formats in palette_files.cpp: all that is known of one.
struct PaletteCodec {
  PaletteFormat format;
  std::string_view name;                                        ///< of the format, and an extension of its files
  std::string_view other_extension;                             ///< none if empty; may be another format's too
  bool text;                                                    ///< without control characters
  bool (*probe)(std::string_view bytes);                        ///< whether these are such a file
  NamedPalette (*decode)(std::span<const std::uint8_t> bytes);  ///< throws Error: corrupt, unsupported, limit
  PaletteBytes (*encode)(const NamedPalette& palette);          ///< of 1 to 65,536 colors; throws Error(unsupported)
};

[[nodiscard]] const PaletteCodec& palette_codec(PaletteFormat format);

/// Whether files of the format may have the extension of this name.
[[nodiscard]] bool is_extension_of(PaletteFormat format, const std::filesystem::path& path);

// One file for each format. Text comes without a byte order mark.
[[nodiscard]] bool is_hex_palette(std::string_view text);
[[nodiscard]] NamedPalette read_hex_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_hex_palette(const NamedPalette& palette);

[[nodiscard]] bool is_json_palette(std::string_view text);
[[nodiscard]] NamedPalette read_json_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_json_palette(const NamedPalette& palette);

[[nodiscard]] bool is_css_palette(std::string_view text);
[[nodiscard]] NamedPalette read_css_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_css_palette(const NamedPalette& palette);

/// The color that CSS has of a name in small letters, if any.
[[nodiscard]] std::optional<Color> css_color_of_name(std::string_view name);

[[nodiscard]] bool is_gpl_palette(std::string_view text);
[[nodiscard]] NamedPalette read_gpl_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_gpl_palette(const NamedPalette& palette);

[[nodiscard]] bool is_act_palette(std::string_view bytes);
[[nodiscard]] NamedPalette read_act_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_act_palette(const NamedPalette& palette);

[[nodiscard]] bool is_ase_palette(std::string_view bytes);
[[nodiscard]] NamedPalette read_ase_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_ase_palette(const NamedPalette& palette);

[[nodiscard]] bool is_pal_palette(std::string_view text);
[[nodiscard]] NamedPalette read_pal_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_pal_palette(const NamedPalette& palette);

[[nodiscard]] bool is_picture_palette(std::string_view bytes);
[[nodiscard]] NamedPalette read_picture_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_picture_palette(const NamedPalette& palette);

[[nodiscard]] bool is_aco_palette(std::string_view bytes);
[[nodiscard]] NamedPalette read_aco_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_aco_palette(const NamedPalette& palette);

[[nodiscard]] bool is_riff_palette(std::string_view bytes);
[[nodiscard]] NamedPalette read_riff_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_riff_palette(const NamedPalette& palette);

[[nodiscard]] bool is_paintnet_palette(std::string_view text);
[[nodiscard]] NamedPalette read_paintnet_palette(std::span<const std::uint8_t> bytes);
[[nodiscard]] PaletteBytes write_paintnet_palette(const NamedPalette& palette);

/// The palette that a PNG carries in its first sPLT chunk; no colors if it has none, or is no PNG. Throws Error(limit).
[[nodiscard]] NamedPalette suggested_palette(std::span<const std::uint8_t> png);

/// Error(corrupt): "damaged GIMP palette: WHAT".
[[nodiscard]] Error damaged_palette(std::string_view kind, const std::string& what);

/// Throws Error(limit) if a palette that has `colors` colors cannot take another.
void check_room(std::size_t colors);

/// Throws Error(unsupported) if a color is not opaque. `kind`: "a GIMP palette".
void require_opaque(const Palette& colors, std::string_view kind);

/// Throws Error(unsupported) if there are more colors than the format can count.
void require_at_most(const Palette& colors, std::size_t most, std::string_view kind);

[[nodiscard]] std::string_view text_of(std::span<const std::uint8_t> bytes);

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
