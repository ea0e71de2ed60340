#include "table/npy_write.hpp"

#include <fmt/format.h>

#include <bit>

#include "table/npy_header.hpp"

namespace kvant {
namespace {

/// The bits of each number follow the header, the lowest byte first.
template <class Bits, class Number>
std::vector<std::uint8_t> npy_of(const std::string& header, std::span<const Number> numbers) {
  std::vector<std::uint8_t> file(header.begin(), header.end());
  file.reserve(file.size() + numbers.size_bytes());
  for (const Number number : numbers) {
    const auto bits = std::bit_cast<Bits>(number);
    for (unsigned shift = 0; shift < 8 * sizeof(Bits); shift += 8)
      file.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  return file;
}

}  // namespace

std::vector<std::uint8_t> npy_of_numbers(std::span<const double> values, std::size_t columns) {
  return npy_of<std::uint64_t>(npy_header("<f8", fmt::format("{}, {}", values.size() / columns, columns)), values);
}

std::vector<std::uint8_t> npy_of_labels(std::span<const std::int32_t> labels) {
  return npy_of<std::uint32_t>(npy_header("<i4", fmt::format("{},", labels.size())), labels);
}

}  // namespace kvant
