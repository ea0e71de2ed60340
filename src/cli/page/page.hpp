// The HTML page that web/ is built into, as a template for data.
#pragma once

#include <string>
#include <string_view>

namespace kvant::cli {

/// Whether this build has the page in it.
[[nodiscard]] bool has_page();

/// Throws Error(unsupported), which says how to get a build that has it, if this one has no page.
void require_page();

/// The page with `json` in it; text in the JSON cannot be taken for markup. Throws Error(unsupported), see above.
[[nodiscard]] std::string fill_page(std::string_view json);

}  // namespace kvant::cli
