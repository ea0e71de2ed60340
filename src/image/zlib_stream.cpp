#include "image/zlib_stream.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "image/deflate_join.hpp"
#include "threads/for_each_task.hpp"

namespace kvant {
namespace {

/// Parts begin with an empty window, which costs bytes; smaller ones keep more cores busy. This size costs below 0.3%.
constexpr std::size_t kPartBytes = std::size_t{1} << 20;

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

class Compressor {
 public:
  explicit Compressor(int level) : compressor_(libdeflate_alloc_compressor(level)) {
    if (!compressor_) throw std::bad_alloc();
  }

  /// A raw DEFLATE stream. The buffer's memory is taken, but for the bytes written never touched.
  [[nodiscard]] Buffer<std::uint8_t> compress(const Buffer<std::uint8_t>& bytes) const {
    Buffer<std::uint8_t> out(libdeflate_deflate_compress_bound(compressor_.get(), bytes.size()));
    out.resize(libdeflate_deflate_compress(compressor_.get(), bytes.data(), bytes.size(), out.data(), out.size()));
    return out;
  }

 private:
  std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor_;
};

struct Part {
  Buffer<std::uint8_t> stream;
  DeflateExtent extent;
  std::uint32_t adler = 1;
  std::size_t bytes = 0;
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

Buffer<std::uint8_t> zlib_compress(const RowSource& source, int level) {
  const std::size_t count = std::max<std::size_t>(1, std::min<std::size_t>(source.bytes() / kPartBytes, source.rows));
  const auto first_row = [&](std::size_t part) { return static_cast<std::uint32_t>(part * source.rows / count); };
  std::vector<Part> parts(count);
  for_each_task(count, [&](std::size_t index, std::size_t /*worker*/) {
    const std::uint32_t first = first_row(index);
    const std::uint32_t last = first_row(index + 1);
    Buffer<std::uint8_t> bytes((last - first) * source.row_bytes);
    source.make(first, last, bytes.data());

    Part& part = parts[index];
    part.bytes = bytes.size();
    part.adler = libdeflate_adler32(1, bytes.data(), bytes.size());
    part.stream = Compressor(level).compress(bytes);
    part.stream.shrink_to_fit();
    if (count > 1) part.extent = measure_deflate(part.stream);
  });

  Buffer<std::uint8_t> result;
  std::size_t total = 6;
  for (const Part& part : parts) total += part.stream.size() + 5;
  result.reserve(total);
  // Window of 32 KiB, "best compression", and the check bits that make the two bytes a multiple of 31.
  result.push_back(0x78);
  result.push_back(0xda);
  std::uint32_t adler = 1;
  for (std::size_t index = 0; index < count; ++index) {
    Part& part = parts[index];
    if (count == 1) {
      result.insert(result.end(), part.stream.begin(), part.stream.end());
    } else {
      append_deflate(result, part.stream, part.extent, index + 1 == count);
    }
    adler = join_adler(adler, part.adler, part.bytes);
    part.stream = {};
  }
  for (int shift = 24; shift >= 0; shift -= 8) result.push_back(static_cast<std::uint8_t>(adler >> shift));
  return result;
}

std::size_t estimate_compressed(const RowSource& source, int level, std::size_t sample_bytes) {
  constexpr std::uint32_t band_rows = 16;
  const std::uint32_t bands_in_all = (source.rows + band_rows - 1) / band_rows;
  const std::size_t wanted = sample_bytes / (band_rows * source.row_bytes);
  const auto bands = sample_bytes >= source.bytes()
                         ? bands_in_all
                         : static_cast<std::uint32_t>(std::clamp<std::size_t>(wanted, 1, bands_in_all));
  if (bands == 0) return 0;
  Buffer<std::uint8_t> bytes;
  std::uint64_t sampled_rows = 0;
  for (std::uint32_t band = 0; band < bands; ++band) {
    const auto first = static_cast<std::uint32_t>(std::uint64_t{band} * bands_in_all / bands) * band_rows;
    const std::uint32_t last = std::min(first + band_rows, source.rows);
    const std::size_t end = bytes.size();
    bytes.resize(end + (last - first) * source.row_bytes);
    source.make(first, last, bytes.data() + end);
    sampled_rows += last - first;
  }
  return Compressor(level).compress(bytes).size() * source.rows / sampled_rows;
}

}  // namespace kvant
