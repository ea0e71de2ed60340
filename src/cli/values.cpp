#include "values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "text.hpp"

namespace kvant::cli {
namespace {

/// The number if `text` is nothing but one.
template <class Number>
bool read_all(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc() && stopped == end;
}

}  // namespace

std::uint64_t parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  if (read_all(text, number) && number >= least && number <= most) return number;
  throw UsageError(
      fmt::format("expected a whole number from {} to {}, not {}", grouped(least), grouped(most), in_quotes(text)));
}

std::uint64_t parse_amount(std::string_view text) {
  std::string_view digits = text;
  std::uint64_t unit = 1;
  if (!digits.empty()) {
    switch (digits.back()) {
      case 'k':
      case 'K':
        unit = 1'000;
        break;
      case 'm':
      case 'M':
        unit = 1'000'000;
        break;
      case 'g':
      case 'G':
        unit = 1'000'000'000;
        break;
      default:
        break;
    }
    if (unit > 1) digits.remove_suffix(1);
  }
  std::uint64_t number = 0;
  if (read_all(digits, number) && number >= 1 && number <= std::numeric_limits<std::uint64_t>::max() / unit) {
    return number * unit;
  }
  throw UsageError(
      fmt::format("expected a whole number of at least 1, such as 500000 or 100M, not {}", in_quotes(text)));
}

double parse_real(std::string_view text) {
  double number = 0;
  if (read_all(text, number) && std::isfinite(number) && number >= 0) return number;
  throw UsageError(fmt::format("expected a number of at least 0, not {}", in_quotes(text)));
}

double parse_share(std::string_view text) {
  double number = 0;
  if (read_all(text, number) && number >= 0 && number <= 1) return number;
  throw UsageError(fmt::format("expected a number from 0 to 1, not {}", in_quotes(text)));
}

void refuse_choice(const std::vector<std::string>& choices, std::string_view text) {
  throw UsageError(fmt::format("expected {}, not {}", fmt::join(choices, ", "), in_quotes(text)));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, 1, ',');
  return digits;
}

}  // namespace kvant::cli
