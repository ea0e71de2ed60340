#include "cli/options/common_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint32_t most_colors = 65'536;
constexpr unsigned most_threads = 1'024;

std::vector<std::string> space_words() {
  std::vector<std::string> words;
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) words.emplace_back(space_name(space));
  return words;
}

}  // namespace

Option colors_option() {
  return {.group = group::colors,
          .letter = 'k',
          .name = "colors",
          .value = "N",
          .help = fmt::format("How many colors to keep, 1 to {}", grouped(most_colors)),
          .standard = fmt::format("{}", QuantizeOptions{}.colors),
          .set = [](Arguments& a, const std::string& text) {
            a.quantize.colors = static_cast<std::uint32_t>(parse_whole(text, 1, most_colors));
            a.colors_given = true;
          }};
}

Option space_option() {
  return {.group = group::colors,
          .name = "space",
          .value = "SPACE",
          .help =
              "Where distances are measured: oklab (as the eye sees them), srgb (lowest squared RGB error) or "
              "linear (light)",
          .standard = std::string(space_name(QuantizeOptions{}.space)),
          .completion = Completion::choices,
          .choices = space_words(),
          .set = [](Arguments& a, const std::string& text) {
            const std::optional<Space> space = space_of_name(text);
            if (!space) refuse_choice(space_words(), text);
            a.quantize.space = *space;
          }};
}

Option effort_option() {
  return {.group = group::colors,
          .name = "effort",
          .value = "N",
          .help = "How hard to search and to compress, 1 (fastest) to 10 (best)",
          .standard = fmt::format("{}", QuantizeOptions{}.effort),
          .set = [](Arguments& a, const std::string& text) {
            a.quantize.effort = a.encode.effort = static_cast<int>(parse_whole(text, 1, 10));
          }};
}

Option seed_option() {
  return {.group = group::colors,
          .name = "seed",
          .value = "N",
          .help = "Seed of the random numbers; the same seed gives the same file anywhere",
          .standard = fmt::format("{}", QuantizeOptions{}.seed),
          .set = [](Arguments& a, const std::string& text) {
            a.quantize.seed = parse_whole(text, 0, std::numeric_limits<std::uint64_t>::max());
          }};
}

Option output_option(std::string help, std::string standard) {
  return {.group = group::output,
          .letter = 'o',
          .name = "output",
          .value = "FILE",
          .help = std::move(help),
          .standard = std::move(standard),
          .completion = Completion::file,
          .set = [](Arguments& a, const std::string& text) {
            a.output = text;
            a.encode.pnm = pnm_kind_of_extension(text);
          }};
}

Option force_option() {
  return {.group = group::output,
          .letter = 'f',
          .name = "force",
          .help = "Replace files that exist",
          .set = [](Arguments& a, const std::string&) { a.force = true; }};
}

Option quality_option() {
  return {.group = group::output,
          .name = "quality",
          .value = "N",
          .help = "Quality of JPEG output, 1 to 100",
          .standard = fmt::format("{}", EncodeOptions{}.quality),
          .set = [](Arguments& a, const std::string& text) {
            a.encode.quality = static_cast<int>(parse_whole(text, 1, 100));
          }};
}

Option frame_option() {
  return {.group = group::input,
          .name = "frame",
          .value = "N",
          .help = "Take frame N, from 0, of an animation or page of a document",
          .set = [](Arguments& a, const std::string& text) {
            a.read.frame = static_cast<std::uint32_t>(parse_whole(text, 0, std::numeric_limits<std::uint32_t>::max()));
          }};
}

Option lenient_option() {
  return {.group = group::input,
          .name = "lenient",
          .help = "Draw what is there of damaged pictures, and say how much is missing, instead of refusing them",
          .set = [](Arguments& a, const std::string&) { a.read.lenient = true; }};
}

Option max_pixels_option() {
  return {.group = group::input,
          .name = "max-pixels",
          .value = "N",
          .help = "Refuse pictures with more pixels; K, M and G may follow the number",
          .standard = fmt::format("{}", ReadOptions{}.max_pixels),
          .set = [](Arguments& a, const std::string& text) { a.read.max_pixels = parse_amount(text); }};
}

Option quiet_option() {
  return {.group = group::running,
          .letter = 'q',
          .name = "quiet",
          .help = "Say nothing but errors",
          .set = [](Arguments& a, const std::string&) { a.quiet = true; }};
}

Option json_option(std::string help) {
  return {
      .group = group::running, .name = "json", .help = std::move(help), .set = [](Arguments& a, const std::string&) {
        a.json = true;
      }};
}

Option threads_option() {
  return {.group = group::running,
          .letter = 'j',
          .name = "threads",
          .value = "N",
          .help = "Use N threads; the result is the same for any number",
          .standard = "one per core",
          .set = [](Arguments& a, const std::string& text) {
            a.quantize.threads = a.encode.threads = static_cast<unsigned>(parse_whole(text, 0, most_threads));
          }};
}

Option help_option() {
  return {.group = group::running,
          .letter = 'h',
          .name = "help",
          .help = "Print this help",
          .set = [](Arguments& a, const std::string&) { a.action = Action::help; }};
}

}  // namespace kvant::cli
