// Palette files of any kind: what can be read can be written and read back alike.
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <span>

#include "kvant/error.hpp"
#include "palette/palette_codecs.hpp"

namespace {

void write_and_read_back(const kvant::NamedPalette& palette, kvant::PaletteFormat format) {
  std::vector<std::uint8_t> bytes;
  try {
    bytes = kvant::encode_palette(palette, format);
  } catch (const kvant::Error&) {
    return;  // not every format holds every palette
  }
  if (kvant::decode_palette(bytes, format).colors != palette.colors) std::abort();
}

void read(const std::function<kvant::NamedPalette()>& decode, kvant::PaletteFormat format) {
  kvant::NamedPalette palette;
  try {
    palette = decode();
  } catch (const kvant::Error&) {
    return;
  }
  if (palette.colors.empty() || palette.colors.size() > kvant::kMostPaletteColors) std::abort();
  if (!palette.names.empty() && palette.names.size() != palette.colors.size()) std::abort();
  // Drawing swatches of thousands of colors is slow, and has its own tests.
  const bool large = palette.colors.size() > 300;
  write_and_read_back(palette, large && format == kvant::PaletteFormat::png ? kvant::PaletteFormat::hex : format);
}

}  // namespace

/// The first byte chooses the format that the bytes are taken for, that the file's name says, and that is written; the
/// rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto formats = kvant::palette_formats();
  const kvant::PaletteFormat format = formats[data[0] % formats.size()];
  const std::span<const std::uint8_t> file(data + 1, size - 1);
  read([&] { return kvant::palette_codec(format).decode(file); }, format);
  read([&] { return kvant::decode_palette(file, format); }, format);
  return 0;
}
