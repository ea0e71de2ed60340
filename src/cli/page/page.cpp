#include "cli/page/page.hpp"

#include <cstddef>

#include "kvant/error.hpp"

extern "C" {
// From page.S: the file that KVANT_PAGE names, or nothing.
extern const char kvant_page_begin[];
extern const char kvant_page_end[];
}

namespace kvant::cli {
namespace {

/// What web/page.html has in the place of the data.
constexpr std::string_view kGap = "\"the data of the page goes here\"";

std::string_view page() {
  // NOLINTNEXTLINE(clang-analyzer-security.PointerSub): the assembler put one where the other's bytes end.
  return {kvant_page_begin, static_cast<std::size_t>(kvant_page_end - kvant_page_begin)};
}

/// JSON that HTML can hold in a script: < occurs in strings only, and begins both </script> and <!--.
std::string for_script(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

bool has_page() { return page().find(kGap) != std::string_view::npos; }

void require_page() {
  if (has_page()) return;
  throw Error(
      ErrorCode::unsupported,
      "this kvant was built without the page for HTML files; scripts/page.sh builds it (with Node.js), then build "
      "kvant again");
}

std::string fill_page(std::string_view json) {
  require_page();
  const std::string_view html = page();
  const std::size_t at = html.find(kGap);
  std::string filled;
  filled += html.substr(0, at);
  filled += for_script(json);
  filled += html.substr(at + kGap.size());
  return filled;
}

}  // namespace kvant::cli
