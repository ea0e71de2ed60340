// --init: where the search for the palette starts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options/options.hpp"

namespace kvant::cli {

/// The words that --init takes besides palettes, and the word for a way to start.
[[nodiscard]] std::vector<std::string> start_words();
[[nodiscard]] std::string_view start_word(Init init);

/// Puts what --init names into `arguments.quantize`, reading the palette's file if it is one. Throws UsageError.
void resolve_start(Arguments& arguments);

}  // namespace kvant::cli
