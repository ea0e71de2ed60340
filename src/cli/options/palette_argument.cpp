#include "cli/options/palette_argument.hpp"

#include <fmt/format.h>

#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {
namespace {

/// `1d2021,cc241d` spares the quotes that # needs in a shell.
bool looks_like_colors(std::string_view text) {
  const std::size_t end = text.find_first_of(",;");
  return text.starts_with('#') || (end != std::string_view::npos && parse_color(text.substr(0, end)));
}

}  // namespace

NamedPalette palette_argument(std::string_view option, const std::string& text, std::string_view other_words) {
  const bool colors = looks_like_colors(text);
  try {
    if (const auto palette = palette_of_words(text)) return *palette;
    return decode_palette(read_file(text), palette_format_of_extension(text));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found) {
      throw UsageError(fmt::format("--{}: {} is no palette file, and none of {}{}", option, in_quotes(text),
                                   other_words, preset_names()));
    }
    if (colors) throw UsageError(fmt::format("--{}: {}", option, printable(error.what())));
    throw UsageError(fmt::format("--{}: {}: {}", option, printable(text), printable(error.what())));
  }
}

Palette pinned_colors(const std::vector<std::string>& palettes, std::uint32_t colors) {
  Palette pins;
  for (const std::string& text : palettes) {
    const Palette pinned = palette_argument("pin", text).colors;
    pins.insert(pins.end(), pinned.begin(), pinned.end());
  }
  if (pins.size() > colors) {
    throw UsageError(fmt::format("--pin: {} colors are pinned, but -k keeps only {}; pin fewer or raise -k",
                                 grouped(pins.size()), grouped(colors)));
  }
  return pins;
}

std::optional<NamedPalette> palette_of_words(const std::string& text) {
  if (const auto preset = palette_preset(text)) return NamedPalette{.name = text, .colors = *preset};
  if (looks_like_colors(text)) return NamedPalette{.colors = parse_colors(text)};
  return std::nullopt;
}

std::string palette_format_names() {
  std::string names;
  for (PaletteFormat format : palette_formats()) {
    if (!names.empty()) names += ", ";
    names += palette_format_name(format);
  }
  return names;
}

std::string preset_names() {
  std::string names;
  for (const PalettePreset& preset : palette_presets()) {
    if (!names.empty()) names += ", ";
    names += preset.name;
  }
  return names;
}

}  // namespace kvant::cli
