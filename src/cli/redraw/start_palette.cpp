#include "cli/redraw/start_palette.hpp"

#include <fmt/format.h>

#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {

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
  quantize.start = palette_argument("init", start, "k-means++, random, ").colors;
  if (arguments.colors_given && quantize.colors != quantize.start.size()) {
    throw UsageError(fmt::format("--init: this palette has {}, but -k asks for {}; leave one of them out",
                                 counted(quantize.start.size(), "color"), grouped(quantize.colors)));
  }
  quantize.init = Init::given;
  quantize.colors = static_cast<std::uint32_t>(quantize.start.size());
}

}  // namespace kvant::cli
