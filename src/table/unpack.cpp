#include "table/unpack.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <new>
#include <utility>

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

/// A stream of which the next bytes can be looked at before they are taken.
class Ahead {
 public:
  explicit Ahead(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)), buffer_(kChunk) {}

  /// What is there already, `count` bytes at least, or all that are left.
  [[nodiscard]] std::span<const std::uint8_t> look(std::size_t count) {
    if (begin_ > 0 && end_ - begin_ < count) {
      std::copy(at(begin_), at(end_), buffer_.begin());
      end_ -= std::exchange(begin_, 0);
    }
    while (end_ - begin_ < count) {
      const std::size_t more = stream_->read(std::span(buffer_).subspan(end_));
      if (more == 0) break;
      end_ += more;
    }
    return std::span(buffer_).subspan(begin_, end_ - begin_);
  }
  void take(std::size_t count) { begin_ += count; }

 private:
  [[nodiscard]] Bytes::iterator at(std::size_t place) { return buffer_.begin() + static_cast<std::ptrdiff_t>(place); }

  std::unique_ptr<ByteStream> stream_;
  Bytes buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

class AsItIs final : public ByteStream {
 public:
  explicit AsItIs(std::unique_ptr<Ahead> in) : in_(std::move(in)) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    const std::span<const std::uint8_t> bytes = in_->look(1);
    const std::size_t count = std::min(bytes.size(), room.size());
    std::copy_n(bytes.begin(), count, room.begin());
    in_->take(count);
    return count;
  }

 private:
  std::unique_ptr<Ahead> in_;
};

class Gunzipped final : public ByteStream {
 public:
  explicit Gunzipped(std::unique_ptr<Ahead> in) : in_(std::move(in)) {
    constexpr int gzip_of_any_window = 15 + 16;
    if (inflateInit2(&stream_, gzip_of_any_window) != Z_OK) throw std::bad_alloc();
  }
  ~Gunzipped() override { inflateEnd(&stream_); }
  Gunzipped(const Gunzipped&) = delete;
  Gunzipped& operator=(const Gunzipped&) = delete;

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    const auto offered = static_cast<uInt>(std::min<std::size_t>(room.size(), std::numeric_limits<uInt>::max()));
    stream_.next_out = room.data();
    stream_.avail_out = offered;
    while (stream_.avail_out == offered) {
      if (ended_) {
        // Another member may follow; zeros and what else pads the end may not count as one.
        if (!starts_with(in_->look(kGzip.size()), kGzip)) return 0;
        inflateReset(&stream_);
        ended_ = false;
      }
      inflate_some();
    }
    return offered - stream_.avail_out;
  }

 private:
  void inflate_some() {
    const std::span<const std::uint8_t> packed = in_->look(1);
    stream_.next_in =
        const_cast<Bytef*>(packed.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): zlib only reads
    stream_.avail_in = static_cast<uInt>(packed.size());
    const int state = inflate(&stream_, Z_NO_FLUSH);
    in_->take(packed.size() - stream_.avail_in);
    if (state == Z_STREAM_END) {
      ended_ = true;
    } else if (state == Z_BUF_ERROR && packed.empty()) {
      refuse_end();
    } else if (state == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      refuse_damage();
    }
  }

  std::unique_ptr<Ahead> in_;
  z_stream stream_ = {};
  bool ended_ = false;
};

class FromZstandard final : public ByteStream {
 public:
  explicit FromZstandard(std::unique_ptr<Ahead> in)
      : in_(std::move(in)), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    ZSTD_outBuffer written{room.data(), room.size(), 0};
    while (written.pos == 0) {
      const std::span<const std::uint8_t> packed = in_->look(1);
      if (packed.empty() && wanted_ == 0) return 0;
      ZSTD_inBuffer in{packed.data(), packed.size(), 0};
      wanted_ = ZSTD_decompressStream(stream_.get(), &written, &in);
      if (ZSTD_isError(wanted_) != 0U) refuse_damage();
      in_->take(in.pos);
      if (wanted_ != 0 && in.pos == 0 && written.pos == 0) refuse_end();
    }
    return written.pos;
  }

 private:
  std::unique_ptr<Ahead> in_;
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
  std::size_t wanted_ = 0;  // 0: a frame has ended
};

}  // namespace

bool is_packed(std::span<const std::uint8_t> bytes) {
  return starts_with(bytes, kGzip) || starts_with(bytes, kZstandard);
}

std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> bytes) {
  auto ahead = std::make_unique<Ahead>(std::move(bytes));
  const std::span<const std::uint8_t> start = ahead->look(kZstandard.size());
  if (starts_with(start, kGzip)) return std::make_unique<Gunzipped>(std::move(ahead));
  if (starts_with(start, kZstandard)) return std::make_unique<FromZstandard>(std::move(ahead));
  return std::make_unique<AsItIs>(std::move(ahead));
}

Bytes unpack(Bytes bytes, std::uint64_t most) {
  if (!is_packed(bytes)) return bytes;
  const std::unique_ptr<ByteStream> stream = unpacked(std::make_unique<BytesInMemory>(bytes));
  Bytes out = read_up_to(*stream, most + 1);
  if (out.size() <= most) return out;
  throw Error(ErrorCode::limit,
              fmt::format("it unpacks to more than {} MiB; unpack it first, and give the plain file", most >> 20U));
}

}  // namespace kvant
