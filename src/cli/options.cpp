#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

#include "palette_options.hpp"
#include "start_palette.hpp"
#include "text.hpp"
#include "values.hpp"

namespace kvant::cli {
namespace {

constexpr std::array all_formats = {Format::png, Format::jpeg, Format::webp, Format::gif, Format::tiff,
                                    Format::bmp, Format::pnm,  Format::heif, Format::jxl};
constexpr std::uint32_t most_colors = 65'536;
constexpr unsigned most_threads = 1'024;

std::vector<std::string> space_words() {
  std::vector<std::string> words;
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) words.emplace_back(space_name(space));
  return words;
}

std::vector<std::string> dither_words() {
  std::vector<std::string> words;
  for (Dither dither : {Dither::none, Dither::floyd_steinberg, Dither::atkinson, Dither::sierra}) {
    words.emplace_back(dither_name(dither));
  }
  return words;
}

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (Format format : written_formats()) words.push_back(format_word(format));
  return words;
}

[[noreturn]] void refuse_choice(const std::vector<std::string>& choices, std::string_view text) {
  throw UsageError(fmt::format("expected {}, not {}", fmt::join(choices, ", "), in_quotes(text)));
}

void set_space(Arguments& arguments, const std::string& text) {
  const std::optional<Space> space = space_of_name(text);
  if (!space) refuse_choice(space_words(), text);
  arguments.quantize.space = *space;
}

void set_dither(Arguments& arguments, const std::string& text) {
  const std::optional<Dither> dither = dither_of_name(text);
  if (!dither) refuse_choice(dither_words(), text);
  arguments.quantize.dither = *dither;
}

void set_format(Arguments& arguments, const std::string& text) {
  const std::optional<Format> format = format_of_extension("any." + text);
  if (!format || !can_write(*format)) refuse_choice(format_words(), text);
  arguments.format = format;
}

void set_shell(Arguments& arguments, const std::string& text) {
  arguments.action = Action::completion;
  arguments.shell = text;
}

int parse_int(std::string_view text, int least, int most) {
  return static_cast<int>(parse_whole(text, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most)));
}

std::string text_of(auto number) { return fmt::format("{}", number); }

std::vector<Option> color_options() {
  constexpr std::string_view group = "Colors";
  const QuantizeOptions standard;
  return {
      {group,
       'k',
       "colors",
       "N",
       fmt::format("How many colors to keep, 1 to {}", grouped(most_colors)),
       text_of(standard.colors),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) {
         a.quantize.colors = static_cast<std::uint32_t>(parse_whole(text, 1, most_colors));
         a.colors_given = true;
       }},
      {group, 0, "space", "SPACE",
       "Where distances are measured: oklab (as the eye sees them), srgb (lowest squared RGB error) or linear (light)",
       std::string(space_name(standard.space)), Completion::choices, space_words(), set_space},
      {group, 0, "init", "START",
       "Where the search starts: k-means++, random, or a palette, whose size then replaces -k: colors such as "
       "'#123,#a0b1c2', a text file of them, or a picture that has only these",
       std::string(start_word(standard.init)), Completion::choices, start_words(),
       [](Arguments& a, const std::string& text) { a.init = text; }},
      {group,
       0,
       "effort",
       "N",
       "How hard to search and to compress, 1 (fastest) to 10 (best)",
       text_of(standard.effort),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.quantize.effort = a.encode.effort = parse_int(text, 1, 10); }},
      {group,
       0,
       "tol",
       "X",
       "Stop once the colors move by less than this share of their variance; 0: when none moves",
       text_of(standard.tolerance),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.quantize.tolerance = parse_real(text); }},
      {group,
       0,
       "max-iter",
       "N",
       "Stop after this many iterations",
       text_of(standard.max_iterations),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.quantize.max_iterations = parse_int(text, 1, 1'000'000); }},
      {group,
       0,
       "seed",
       "N",
       "Seed of the random numbers; the same seed gives the same file anywhere",
       text_of(standard.seed),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) {
         a.quantize.seed = parse_whole(text, 0, std::numeric_limits<std::uint64_t>::max());
       }},
  };
}

std::vector<Option> dithering_options() {
  constexpr std::string_view group = "Dithering";
  const QuantizeOptions standard;
  return {
      {group, 0, "dither", "METHOD",
       "Mix colors so that areas look as they did: floyd-steinberg (all-round), atkinson (clean light and dark "
       "areas) or sierra (soft); none keeps areas flat",
       std::string(dither_name(standard.dither)), Completion::choices, dither_words(), set_dither},
      {group,
       0,
       "dither-strength",
       "X",
       "How much to mix, 0 (not at all) to 1",
       text_of(standard.dither_strength),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.quantize.dither_strength = parse_share(text); }},
  };
}

std::vector<Option> output_options() {
  constexpr std::string_view group = "Output";
  return {
      {group,
       'o',
       "output",
       "FILE",
       "Write here, in the format of the extension; - is standard output",
       "FILE-kN.png beside the input",
       Completion::file,
       {},
       [](Arguments& a, const std::string& text) { a.output = text; }},
      {group,
       0,
       "out-dir",
       "DIR",
       "Write below this folder, which is made if needed; folders given are mirrored in it",
       "",
       Completion::directory,
       {},
       [](Arguments& a, const std::string& text) { a.out_dir = text; }},
      {group, 0, "format", "FORMAT", fmt::format("Format to write: {}", fmt::join(format_words(), ", ")),
       "png, or as -o says", Completion::choices, format_words(), set_format},
      {group,
       'f',
       "force",
       "",
       "Replace files that exist",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.force = true; }},
      {group,
       0,
       "quality",
       "N",
       "Quality of JPEG output, 1 to 100",
       text_of(EncodeOptions{}.quality),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.encode.quality = parse_int(text, 1, 100); }},
      {group,
       0,
       "labels",
       "FILE",
       "Also write which color each pixel has, as a NumPy array (.npy) or a gray picture (.png)",
       "",
       Completion::file,
       {},
       [](Arguments& a, const std::string& text) { a.labels = text; }},
      {group,
       0,
       "animate",
       "FILE",
       "Also write how the colors are found, as an animation (.gif or .webp): the picture after each iteration of "
       "plain "
       "k-means, at last as it is written; --init random shows more movement",
       "",
       Completion::file,
       {},
       [](Arguments& a, const std::string& text) { a.animate = text; }},
  };
}

std::vector<Option> input_options() {
  constexpr std::string_view group = "Input";
  return {
      {group,
       'r',
       "recursive",
       "",
       "Take the pictures in folders, and in the folders in them",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.recursive = true; }},
      {group,
       0,
       "frame",
       "N",
       "Take frame N, from 0, of an animation or page of a document",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) {
         a.read.frame = static_cast<std::uint32_t>(parse_whole(text, 0, std::numeric_limits<std::uint32_t>::max()));
       }},
      {group,
       0,
       "max-pixels",
       "N",
       "Refuse pictures with more pixels; K, M and G may follow the number",
       text_of(ReadOptions{}.max_pixels),
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) { a.read.max_pixels = parse_amount(text); }},
  };
}

std::vector<Option> report_options() {
  constexpr std::string_view group = "Reports and running";
  return {
      {group,
       'q',
       "quiet",
       "",
       "Say nothing but errors",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.quiet = true; }},
      {group,
       'v',
       "verbose",
       "",
       "Say more: iterations, timings, files left out",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.verbose = true; }},
      {group,
       0,
       "json",
       "",
       "Print the figures and the palette as JSON, one line per picture if there are several",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.json = true; }},
      {group,
       'j',
       "threads",
       "N",
       "Use N threads; the result is the same for any number",
       "one per core",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string& text) {
         a.quantize.threads = static_cast<unsigned>(parse_whole(text, 0, most_threads));
       }},
      {group,
       'h',
       "help",
       "",
       "Print this help",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.action = Action::help; }},
      {group,
       'V',
       "version",
       "",
       "Print the version, the SIMD target in use and the formats",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.action = Action::version; }},
  };
}

std::vector<Option> packager_options() {
  return {
      {"",
       0,
       "man",
       "",
       "Print the man page",
       "",
       Completion::nothing,
       {},
       [](Arguments& a, const std::string&) { a.action = Action::man_page; }},
      {"",
       0,
       "completion",
       "SHELL",
       "Print the completion script for bash, zsh or fish",
       "",
       Completion::choices,
       {"bash", "zsh", "fish"},
       set_shell},
  };
}

}  // namespace

const std::vector<Option>& option_table() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (const std::vector<Option>& part :
         std::array{color_options(), palette_options(), dithering_options(), output_options(), input_options(),
                    report_options(), packager_options()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return table;
}

std::string format_word(Format format) {
  std::string word(format_name(format));
  for (char& letter : word) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return word;
}

std::vector<Format> written_formats() {
  std::vector<Format> formats;
  std::copy_if(all_formats.begin(), all_formats.end(), std::back_inserter(formats), can_write);
  return formats;
}

std::vector<Format> read_formats() {
  std::vector<Format> formats;
  std::copy_if(all_formats.begin(), all_formats.end(), std::back_inserter(formats), can_read);
  return formats;
}

}  // namespace kvant::cli
