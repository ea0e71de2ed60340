// Numbers drawn from a fuzzer's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kvant/image.hpp"

namespace kvant::fuzz {

/// Takes numbers off the front of the bytes; zeros once they are used up.
class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t value = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return value;
  }
  std::uint32_t number(std::uint32_t first, std::uint32_t last) {
    const std::uint32_t high = byte();
    return first + (high << 8 | byte()) % (last - first + 1);
  }
  /// 0 to 1.
  double share() { return byte() / 255.0; }
  Color color() {
    const std::uint8_t r = byte();
    const std::uint8_t g = byte();
    const std::uint8_t b = byte();
    return {r, g, b, byte()};
  }
  [[nodiscard]] std::span<const std::uint8_t> rest() const { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace kvant::fuzz
