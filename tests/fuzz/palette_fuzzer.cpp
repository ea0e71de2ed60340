// Palette files of any kind: what can be read can be written and read back alike.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"

namespace {

constexpr kvant::PaletteFormat formats[] = {
    kvant::PaletteFormat::hex, kvant::PaletteFormat::json, kvant::PaletteFormat::css, kvant::PaletteFormat::gpl,
    kvant::PaletteFormat::act, kvant::PaletteFormat::ase,  kvant::PaletteFormat::pal, kvant::PaletteFormat::png};

void write_and_read_back(const kvant::NamedPalette& palette, kvant::PaletteFormat format) {
  std::vector<std::uint8_t> bytes;
  try {
    bytes = kvant::encode_palette(palette, format);
  } catch (const kvant::Error&) {
    return;  // not every format holds every palette
  }
  if (kvant::decode_palette(bytes, format).colors != palette.colors) std::abort();
}

}  // namespace

/// The first byte chooses what the file's name says and the format to write; the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const kvant::PaletteFormat format = formats[data[0] % 8];
  kvant::NamedPalette palette;
  try {
    palette = kvant::decode_palette({data + 1, size - 1}, format);
  } catch (const kvant::Error&) {
    return 0;
  }
  if (palette.colors.empty() || palette.colors.size() > 65'536) std::abort();
  if (!palette.names.empty() && palette.names.size() != palette.colors.size()) std::abort();
  // Drawing swatches of thousands of colors is slow, and has its own tests.
  const bool large = palette.colors.size() > 300;
  write_and_read_back(palette, large && format == kvant::PaletteFormat::png ? kvant::PaletteFormat::hex : format);
  return 0;
}
