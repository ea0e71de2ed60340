#include "table/cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <system_error>

namespace kvant {
namespace {

using namespace std::string_view_literals;

bool is_missing(std::string_view text) {
  constexpr std::array words = {"na"sv, "n/a"sv, "nan"sv, "null"sv, "none"sv, "?"sv};
  const auto alike = [](char one, char other) { return (one >= 'A' && one <= 'Z' ? one - 'A' + 'a' : one) == other; };
  return text.empty() ||
         std::ranges::any_of(words, [&](std::string_view word) { return std::ranges::equal(text, word, alike); });
}

/// Of a number beyond what a double holds: from_chars does not say at which end.
double limit_of(std::string_view text) {
  const std::size_t exponent = text.find_first_of("eE");
  const std::string_view whole = text.substr(0, text.find('.'));
  const bool large = exponent != std::string_view::npos ? text.substr(exponent + 1, 1) != "-"
                                                        : whole.find_first_of("123456789") != std::string_view::npos;
  return large ? std::numeric_limits<double>::infinity() : 0;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Cell read_cell(std::string_view field) {
  std::string_view text = without_blanks(field);
  if (is_missing(text)) return {.kind = Cell::Kind::missing};
  if (text.starts_with('+') && !text.starts_with("+-"sv)) text.remove_prefix(1);
  Cell cell{.kind = Cell::Kind::number};
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, cell.number);
  if (stopped != end || problem == std::errc::invalid_argument) return {};
  if (problem == std::errc::result_out_of_range) cell.number = limit_of(text);
  if (std::isnan(cell.number)) return {.kind = Cell::Kind::missing};
  return cell;
}

}  // namespace kvant
