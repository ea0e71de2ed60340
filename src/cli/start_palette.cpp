#include "start_palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

#include "kvant/error.hpp"
#include "text.hpp"
#include "values.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t most_colors = 65'536;
constexpr std::string_view separators = ", \t\r\n";

std::optional<unsigned> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A' + 10);
  return std::nullopt;
}

/// Text has no control characters but white space; no picture format that kvant reads passes for it, apart from plain
/// PNM, which does not look like colors.
bool looks_like_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= ' ' || separators.find(letter) != std::string_view::npos;
  });
}

/// Sample `channel` of pixel `i`, as 8 bits.
std::uint8_t sample(const Image& image, std::size_t i, std::size_t channel) {
  const std::size_t place = i * image.channels + channel;
  if (image.depth == 8) return image.samples[place];
  std::uint16_t wide = 0;
  std::memcpy(&wide, &image.samples[2 * place], sizeof wide);
  return static_cast<std::uint8_t>((wide + 128) / 257);
}

Palette read_palette(const std::string& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const bool pnm = text.size() > 1 && text[0] == 'P' && text[1] >= '1' && text[1] <= '7';
  if (!pnm && looks_like_text(text)) return parse_palette(text);
  return colors_of(decode_image(bytes).image);
}

}  // namespace

std::vector<std::string> start_words() {
  return {std::string(start_word(Init::kmeans_plus_plus)), std::string(start_word(Init::random))};
}

std::string_view start_word(Init init) {
  switch (init) {
    case Init::kmeans_plus_plus:
      return "k-means++";
    case Init::random:
      return "random";
    case Init::given:
      break;
  }
  return "palette";
}

std::optional<Color> parse_color(std::string_view text) {
  if (!text.empty() && text.front() == '#') text.remove_prefix(1);
  const bool is_short = text.size() == 3 || text.size() == 4;
  if (!is_short && text.size() != 6 && text.size() != 8) return std::nullopt;
  const std::size_t step = is_short ? 1 : 2;
  std::array<std::uint8_t, 4> channels = {0, 0, 0, 255};
  for (std::size_t i = 0; i < text.size() / step; ++i) {
    const std::optional<unsigned> high = hex_digit(text[i * step]);
    const std::optional<unsigned> low = hex_digit(text[i * step + step - 1]);
    if (!high || !low) return std::nullopt;
    channels[i] = static_cast<std::uint8_t>(*high * 16 + *low);
  }
  return Color{channels[0], channels[1], channels[2], channels[3]};
}

Palette parse_palette(std::string_view text) {
  Palette palette;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
    if (text.empty()) break;
    const std::string_view word = text.substr(0, text.find_first_of(separators));
    text.remove_prefix(word.size());
    const std::optional<Color> color = parse_color(word);
    if (!color) {
      throw UsageError(
          fmt::format("{} is not a color; write colors as #rgb or #rrggbb", in_quotes(word.substr(0, 40))));
    }
    palette.push_back(*color);
    if (palette.size() > most_colors) {
      throw UsageError(fmt::format("the palette has more than {} colors", grouped(most_colors)));
    }
  }
  if (palette.empty()) throw UsageError("the palette is empty; give at least one color");
  return palette;
}

Palette colors_of(const Image& image) {
  Palette palette;
  std::unordered_set<std::uint32_t> seen;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    Color color{sample(image, i, 0), sample(image, i, 1), sample(image, i, 2)};
    if (image.channels == 4) color.a = sample(image, i, 3);
    if (color.a == 0) color = {0, 0, 0, 0};
    const std::uint32_t key =
        std::uint32_t{color.r} << 24U | std::uint32_t{color.g} << 16U | std::uint32_t{color.b} << 8U | color.a;
    if (!seen.insert(key).second) continue;
    if (palette.size() == most_colors) {
      throw UsageError(fmt::format("the picture has more than {} colors; a palette needs fewer", grouped(most_colors)));
    }
    palette.push_back(color);
  }
  return palette;
}

void resolve_start(Arguments& arguments) {
  if (!arguments.init) return;
  const std::string& start = *arguments.init;
  for (Init init : {Init::kmeans_plus_plus, Init::random}) {
    if (start == start_word(init)) {
      arguments.quantize.init = init;
      return;
    }
  }
  QuantizeOptions& quantize = arguments.quantize;
  try {
    quantize.start = start.starts_with('#') ? parse_palette(start) : read_palette(start);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("--init: {}", error.what()));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found) {
      throw UsageError(
          fmt::format("--init: {} is neither k-means++ nor random, nor a palette's file", in_quotes(start)));
    }
    throw UsageError(fmt::format("--init: {}: {}", printable(start), error.what()));
  }
  if (arguments.colors_given && quantize.colors != quantize.start.size()) {
    throw UsageError(fmt::format("--init: this palette has {} colors, but -k asks for {}; leave one of them out",
                                 grouped(quantize.start.size()), grouped(quantize.colors)));
  }
  quantize.init = Init::given;
  quantize.colors = static_cast<std::uint32_t>(quantize.start.size());
}

std::string hex(Color color) {
  std::string text = fmt::format("#{:02x}{:02x}{:02x}", color.r, color.g, color.b);
  if (color.a != 255) text += fmt::format("{:02x}", color.a);
  return text;
}

}  // namespace kvant::cli
