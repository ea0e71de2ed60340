// The man page.
#pragma once

#include <string>

namespace kvant::cli {

/// kvant(1) as roff, made from the list of commands.
[[nodiscard]] std::string man_page();

}  // namespace kvant::cli
