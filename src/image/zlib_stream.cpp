#include "image/zlib_stream.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "image/deflate.hpp"
#include "threads/for_each_task.hpp"

namespace kvant {
namespace {

/// How many parts a text is compressed in: the more, the more cores are kept busy, and the more is looked at twice.
std::size_t count_parts(std::size_t bytes) {
  constexpr std::size_t least_of_two = std::size_t{32} << 10;
  constexpr std::size_t least = std::size_t{96} << 10;
  constexpr std::size_t most = std::size_t{1} << 20;
  return std::max<std::size_t>(bytes / std::clamp(bytes / 8, least, most), bytes < least_of_two ? 1 : 2);
}

/// What a part may refer to of the text in front of it: less than all where that would be most of the work.
std::size_t window_of(std::size_t part_bytes) { return std::min(kDeflateWindow, part_bytes / 6); }

/// So many parts lie in memory at a time.
constexpr std::size_t kPartsAtOnce = 32;

/// Window of 32 KiB, "best compression", and the check bits that make the two bytes a multiple of 31.
constexpr std::array<std::uint8_t, 2> kHeader = {0x78, 0xda};

struct Part {
  Buffer<std::uint8_t> stream;
  std::uint32_t adler = 1;
};

/// The Adler-32 checksum of two texts in a row, from those of each (RFC 1950: two sums modulo 65521).
std::uint32_t join_adler(std::uint32_t first, std::uint32_t second, std::size_t second_bytes) {
  constexpr std::uint64_t base = 65521;
  const std::uint64_t length = second_bytes % base;
  const std::uint64_t low1 = first & 0xffff;
  const std::uint64_t low = (low1 + (second & 0xffff) + base - 1) % base;
  const std::uint64_t high = ((first >> 16) + (second >> 16) + length * (low1 + base - 1)) % base;
  return static_cast<std::uint32_t>(high << 16 | low);
}

}  // namespace

Buffer<std::uint8_t> zlib_compress(const RowSource& source, const DeflateEffort& effort) {
  const std::size_t count = std::min<std::size_t>(count_parts(source.bytes()), source.rows);
  const auto first_row = [&](std::size_t part) { return static_cast<std::uint32_t>(part * source.rows / count); };
  const auto begin = [&](std::size_t part) { return first_row(part) * source.row_bytes; };

  Buffer<std::uint8_t> result(kHeader.begin(), kHeader.end());
  std::uint32_t adler = 1;
  Buffer<std::uint8_t> text;  // of the parts at hand, behind a window of what came before
  std::vector<Part> parts(std::min(count, kPartsAtOnce));
  for (std::size_t first = 0; first < count; first += kPartsAtOnce) {
    const std::size_t last = std::min(count, first + kPartsAtOnce);
    const std::size_t window = std::min(text.size(), kDeflateWindow);
    std::copy(text.end() - static_cast<std::ptrdiff_t>(window), text.end(), text.begin());
    text.resize(window + begin(last) - begin(first));
    const auto offset = [&](std::size_t part) { return window + begin(part) - begin(first); };
    for_each_task(last - first, [&](std::size_t index, std::size_t /*worker*/) {
      const std::size_t part = first + index;
      source.make(first_row(part), first_row(part + 1), text.data() + offset(part));
    });
    for_each_task(last - first, [&](std::size_t index, std::size_t /*worker*/) {
      const std::size_t part = first + index;
      const std::span all(text.data(), offset(part + 1));
      const std::span bytes = all.subspan(offset(part));
      const std::size_t before = std::min(offset(part), window_of(bytes.size()));
      const std::span with_window = all.last(before + bytes.size());
      parts[index].adler = libdeflate_adler32(1, bytes.data(), bytes.size());
      parts[index].stream = deflate(
          with_window, before,
          {source.row_bytes, source.pixel_bytes, (source.row_bytes - before % source.row_bytes) % source.row_bytes},
          effort, part + 1 == count);
    });
    for (std::size_t part = first; part < last; ++part) {
      const Part& done = parts[part - first];
      result.insert(result.end(), done.stream.begin(), done.stream.end());
      adler = join_adler(adler, done.adler, begin(part + 1) - begin(part));
    }
  }
  for (int shift = 24; shift >= 0; shift -= 8) result.push_back(static_cast<std::uint8_t>(adler >> shift));
  return result;
}

Buffer<std::uint8_t> zlib_compress_quickly(const RowSource& source, int level) {
  const std::size_t bands = std::min<std::size_t>(count_parts(source.bytes()), source.rows);
  const auto first_row = [&](std::size_t band) { return static_cast<std::uint32_t>(band * source.rows / bands); };
  Buffer<std::uint8_t> text(source.bytes());
  for_each_task(bands, [&](std::size_t band, std::size_t /*worker*/) {
    source.make(first_row(band), first_row(band + 1), text.data() + first_row(band) * source.row_bytes);
  });
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  Buffer<std::uint8_t> result(libdeflate_zlib_compress_bound(compressor.get(), text.size()));
  result.resize(libdeflate_zlib_compress(compressor.get(), text.data(), text.size(), result.data(), result.size()));
  return result;
}

std::size_t estimate_compressed(const RowSource& source, const DeflateEffort& effort, std::size_t sample_bytes) {
  constexpr std::uint32_t band_rows = 8;
  constexpr std::size_t least_bands = 3;  // a picture is not everywhere the same
  const std::uint32_t bands_in_all = (source.rows + band_rows - 1) / band_rows;
  const std::size_t wanted = sample_bytes / (band_rows * source.row_bytes);
  const auto bands = static_cast<std::uint32_t>(
      sample_bytes >= source.bytes() ? bands_in_all
                                     : std::min<std::size_t>(std::max(wanted, least_bands), bands_in_all));
  if (bands == 0) return 0;
  Buffer<std::uint8_t> bytes;
  std::uint64_t sampled_rows = 0;
  for (std::uint32_t band = 0; band < bands; ++band) {
    const auto first =
        static_cast<std::uint32_t>((std::uint64_t{2} * band + 1) * bands_in_all / (std::size_t{2} * bands)) * band_rows;
    const std::uint32_t last = std::min(first + band_rows, source.rows);
    const std::size_t end = bytes.size();
    bytes.resize(end + (last - first) * source.row_bytes);
    source.make(first, last, bytes.data() + end);
    sampled_rows += last - first;
  }
  return deflate(bytes, 0, {source.row_bytes, source.pixel_bytes, 0}, effort, true).size() * source.rows / sampled_rows;
}

}  // namespace kvant
