#include "cli/options/common_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint32_t kMostColors = 65'536;
constexpr unsigned kMostThreads = 1'024;

std::vector<std::string> space_words() {
  std::vector<std::string> words;
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) words.emplace_back(space_name(space));
  return words;
}

std::vector<std::string> dither_words() {
  std::vector<std::string> words;
  for (const DitherMethod& method : dither_methods()) words.emplace_back(method.name);
  return words;
}

std::string described_dithers() {
  std::vector<std::string> methods;
  for (const DitherMethod& method : dither_methods()) {
    methods.push_back(fmt::format("{} ({})", method.name, method.description));
  }
  return fmt::format("{}", fmt::join(methods, ", "));
}

}  // namespace

Option colors_option(std::optional<std::uint32_t>& colors) {
  return {.group = group::kColors,
          .letter = 'k',
          .name = "colors",
          .value = "N",
          .help = fmt::format("How many colors to keep, 1 to {}", grouped(kMostColors)),
          .standard = fmt::format("{}", QuantizeOptions{}.colors),
          .set = [&colors](const std::string& text) {
            colors = static_cast<std::uint32_t>(parse_whole(text, 1, kMostColors));
          }};
}

Option space_option(Space& space) {
  return {.group = group::kColors,
          .name = "space",
          .value = "SPACE",
          .help =
              "Where distances are measured: oklab (as the eye sees them), srgb (lowest squared RGB error) or "
              "linear (light)",
          .standard = std::string(space_name(QuantizeOptions{}.space)),
          .completion = Completion::choices,
          .choices = space_words(),
          .set = [&space](const std::string& text) {
            const std::optional<Space> known = space_of_name(text);
            if (!known) refuse_choice(space_words(), text);
            space = *known;
          }};
}

Option effort_option(int& effort) {
  return {.group = group::kColors,
          .name = "effort",
          .value = "N",
          .help = "How hard to search and to compress, 1 (fastest) to 10 (best)",
          .standard = fmt::format("{}", QuantizeOptions{}.effort),
          .set = [&effort](const std::string& text) { effort = static_cast<int>(parse_whole(text, 1, 10)); }};
}

Option seed_option(std::uint64_t& seed) {
  return {.group = group::kColors,
          .name = "seed",
          .value = "N",
          .help = "Seed of the random numbers; the same seed gives the same file anywhere",
          .standard = fmt::format("{}", QuantizeOptions{}.seed),
          .set = [&seed](const std::string& text) {
            seed = parse_whole(text, 0, std::numeric_limits<std::uint64_t>::max());
          }};
}

Option pin_option(std::vector<std::string>& palettes) {
  return {.group = group::kPalette,
          .name = "pin",
          .value = "PALETTE",
          .help = "Keep these colors exactly, and find the others of the -k around them; more than one --pin adds up",
          .completion = Completion::file,
          .set = [&palettes](const std::string& text) { palettes.push_back(text); }};
}

Option salience_option(double& salience) {
  return {.group = group::kPalette,
          .name = "salience",
          .value = "X",
          .help =
              "How far large areas give way to small ones of another color, 0 (all pixels count alike) to 1 (all "
              "areas do)",
          .standard = fmt::format("{}", QuantizeOptions{}.salience),
          .set = [&salience](const std::string& text) {
            salience = parse_real(text);
            if (salience > 1) throw UsageError(fmt::format("expected a number from 0 to 1, not {}", in_quotes(text)));
          }};
}

Option dither_option(Dither& dither) {
  return {.group = group::kDithering,
          .name = "dither",
          .value = "METHOD",
          .help = "Mix colors so that areas look as they did: " + described_dithers(),
          .standard = std::string(dither_name(QuantizeOptions{}.dither)),
          .completion = Completion::choices,
          .choices = dither_words(),
          .set = [&dither](const std::string& text) {
            const std::optional<Dither> known = dither_of_name(text);
            if (!known) refuse_choice(dither_words(), text);
            dither = *known;
          }};
}

Option dither_strength_option(double& strength) {
  return {.group = group::kDithering,
          .name = "dither-strength",
          .value = "X",
          .help = "How much to mix, 0 (not at all) to 1",
          .standard = fmt::format("{}", QuantizeOptions{}.dither_strength),
          .set = [&strength](const std::string& text) { strength = parse_share(text); }};
}

Option output_option(std::optional<std::string>& name, std::string help, std::string standard) {
  return {.group = group::kOutput,
          .letter = 'o',
          .name = "output",
          .value = "FILE",
          .help = std::move(help),
          .standard = std::move(standard),
          .completion = Completion::file,
          .set = [&name](const std::string& text) { name = output_name(text); }};
}

/// /dev/stdout would be opened and named as a file.
std::string output_name(const std::string& text) {
  return text == "/dev/stdout" || text == "/dev/fd/1" || text == "/proc/self/fd/1" ? "-" : text;
}

Option force_option(bool& force) {
  return switch_option({.group = group::kOutput, .letter = 'f', .name = "force", .help = "Replace files that exist"},
                       force);
}

Option quality_option(int& quality) {
  return {.group = group::kOutput,
          .name = "quality",
          .value = "N",
          .help = "Quality of JPEG output, 1 to 100, and of lossy WebP",
          .standard = fmt::format("{}", EncodeOptions{}.quality),
          .set = [&quality](const std::string& text) { quality = static_cast<int>(parse_whole(text, 1, 100)); }};
}

Option frame_option(ReadOptions& read) {
  return {.group = group::kInput,
          .name = "frame",
          .value = "N",
          .help = "Take frame N, from 0, of an animation or page of a document",
          .set = [&read](const std::string& text) {
            read.frame = static_cast<std::uint32_t>(parse_whole(text, 0, std::numeric_limits<std::uint32_t>::max()));
          }};
}

Option lenient_option(ReadOptions& read) {
  return switch_option(
      {.group = group::kInput,
       .name = "lenient",
       .help = "Draw what is there of damaged pictures, and say how much is missing, instead of refusing them"},
      read.lenient);
}

Option max_pixels_option(ReadOptions& read) {
  return {.group = group::kInput,
          .name = "max-pixels",
          .value = "N",
          .help = "Refuse pictures with more pixels; K, M and G may follow the number",
          .standard = fmt::format("{}", ReadOptions{}.max_pixels),
          .set = [&read](const std::string& text) { read.max_pixels = parse_amount(text); }};
}

Option quiet_option(bool& quiet) {
  return switch_option({.group = group::kRunning, .letter = 'q', .name = "quiet", .help = "Say nothing but errors"},
                       quiet);
}

Option json_option(bool& json, std::string help) {
  return switch_option({.group = group::kRunning, .name = "json", .help = std::move(help)}, json);
}

Option threads_option(unsigned& threads) {
  return {.group = group::kRunning,
          .letter = 'j',
          .name = "threads",
          .value = "N",
          .help = "Use N threads; the result is the same for any number",
          .standard = "one per core",
          .set = [&threads](const std::string& text) {
            threads = static_cast<unsigned>(parse_whole(text, 0, kMostThreads));
          }};
}

Option help_option() {
  return {.group = group::kRunning, .letter = 'h', .name = "help", .help = "Print this help", .instead = Action::help};
}

}  // namespace kvant::cli
