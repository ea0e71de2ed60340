#include "studio/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace kvant::studio {

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8U | (j < n ? bytes[i + j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= n ? alphabet[group >> (18 - 6 * j) & 63U] : '=';
  }
  return text;
}

}  // namespace kvant::studio
