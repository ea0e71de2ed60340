#include "color/srgb_transfer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

namespace kvant {
namespace {

// t^(-1/5) by Newton's method for t in 0.09..1: the start is within 6%, and the error e becomes 3 e^2.
double inverse_fifth_root(double t) {
  double y = 1.642 + t * (-1.316 + t * 0.688);
  for (int step = 0; step < 5; ++step) {
    const double y2 = y * y;
    y = y * (1.2 - 0.2 * (t * y) * (y2 * y2));
  }
  return y;
}

template <std::size_t size>
std::unique_ptr<std::array<float, size>> decode_table() {
  auto table = std::make_unique<std::array<float, size>>();
  for (std::size_t i = 0; i < size; ++i) {
    (*table)[i] = static_cast<float>(srgb_decode(static_cast<double>(i) / static_cast<double>(size - 1)));
  }
  return table;
}

// Entry v is the linear light half-way, in the encoded domain, between the 8-bit values v and v + 1.
std::array<double, 255> encode_thresholds() {
  std::array<double, 255> thresholds{};
  for (std::size_t v = 0; v < 255; ++v) thresholds[v] = srgb_decode((static_cast<double>(v) + 0.5) / 255.0);
  return thresholds;
}

}  // namespace

double srgb_decode(double encoded) {
  if (encoded <= 0.04045) return encoded / 12.92;
  const double t = (encoded + 0.055) / 1.055;
  const double y = inverse_fifth_root(t);
  return t * t * t * (y * y * y);  // t^2.4 = t^3 * t^(-3/5)
}

std::span<const float, 256> srgb_decode_table_8() {
  static const auto table = decode_table<256>();
  return *table;
}

std::span<const float, 65536> srgb_decode_table_16() {
  static const auto table = decode_table<65536>();
  return *table;
}

std::uint8_t srgb_encode_8(double linear) {
  static const auto thresholds = encode_thresholds();
  return static_cast<std::uint8_t>(std::upper_bound(thresholds.begin(), thresholds.end(), linear) - thresholds.begin());
}

}  // namespace kvant
