#include <fmt/format.h>

#include "cli/options/redraw_options.hpp"
#include "cli/options/values.hpp"

namespace kvant::cli {
namespace {

std::vector<std::string> dither_words() {
  std::vector<std::string> words;
  for (const DitherMethod& method : dither_methods()) words.emplace_back(method.name);
  return words;
}

std::string described() {
  std::vector<std::string> methods;
  for (const DitherMethod& method : dither_methods()) {
    methods.push_back(fmt::format("{} ({})", method.name, method.description));
  }
  return fmt::format("{}", fmt::join(methods, ", "));
}

}  // namespace

std::vector<Option> dithering_options() {
  const QuantizeOptions standard;
  return {
      {.group = group::dithering,
       .name = "dither",
       .value = "METHOD",
       .help = "Mix colors so that areas look as they did: " + described(),
       .standard = std::string(dither_name(standard.dither)),
       .completion = Completion::choices,
       .choices = dither_words(),
       .set =
           [](Arguments& a, const std::string& text) {
             const std::optional<Dither> dither = dither_of_name(text);
             if (!dither) refuse_choice(dither_words(), text);
             a.quantize.dither = *dither;
           }},
      {.group = group::dithering,
       .name = "dither-strength",
       .value = "X",
       .help = "How much to mix, 0 (not at all) to 1",
       .standard = fmt::format("{}", standard.dither_strength),
       .set = [](Arguments& a, const std::string& text) { a.quantize.dither_strength = parse_share(text); }},
  };
}

}  // namespace kvant::cli
