#include "cli/terminal/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <vector>

namespace kvant::cli {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// The length of the well-formed, harmless UTF-8 character at the start of `text`, or 0.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  unsigned code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
    code = code << 6U | (byte(i) & 0x3FU);
  }
  constexpr unsigned least[] = {0, 0, 0xA0, 0x800, 0x10000};  // 0x80 to 0x9F are control characters
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool reorders = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x2028 ||
                        code == 0x2029;  // these change the order or the lines of what follows
  return code < least[length] || code > 0x10FFFF || surrogate || reorders ? 0 : length;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    std::size_t length = character_length(text);
    if (length > 0) {
      shown += text.substr(0, length);
    } else {
      length = 1;
      switch (text.front()) {
        case '\n':
          shown += "\\n";
          break;
        case '\r':
          shown += "\\r";
          break;
        case '\t':
          shown += "\\t";
          break;
        default:
          shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      }
    }
    text.remove_prefix(length);
  }
  return shown;
}

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", printable(text)); }

std::string name_of_input(const std::string& input) { return input == "-" ? "standard input" : printable(input); }

std::string title_of_input(const std::string& input) {
  return input == "-" ? name_of_input(input) : printable(std::filesystem::path(input).filename().native());
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1'000) return fmt::format("{} B", bytes);
  constexpr std::array units = {"KB", "MB", "GB", "TB"};
  double amount = static_cast<double>(bytes) / 1'000;
  std::size_t unit = 0;
  while (amount >= 999.5 && unit + 1 < units.size()) {
    amount /= 1'000;
    ++unit;
  }
  const int decimals = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", amount, decimals, units[unit]);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view mark = "...";
  std::size_t excess = columns(text);
  if (excess <= width) return std::string(text);
  if (width <= mark.size()) return std::string(mark.substr(0, width));
  excess -= width - mark.size();
  while (excess > 0 || is_continuation(text.front())) {
    if (!is_continuation(text.front())) --excess;
    text.remove_prefix(1);
  }
  return std::string(mark) + std::string(text);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    if (used > 0 && used + 1 + columns(word) > width) {
      lines += '\n' + std::string(indent, ' ');
      used = 0;
    }
    if (used > 0) lines += ' ';
    used += columns(word) + (used > 0 ? 1 : 0);
    lines += word;
  }
  return lines;
}

std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace kvant::cli
