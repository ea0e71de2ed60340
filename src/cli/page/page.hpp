// The HTML pages that web/ is built into, as templates for data.
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

/// The same three for studio, a page of its own.
[[nodiscard]] bool has_studio();
void require_studio();

/// `json` comes from for_script(): what is put there may be too large for another copy.
[[nodiscard]] std::string fill_studio(std::string_view json);

/// JSON that HTML can hold in a script: < occurs in strings only, and begins both </script> and <!--.
[[nodiscard]] std::string for_script(std::string_view json);

}  // namespace kvant::cli
