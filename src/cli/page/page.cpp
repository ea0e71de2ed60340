#include "cli/page/page.hpp"

#include <cstddef>

#include "kvant/error.hpp"

extern "C" {
// From page.S: the files that KVANT_PAGE and KVANT_STUDIO name, or nothing.
extern const char kvant_page_begin[];
extern const char kvant_page_end[];
extern const char kvant_studio_begin[];
extern const char kvant_studio_end[];
}

namespace kvant::cli {
namespace {

/// What web/page.html and studio's page have in the place of the data.
constexpr std::string_view kGap = "\"the data of the page goes here\"";
constexpr std::string_view kStudioGap = "\"the pictures go here\"";

std::string_view page() {
  // NOLINTNEXTLINE(clang-analyzer-security.PointerSub): the assembler put one where the other's bytes end.
  return {kvant_page_begin, static_cast<std::size_t>(kvant_page_end - kvant_page_begin)};
}

std::string_view studio_html() {
  // NOLINTNEXTLINE(clang-analyzer-security.PointerSub): as above
  return {kvant_studio_begin, static_cast<std::size_t>(kvant_studio_end - kvant_studio_begin)};
}

std::string filled_gap(std::string_view html, std::string_view gap, std::string_view json) {
  const std::size_t at = html.find(gap);
  std::string filled;
  filled.reserve(html.size() + json.size());
  filled += html.substr(0, at);
  filled += json;
  filled += html.substr(at + gap.size());
  return filled;
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
  return filled_gap(page(), kGap, for_script(json));
}

bool has_studio() { return studio_html().find(kStudioGap) != std::string_view::npos; }

void require_studio() {
  if (has_studio()) return;
  throw Error(ErrorCode::unsupported,
              "this kvant was built without studio; in a checkout of kvant ./run studio builds it (with Node.js) and "
              "starts it");
}

std::string fill_studio(std::string_view json) {
  require_studio();
  return filled_gap(studio_html(), kStudioGap, json);
}

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

}  // namespace kvant::cli
