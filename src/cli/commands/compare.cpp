#include "cli/commands/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <vector>

#include "cli/commands/each_picture.hpp"
#include "cli/commands/variants_text.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/json.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"
#include "kvant/compare.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint32_t kMostColors = 256;  // of GIF, and of palettes in PNG
constexpr std::uint32_t kMostGenerations = 1'000;
const std::vector<int> kQualities = {95, 90, 80, 65, 50, 30};

struct CompareArguments {
  Inputs inputs = {};
  std::vector<std::uint32_t> colors = {2, 4, 8, 16, 32, 64, 128, 256};
  Search search = {};
  Dither dither = Dither::floyd_steinberg;
  double dither_strength = QuantizeOptions{}.dither_strength;
  std::uint32_t generations = 0;  ///< 0: none
  int quality = EncodeOptions{}.quality;
  Telling telling = {};
};

/// "2,4,8" in order and without what is there twice.
std::vector<std::uint32_t> parse_colors_list(const std::string& text) {
  std::vector<std::uint32_t> list;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t length = std::min(rest.find(','), rest.size());
    std::uint32_t number = 0;
    const char* const end = rest.data() + length;
    const auto [stopped, problem] = std::from_chars(rest.data(), end, number);
    if (problem != std::errc() || stopped != end || number < 1 || number > kMostColors) {
      throw UsageError(
          fmt::format("expected whole numbers from 1 to {}, such as 4,16,64, not {}", kMostColors, in_quotes(text)));
    }
    list.push_back(number);
    more = length < rest.size();
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

Option colors_list_option(std::vector<std::uint32_t>& colors) {
  return {.group = group::kColors,
          .letter = 'k',
          .name = "colors",
          .value = "LIST",
          .help = "How many colors to redraw with, 1 to 256 each",
          .standard = "2,4,8,16,32,64,128,256",
          .set = [&colors](const std::string& text) { colors = parse_colors_list(text); }};
}

Option generations_option(std::uint32_t& generations) {
  return {.group = group::kOutput,
          .name = "generations",
          .value = "N",
          .help = "Also save as JPEG N times, each time from the last, and show the drift",
          .set = [&generations](const std::string& text) {
            generations = static_cast<std::uint32_t>(parse_whole(text, 1, kMostGenerations));
          }};
}

std::vector<Option> options(CompareArguments& arguments) {
  Search& search = arguments.search;
  ReadOptions& read = arguments.inputs.read;
  Option dither = dither_option(arguments.dither);
  dither.help = "How the dithered ones are: one of the methods of redrawing; none leaves them out";
  dither.standard = dither_name(CompareArguments{}.dither);
  Option quality = quality_option(arguments.quality);
  quality.help = "Quality of the JPEG that --generations saves, 1 to 100";
  return {
      colors_list_option(arguments.colors),
      space_option(search.space),
      effort_option(search.effort),
      seed_option(search.seed),
      dither,
      dither_strength_option(arguments.dither_strength),
      generations_option(arguments.generations),
      quality,
      frame_option(read),
      lenient_option(read),
      max_pixels_option(read),
      quiet_option(arguments.telling.quiet),
      json_option(arguments.telling.json),
      threads_option(arguments.inputs.read.threads),
      help_option(),
  };
}

Json json_of(const Variant& variant, std::uint64_t pixels) {
  Json object;
  switch (variant.kind) {
    case Variant::Kind::original:
      object["kind"] = "original";
      break;
    case Variant::Kind::redrawn:
      object["kind"] = "redrawn";
      object["colors"] = variant.colors;
      object["dither"] = dither_name(variant.dither);
      break;
    case Variant::Kind::lossy:
      object["kind"] = "lossy";
      object["quality"] = variant.quality;
      break;
  }
  object["format"] = picture_codec(variant.format).word;
  object["bytes"] = variant.bytes;
  object["bits_per_pixel"] = 8 * static_cast<double>(variant.bytes) / static_cast<double>(pixels);
  object["per_gigabyte"] = 1'000'000'000 / std::max<std::uint64_t>(variant.bytes, 1);
  object["psnr"] = number_or_null(variant.psnr);
  object["mean_delta_e"] = variant.mean_delta_e;
  object["spatial_delta_e"] = variant.spatial_delta_e;
  object["pareto"] = variant.best;
  return object;
}

/// What was found about a picture.
struct Findings {
  Comparison comparison;
  std::vector<Generation> generations;
  std::vector<std::string> notes;
};

std::string text_of(const std::string& input, const Image& image, const Findings& found, int quality) {
  std::string text = fmt::format("{}: {}x{} ({} px), {}\n\n{}", name_of_input(input), image.width, image.height,
                                 grouped(image.pixels()), counted(found.comparison.distinct_colors, "color"),
                                 variants_table(found.comparison));
  if (!found.generations.empty()) text += '\n' + generations_table(found.generations, quality);
  for (const std::string& note : found.notes) text += fmt::format("\n{}\n", wrapped(note, 0, 80));
  return text;
}

Json json_of(const std::string& input, const Image& image, const Findings& found, int quality) {
  Json variants = Json::array();
  for (const Variant& variant : found.comparison.variants) variants.push_back(json_of(variant, image.pixels()));
  Json object = {{"input", input},
                 {"width", image.width},
                 {"height", image.height},
                 {"pixels", image.pixels()},
                 {"distinct_colors", found.comparison.distinct_colors},
                 {"variants", variants}};
  if (!found.generations.empty()) {
    Json list = Json::array();
    for (const Generation& one : found.generations) {
      list.push_back({{"generation", one.number},
                      {"bytes", one.bytes},
                      {"psnr", number_or_null(one.psnr)},
                      {"mean_delta_e", one.mean_delta_e},
                      {"spatial_delta_e", one.spatial_delta_e}});
    }
    object["generations"] = {{"quality", quality}, {"saves", list}};
  }
  object["notes"] = found.notes;
  return object;
}

Findings compare(const ReadResult& in, const CompareArguments& arguments) {
  const EncodeOptions encode = {
      .effort = arguments.search.effort, .quality = arguments.quality, .threads = arguments.inputs.read.threads};
  VariantOptions options = {arguments.colors, kQualities,
                            quantize_options(arguments.search, std::nullopt, arguments.inputs.read.threads), encode};
  options.quantize.dither = arguments.dither;
  options.quantize.dither_strength = arguments.dither_strength;
  options.encode.metadata.resolution = in.metadata.resolution;
  Findings found;
  if (arguments.generations > 0) {
    found.generations = save_again(in.image, arguments.generations, encode, arguments.inputs.read.threads);
  }
  found.comparison = compare_variants(in, options);
  found.notes = explanations(found.comparison, in.image.pixels());
  if (arguments.generations > 1) found.notes.push_back(explanation(found.generations));
  return found;
}

int run(const CompareArguments& arguments) {
  return for_each_picture(arguments.inputs, arguments.telling, [&](const std::string& input, const ReadResult& in) {
    const Findings found = compare(in, arguments);
    write_standard_output(arguments.telling.json ? dump(json_of(input, in.image, found, arguments.quality), true) + '\n'
                                                 : text_of(input, in.image, found, arguments.quality));
  });
}

}  // namespace

Command compare_command() {
  const auto arguments = std::make_shared<CompareArguments>();
  return {
      .name = "compare",
      .summary = "weigh ways of writing a picture against each other",
      .operands = "FILE",
      .description =
          R"(Redraws the picture with each number of colors, flat and dithered, and encodes it as PNG, GIF and WebP, beside JPEG and lossy WebP of the picture as it is, and the file that was given. For each it shows what it weighs, and how near it stays: by the peak signal-to-noise ratio, by the mean color difference of its pixels (CIEDE2000, "mean dE"), and by that difference as the eye sees it ("seen dE"). The first two compare pixel by pixel, which counts all that dithering does as error. For the third, what lies so close together that the eye mixes it, on a desktop screen at 60 cm, is mixed before (S-CIELAB at 40 pixels per degree). Those that no other beats in both size and seen dE are marked, among the redrawn ones and among those of all colors. The bytes are those that `kvant FILE -k N --format FORMAT` writes.

Then it says in words what the figures mean: why a redrawn photograph can weigh more than its original, what dithering costs, and how many such pictures fit in a gigabyte.

JPEG below quality 90 has colors at half the resolution, as is usual.)",
      .examples = {{"kvant compare photo.jpg", "sizes and fidelity, side by side"},
                   {"kvant compare photo.jpg -k 8,24,200", "these numbers of colors"},
                   {"kvant compare photo.jpg --generations 50 --quality 75", "what saving again and again does"}},
      .options = options(*arguments),
      .inputs = &arguments->inputs.names,
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
