// --palette, --pin, --recolor, --salience: which colors.
#pragma once

#include <vector>

#include "options.hpp"

namespace kvant::cli {

[[nodiscard]] std::vector<Option> palette_options();

/// Puts the palettes that the options name into `arguments.quantize`, reading their files. Throws UsageError.
void resolve_palettes(Arguments& arguments);

}  // namespace kvant::cli
