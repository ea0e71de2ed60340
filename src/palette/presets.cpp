// Well-known palettes. Only facts: the colors, each set with where it is published.

#include <algorithm>
#include <array>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

struct Preset {
  std::string_view name;
  std::string_view description;
  std::string_view colors;  // empty: evenly spaced levels
  int levels = 0;           // then: so many levels of each channel
  bool gray = false;        // all channels alike
};

constexpr auto kPresets = std::to_array<Preset>({
    {"bw", "black and white", "000000 ffffff"},
    // Pepto, "Calculating the color palette of the VIC II", 2001 (pepto.de/projects/colorvic/2001)
    {"c64", "Commodore 64",
     "000000 ffffff 68372b 70a4b2 6f3d86 588d43 352879 b8c76f 6f4f25 433900 9a6759 444444 6c6c6c 9ad284 6c5eb5 "
     "959595"},
    // IBM, Color/Graphics Monitor Adapter technical reference: graphics palette 1, high intensity
    {"cga", "CGA graphics: black, cyan, magenta, white", "000000 55ffff ff55ff ffffff"},
    // DawnBringer, "DB16", 2011 (pixeljoint.com, lospec.com/palette-list/dawnbringer-16)
    {"db16", "DawnBringer's 16 colors for pixel art",
     "140c1c 442434 30346d 4e4a4e 854c30 346524 d04648 757161 597dce d27d2c 8595a1 6daa2c d2aa99 6dc2ca dad45e "
     "deeed6"},
    // draculatheme.com/spec
    {"dracula", "the Dracula theme", "282a36 44475a f8f8f2 6272a4 8be9fd 50fa7b ffb86c ff79c6 bd93f9 ff5555 f1fa8c"},
    // IBM, Personal Computer Color Display 5153: RGBI, with brown for dark yellow
    {"ega16", "CGA text, and EGA's and VGA's default",
     "000000 0000aa 00aa00 00aaaa aa0000 aa00aa aa5500 aaaaaa 555555 5555ff 55ff55 55ffff ff5555 ff55ff ffff55 "
     "ffffff"},
    // IBM, Enhanced Graphics Adapter technical reference: 2 bits per channel
    {"ega64", "all colors of EGA", "", 4},
    // The shades that emulators and artists settled on (lospec.com/palette-list/nintendo-gameboy-bgb and kin)
    {"gameboy", "Game Boy, darkest first", "0f380f 306230 8bac0f 9bbc0f"},
    {"gray16", "16 grays", "", 16, true},
    {"gray4", "4 grays", "", 4, true},
    // github.com/morhetz/gruvbox: dark0 to dark4, light0 to light4, gray, neutral and bright accents
    {"gruvbox", "the gruvbox theme",
     "1d2021 282828 32302f 3c3836 504945 665c54 7c6f64 928374 a89984 bdae93 d5c4a1 ebdbb2 fbf1c7 cc241d 98971a d79921 "
     "458588 b16286 689d6a d65d0e fb4934 b8bb26 fabd2f 83a598 d3869b 8ec07c fe8019"},
    // W3C, HTML 4.01, 6.5: the sixteen named colors
    {"html16", "the 16 colors of HTML 4, and of Windows",
     "000000 800000 008000 808000 000080 800080 008080 c0c0c0 808080 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff "
     "ffffff"},
    // nordtheme.com/docs/colors-and-palettes
    {"nord", "the Nord theme",
     "2e3440 3b4252 434c5e 4c566a d8dee9 e5e9f0 eceff4 8fbcbb 88c0d0 81a1c1 5e81ac bf616a d08770 ebcb8b a3be8c "
     "b48ead"},
    // pico-8.fandom.com/wiki/Palette, lexaloffle.com: the 16 default colors
    {"pico-8", "the PICO-8 fantasy console",
     "000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 "
     "ffccaa"},
    // ETSI EN 300 706, Enhanced Teletext specification: one bit per channel
    {"rgb8", "black, white and what lies at the cube's corners: Teletext, BBC Micro", "", 2},
    // ethanschoonover.com/solarized
    {"solarized", "the Solarized theme",
     "002b36 073642 586e75 657b83 839496 93a1a1 eee8d5 fdf6e3 b58900 cb4b16 dc322f d33682 6c71c4 268bd2 2aa198 "
     "859900"},
    // GrafxKid, "Sweetie 16" (lospec.com/palette-list/sweetie-16)
    {"sweetie-16", "the TIC-80 fantasy console's default",
     "1a1c2c 5d275d b13e53 ef7d57 ffcd75 a7f070 38b764 257179 29366f 3b5dc9 41a6f6 73eff7 f4f4f4 94b0c2 566c86 "
     "333c57"},
    // Tango Desktop Project, icon theme guidelines
    {"tango", "the Tango icons",
     "fce94f edd400 c4a000 fcaf3e f57900 ce5c00 e9b96e c17d11 8f5902 8ae234 73d216 4e9a06 729fcf 3465a4 204a87 ad7fa8 "
     "75507b 5c3566 ef2929 cc0000 a40000 eeeeec d3d7cf babdb6 888a85 555753 2e3436"},
    // The 216 colors that 8-bit displays had in common: 6 levels per channel
    {"websafe", "the 216 web-safe colors", "", 6},
});

Palette evenly_spaced(int levels, bool gray) {
  const auto value = [&](int level) { return static_cast<std::uint8_t>(255 * level / (levels - 1)); };
  Palette colors;
  for (int r = 0; r < levels; ++r) {
    if (gray) {
      colors.push_back({value(r), value(r), value(r), 255});
      continue;
    }
    for (int g = 0; g < levels; ++g) {
      for (int b = 0; b < levels; ++b) colors.push_back({value(r), value(g), value(b), 255});
    }
  }
  return colors;
}

Palette colors_of(const Preset& preset) {
  return preset.colors.empty() ? evenly_spaced(preset.levels, preset.gray) : parse_colors(preset.colors);
}

}  // namespace

std::vector<PalettePreset> palette_presets() {
  std::vector<PalettePreset> presets;
  presets.reserve(std::size(kPresets));
  for (const Preset& preset : kPresets) presets.push_back({preset.name, preset.description, colors_of(preset)});
  return presets;
}

std::optional<Palette> palette_preset(std::string_view name) {
  const auto* preset = std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& p) { return p.name == name; });
  if (preset == kPresets.end()) return std::nullopt;
  return colors_of(*preset);
}

}  // namespace kvant
