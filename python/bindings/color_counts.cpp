#include "color_counts.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "color/color_key.hpp"
#include "kmeans/parts/bytes.hpp"
#include "kvant/error.hpp"

namespace kvant::python {
namespace {

using parts::Reader;
using parts::Writer;

constexpr std::string_view kKind = "kvcc";
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kBitsOf8BitKeys = 24;
constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 53U;  // weights are doubles

void require(bool sound) {
  if (!sound) Reader::refuse();
}

bool is_8_bit(const Rgba16& color) {
  return color.a == 65535 && color.r % 257 == 0 && color.g % 257 == 0 && color.b % 257 == 0;
}

std::uint64_t key(const Rgba16& color, const ColorHistogram& histogram) {
  const std::uint64_t whole = key_of(color, histogram.has_alpha);
  return histogram.key_bits == kBitsOf8BitKeys ? whole >> (key_bits(false) - kBitsOf8BitKeys) : whole;
}

ColorHistogram read(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  require(std::ranges::equal(reader.get_all<char>(kKind.size()), kKind) && reader.get<std::uint32_t>() == kVersion);
  ColorHistogram histogram;
  histogram.key_bits = reader.get<std::uint32_t>();
  const auto with_flat = reader.get<std::uint8_t>();
  const auto count = reader.get<std::uint64_t>();
  const std::vector<std::uint64_t> colors = reader.get_all<std::uint64_t>(count);
  histogram.counts = reader.get_all<std::uint64_t>(count);
  if (with_flat != 0) histogram.flat = reader.get_all<std::uint64_t>(count);
  reader.expect_end();

  for (const std::uint64_t color : colors) histogram.colors.push_back(std::bit_cast<Rgba16>(color));
  histogram.has_alpha = std::ranges::any_of(histogram.colors, [](const Rgba16& color) { return color.a != 65535; });
  require(count == 0 || histogram.key_bits == key_bits(histogram.has_alpha) ||
          (histogram.key_bits == kBitsOf8BitKeys && std::ranges::all_of(histogram.colors, is_8_bit)));
  for (std::size_t i = 0; i < count; ++i) {
    const Rgba16& color = histogram.colors[i];
    histogram.keys.push_back(key(color, histogram));
    require(color.a != 0 || color == Rgba16{});
    require(i == 0 || std::pair(histogram.keys[i - 1], colors[i - 1]) < std::pair(histogram.keys[i], colors[i]));
    require(histogram.counts[i] > 0 && histogram.counts[i] <= kMostPixels);
    require(histogram.flat.empty() || histogram.flat[i] <= histogram.counts[i]);
  }
  return histogram;
}

}  // namespace

std::vector<std::uint8_t> to_bytes(const ColorHistogram& histogram) {
  Writer writer;
  writer.put_all(std::span<const char>(kKind));
  writer.put(kVersion);
  writer.put(histogram.key_bits);
  writer.put(static_cast<std::uint8_t>(histogram.flat.empty() ? 0 : 1));
  writer.put(static_cast<std::uint64_t>(histogram.size()));
  std::vector<std::uint64_t> colors;
  colors.reserve(histogram.size());
  for (const Rgba16& color : histogram.colors) colors.push_back(pack(color));
  writer.put_all(std::span<const std::uint64_t>(colors));
  writer.put_all(std::span<const std::uint64_t>(histogram.counts));
  writer.put_all(std::span<const std::uint64_t>(histogram.flat));
  return writer.take();
}

ColorHistogram to_histogram(std::span<const std::uint8_t> bytes) {
  try {
    return read(bytes);
  } catch (const Error&) {
    throw Error(ErrorCode::corrupt, "counted colors are damaged, or of another version of kvant");
  }
}

}  // namespace kvant::python
