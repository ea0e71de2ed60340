// Pictures of swatches. The picture shows the colors; the palette itself, with its order and the entries that repeat,
// is in an sPLT chunk (PNG specification, third edition, 11.3.4.4), which is made for this: entries need be neither
// used nor different.

#include <libdeflate.h>
#include <spng.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "image/formats.hpp"
#include "kvant/io.hpp"
#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kNoName = "kvant";  // sPLT demands a name
constexpr std::size_t kLongestName = 79;
constexpr std::size_t kHeaderBytes = 8 + 25;                   // signature and IHDR
constexpr std::size_t kMaxChunkBytes = std::size_t{4} << 20U;  // 65,536 entries of 16 bits take 655,360

struct SwatchGrid {
  std::uint32_t columns;
  std::uint32_t side;  // of a swatch, in pixels
};

SwatchGrid grid_of(std::size_t colors) {
  if (colors <= 16) return {static_cast<std::uint32_t>(colors), 32};
  return colors <= 256 ? SwatchGrid{16, 32} : SwatchGrid{64, 8};
}

/// A picture of the swatches, row by row; what is left of the last row is transparent.
IndexedImage draw_swatches(const Palette& colors) {
  const SwatchGrid grid = grid_of(colors.size());
  const std::size_t rows = (colors.size() + grid.columns - 1) / grid.columns;
  IndexedImage image;
  image.width = grid.columns * grid.side;
  image.height = static_cast<std::uint32_t>(rows) * grid.side;
  std::unordered_map<std::uint32_t, std::uint16_t> places;
  std::vector<std::uint16_t> index;  // of each swatch
  const auto add = [&](const Color& color) {
    const auto [place, fresh] =
        places.try_emplace(std::bit_cast<std::uint32_t>(color), static_cast<std::uint16_t>(image.palette.size()));
    if (fresh) image.palette.push_back(color);
    index.push_back(place->second);
  };
  for (const Color& color : colors) add(color);
  while (index.size() < rows * grid.columns) add({0, 0, 0, 0});
  const auto fill = [&](auto& indices) {
    using Index = typename std::decay_t<decltype(indices)>::value_type;
    indices.reserve(image.pixels());
    for (std::uint32_t y = 0; y < image.height; ++y) {
      for (std::uint32_t x = 0; x < image.width; ++x) {
        indices.push_back(static_cast<Index>(index[y / grid.side * std::size_t{grid.columns} + x / grid.side]));
      }
    }
  };
  if (image.palette.size() <= 256) {
    fill(image.indices.emplace<Buffer<std::uint8_t>>());
  } else {
    fill(image.indices.emplace<Buffer<std::uint16_t>>());
  }
  return image;
}

/// A name that sPLT allows: Latin-1 without control characters or double spaces; kept to ASCII here.
std::string chunk_name(const NamedPalette& palette) {
  const std::string name = one_line(palette.name);
  const bool plain = std::all_of(name.begin(), name.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
  const bool fits = plain && !name.empty() && name.size() <= kLongestName && name.find("  ") == std::string::npos;
  return fits ? name : std::string(kNoName);
}

void append_number(std::uint32_t value, PaletteBytes& bytes) {
  for (unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

PaletteBytes suggested_palette_chunk(const NamedPalette& palette) {
  PaletteBytes typed = to_bytes("sPLT" + chunk_name(palette));
  typed.push_back(0);
  typed.push_back(8);  // bits per sample
  for (const Color& color : palette.colors) {
    // The last two: how often it is used. All alike says that this is not known.
    typed.insert(typed.end(), {color.r, color.g, color.b, color.a, 0, 0});
  }
  PaletteBytes chunk;
  append_number(static_cast<std::uint32_t>(typed.size() - 4), chunk);
  chunk.insert(chunk.end(), typed.begin(), typed.end());
  append_number(libdeflate_crc32(0, typed.data(), typed.size()), chunk);
  return chunk;
}

struct ContextDeleter {
  void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};

/// A pixel's color, as 8 bits.
Color color_at(const Image& image, std::size_t i) {
  std::array<std::uint8_t, 4> v = {0, 0, 0, 255};
  for (std::size_t channel = 0; channel < image.channels; ++channel) {
    const std::size_t place = i * image.channels + channel;
    if (image.depth == 8) {
      v[channel] = image.samples[place];
      continue;
    }
    std::uint16_t wide = 0;
    std::memcpy(&wide, &image.samples[2 * place], sizeof wide);
    v[channel] = static_cast<std::uint8_t>((wide + 128) / 257);
  }
  return v[3] == 0 ? Color{0, 0, 0, 0} : Color{v[0], v[1], v[2], v[3]};
}

}  // namespace

NamedPalette suggested_palette(std::span<const std::uint8_t> png) {
  if (find_format(png) != Format::png) return {};
  const std::unique_ptr<spng_ctx, ContextDeleter> context(spng_ctx_new(0));
  if (!context) throw std::bad_alloc();
  std::uint32_t count = 0;
  if (spng_set_chunk_limits(context.get(), kMaxChunkBytes, kMaxChunkBytes) != SPNG_OK ||
      spng_set_png_buffer(context.get(), png.data(), png.size()) != SPNG_OK ||
      spng_get_splt(context.get(), nullptr, &count) != SPNG_OK || count == 0) {
    return {};
  }
  std::vector<spng_splt> chunks(count);
  if (spng_get_splt(context.get(), chunks.data(), &count) != SPNG_OK) return {};
  const spng_splt& chunk = chunks.front();
  const unsigned step = chunk.sample_depth == 16 ? 257 : 1;
  const auto narrow = [&](std::uint16_t v) { return static_cast<std::uint8_t>((v + step / 2) / step); };
  NamedPalette palette;
  for (const spng_splt_entry& e : std::span(chunk.entries, chunk.n_entries)) {
    check_room(palette.colors.size());
    palette.colors.push_back({narrow(e.red), narrow(e.green), narrow(e.blue), narrow(e.alpha)});
  }
  const std::string_view name(chunk.name);
  const bool plain = std::all_of(name.begin(), name.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
  if (plain && name != kNoName) palette.name = name;
  return palette;
}

bool is_picture_palette(std::string_view bytes) {
  return find_format({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}).has_value();
}

NamedPalette read_picture_palette(std::span<const std::uint8_t> bytes) {
  const Image image = decode_image(bytes).image;  // a damaged picture is refused, whatever its palette
  NamedPalette palette = suggested_palette(bytes);
  if (!palette.colors.empty()) return palette;
  std::unordered_set<std::uint32_t> seen;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const Color color = color_at(image, i);
    if (!seen.insert(std::bit_cast<std::uint32_t>(color)).second) continue;
    if (palette.colors.size() == kMostPaletteColors) {
      throw Error(ErrorCode::limit, "the picture has more than 65,536 colors; a palette needs fewer");
    }
    palette.colors.push_back(color);
  }
  return palette;
}

PaletteBytes write_picture_palette(const NamedPalette& palette) {
  PaletteBytes png = encode_image(draw_swatches(palette.colors), Format::png);
  const PaletteBytes chunk = suggested_palette_chunk(palette);
  png.insert(png.begin() + kHeaderBytes, chunk.begin(), chunk.end());
  return png;
}

}  // namespace kvant
