// Bytes that come one after another: of a file, or of what it unpacks to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "table/plain_file.hpp"

namespace kvant {

class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  /// Fills the room from its beginning, as far as bytes have come, one at least; 0: there are no more. Throws Error.
  [[nodiscard]] virtual std::size_t read(std::span<std::uint8_t> room) = 0;
};

/// From the beginning, each time it is called.
using OpenStream = std::function<std::unique_ptr<ByteStream>()>;

class BytesInMemory final : public ByteStream {
 public:
  explicit BytesInMemory(std::span<const std::uint8_t> bytes) : left_(bytes) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    const std::size_t count = std::min(room.size(), left_.size());
    std::copy_n(left_.begin(), count, room.begin());
    left_ = left_.subspan(count);
    return count;
  }

 private:
  std::span<const std::uint8_t> left_;
};

class BytesOfFile final : public ByteStream {
 public:
  explicit BytesOfFile(std::shared_ptr<const PlainFile> file) : file_(std::move(file)) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    const std::size_t count = file_->read(at_, room);
    at_ += count;
    return count;
  }

 private:
  std::shared_ptr<const PlainFile> file_;
  std::uint64_t at_ = 0;
};

/// As many as there are, up to `most`.
[[nodiscard]] inline std::vector<std::uint8_t> read_up_to(ByteStream& stream, std::size_t most) {
  constexpr std::size_t step = std::size_t{1} << 20U;
  std::vector<std::uint8_t> bytes;
  std::size_t size = 0;
  while (size < most) {
    bytes.resize(std::min(most, size + step));
    const std::size_t count = stream.read(std::span(bytes).subspan(size));
    size += count;
    if (count == 0) break;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace kvant
