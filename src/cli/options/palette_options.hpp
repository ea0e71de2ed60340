// --palette, --pin, --recolor, --salience: which colors.
#pragma once

#include <vector>

#include "cli/options/options.hpp"

namespace kvant::cli {

[[nodiscard]] std::vector<Option> palette_options();

// Those of them that `kvant palette` has too.
[[nodiscard]] Option pin_option();
[[nodiscard]] Option salience_option();

/// Puts the palettes that the options name into `arguments.quantize`, reading their files. Throws UsageError.
void resolve_palettes(Arguments& arguments);

}  // namespace kvant::cli
