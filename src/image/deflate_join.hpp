// Joins raw DEFLATE streams (RFC 1951) into one, so that parts of a picture can be compressed at the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kvant/image.hpp"

namespace kvant {

/// Where a raw DEFLATE stream's last block begins, and where the stream ends; in bits from its start.
struct DeflateExtent {
  std::size_t last_block = 0;
  std::size_t end = 0;
};

/// Walks through the blocks of a complete raw DEFLATE stream. Checks it only as far as memory safety asks.
/// Throws Error(corrupt) if the stream is none.
[[nodiscard]] DeflateExtent measure_deflate(std::span<const std::uint8_t> stream);

/// Appends a complete raw stream to what has been joined so far; `last` says that no other follows. Between two parts
/// goes an empty stored block, so that each begins at a byte's start.
void append_deflate(Buffer<std::uint8_t>& joined, std::span<const std::uint8_t> stream, const DeflateExtent& extent,
                    bool last);

}  // namespace kvant
