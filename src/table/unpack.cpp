#include "table/unpack.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <new>

#include "kvant/error.hpp"

namespace kvant {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array<std::uint8_t, 3> kGzip = {0x1f, 0x8b, 0x08};
constexpr std::array<std::uint8_t, 4> kZstandard = {0x28, 0xb5, 0x2f, 0xfd};
constexpr std::size_t kChunk = std::size_t{1} << 18U;

bool starts_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

[[noreturn]] void refuse_damage() { throw Error(ErrorCode::corrupt, "the compressed data is damaged"); }
[[noreturn]] void refuse_end() { throw Error(ErrorCode::corrupt, "the compressed data ends early"); }

/// Output that grows as it comes.
class Unpacked {
 public:
  explicit Unpacked(std::uint64_t most) : most_(most) {}

  [[nodiscard]] std::span<std::uint8_t> room() {
    if (size_ == bytes_.size()) bytes_.resize(std::min<std::uint64_t>(std::max(kChunk, 2 * size_), most_ + 1));
    return std::span(bytes_).subspan(size_);
  }
  void add(std::size_t written) {
    size_ += written;
    if (size_ <= most_) return;
    throw Error(ErrorCode::limit,
                fmt::format("it unpacks to more than {} MiB; unpack it first, and give the plain file", most_ >> 20U));
  }
  [[nodiscard]] Bytes take() {
    bytes_.resize(size_);
    return std::move(bytes_);
  }

 private:
  std::uint64_t most_;
  Bytes bytes_;
  std::size_t size_ = 0;
};

struct Inflater {
  Inflater() {
    constexpr int gzip_of_any_window = 15 + 16;
    if (inflateInit2(&stream, gzip_of_any_window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream = {};
};

Bytes gunzip(std::span<const std::uint8_t> packed, std::uint64_t most) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  Unpacked out(most);
  bool ended = false;
  while (true) {
    if (stream.avail_in == 0) {
      const std::size_t part = std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max());
      stream.next_in =
          const_cast<Bytef*>(packed.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): zlib only reads
      stream.avail_in = static_cast<uInt>(part);
      packed = packed.subspan(part);
    }
    if (ended) {
      // Another member may follow; zeros and what else pads the end may not count as one.
      const std::span<const std::uint8_t> rest(stream.next_in, stream.avail_in);
      if (!starts_with(rest, kGzip)) return out.take();
      inflateReset(&stream);
      ended = false;
    }
    const std::span<std::uint8_t> room = out.room();
    const auto offered = static_cast<uInt>(std::min<std::size_t>(room.size(), std::numeric_limits<uInt>::max()));
    stream.next_out = room.data();
    stream.avail_out = offered;
    const int state = inflate(&stream, Z_NO_FLUSH);
    out.add(offered - stream.avail_out);
    if (state == Z_STREAM_END) {
      ended = true;
    } else if (state == Z_BUF_ERROR && stream.avail_in == 0 && packed.empty()) {
      refuse_end();
    } else if (state == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      refuse_damage();
    }
  }
}

Bytes unzstd(std::span<const std::uint8_t> packed, std::uint64_t most) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (stream == nullptr) throw std::bad_alloc();
  Unpacked out(most);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t wanted = 0;  // 0: a frame has ended
  while (in.pos < in.size || wanted != 0) {
    const std::span<std::uint8_t> room = out.room();
    ZSTD_outBuffer written{room.data(), room.size(), 0};
    const std::size_t before = in.pos;
    wanted = ZSTD_decompressStream(stream.get(), &written, &in);
    if (ZSTD_isError(wanted) != 0U) refuse_damage();
    out.add(written.pos);
    if (wanted != 0 && in.pos == before && written.pos == 0) refuse_end();
  }
  return out.take();
}

}  // namespace

bool is_packed(std::span<const std::uint8_t> bytes) {
  return starts_with(bytes, kGzip) || starts_with(bytes, kZstandard);
}

Bytes unpack(Bytes bytes, std::uint64_t most) {
  if (starts_with(bytes, kGzip)) return gunzip(bytes, most);
  if (starts_with(bytes, kZstandard)) return unzstd(bytes, most);
  return bytes;
}

}  // namespace kvant
