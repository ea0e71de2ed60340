#include "cli/options/arguments.hpp"

#include <fmt/format.h>

#include "cli/options/values.hpp"
#include "cli/terminal/streams.hpp"

namespace kvant::cli {

bool writes_to_standard_output(const Inputs& inputs, const Output& output) {
  if (output.name) return *output.name == "-";
  return inputs.names.size() == 1 && inputs.names.front() == "-";
}

void refuse_terminal(const Inputs& inputs, const Output& output, std::string_view what) {
  if (!writes_to_standard_output(inputs, output) || output.name || !standard_output_is_terminal()) return;
  throw UsageError(fmt::format("{} is no text for a terminal; name a file with -o, or force it with -o -", what));
}

std::filesystem::path output_or_beside(const Inputs& inputs, const Output& output, std::string_view ending) {
  if (writes_to_standard_output(inputs, output)) return "-";
  if (output.name) return *output.name;
  const std::filesystem::path input = inputs.names.front();
  return input.parent_path() / (input.stem() += ending);
}

void require_name(const Output& output) {
  if (output.name && output.name->empty()) throw UsageError("--output: the file's name is empty");
}

QuantizeOptions quantize_options(const Search& search, std::optional<std::uint32_t> colors, unsigned threads) {
  QuantizeOptions options;
  options.colors = colors.value_or(options.colors);
  options.space = search.space;
  options.effort = search.effort;
  options.seed = search.seed;
  options.threads = threads;
  return options;
}

}  // namespace kvant::cli
