// The text of an option's value, as a number. Locale plays no part.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::cli {

/// The command line is wrong; what() is one line that says how. Ends the program with status 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A whole number from `least` to `most`. Throws UsageError.
[[nodiscard]] std::uint64_t parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most);

/// A whole number of at least 1, with K, M or G (thousands, millions, billions) after it if wanted. Throws UsageError.
[[nodiscard]] std::uint64_t parse_amount(std::string_view text);

/// The ends of a range such as "2..32", both from `least` to `most`. Throws UsageError.
[[nodiscard]] std::pair<std::uint64_t, std::uint64_t> parse_range(std::string_view text, std::uint64_t least,
                                                                  std::uint64_t most);

/// A number of bytes of at least 1, with a unit after it if wanted: B, K or KB, M or MB, G or GB (thousands, millions,
/// billions), in any case, and then perhaps a fraction. Throws UsageError.
[[nodiscard]] std::uint64_t parse_size(std::string_view text);

/// A finite number of at least 0. Throws UsageError.
[[nodiscard]] double parse_real(std::string_view text);

/// A number from 0 to 1. Throws UsageError.
[[nodiscard]] double parse_share(std::string_view text);

/// Says which words an option takes, since `text` is none of them. Throws UsageError.
[[noreturn]] void refuse_choice(const std::vector<std::string>& choices, std::string_view text);

}  // namespace kvant::cli
