#include "cli/options/values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "cli/terminal/text.hpp"

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

std::pair<std::uint64_t, std::uint64_t> parse_range(std::string_view text, std::uint64_t least, std::uint64_t most) {
  constexpr std::string_view dots = "..";
  const std::size_t middle = text.find(dots);
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  if (middle == std::string_view::npos || !read_all(text.substr(0, middle), from) ||
      !read_all(text.substr(middle + dots.size()), to)) {
    throw UsageError(fmt::format("expected a range such as {}..64, not {}", least, in_quotes(text)));
  }
  if (from < least || from > most || to < least || to > most) {
    throw UsageError(
        fmt::format("expected a range from {} to {}, not {}", grouped(least), grouped(most), in_quotes(text)));
  }
  if (from > to) throw UsageError(fmt::format("the range {} ends before it begins", in_quotes(text)));
  return {from, to};
}

std::uint64_t parse_size(std::string_view text) {
  std::string word(text);
  for (char& c : word) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  std::string_view digits = word;
  if (digits.ends_with('B')) digits.remove_suffix(1);
  double unit = 1;
  for (const auto& [letter, factor] : {std::pair{'K', 1e3}, std::pair{'M', 1e6}, std::pair{'G', 1e9}}) {
    if (!digits.ends_with(letter)) continue;
    unit = factor;
    digits.remove_suffix(1);
    break;
  }
  double number = 0;
  constexpr double most = 1e15;
  if (read_all(digits, number) && number * unit >= 1 && number * unit <= most) {
    return static_cast<std::uint64_t>(std::llround(number * unit));
  }
  throw UsageError(fmt::format("expected a number of bytes, such as 60000, 60KB or 1.5MB, not {}", in_quotes(text)));
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

}  // namespace kvant::cli
