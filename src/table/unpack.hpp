// Files that were compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "table/byte_stream.hpp"

namespace kvant {

/// What a small file may unpack to: a few bytes can stand for any number.
inline constexpr std::uint64_t kMostUnpacked = std::uint64_t{4} << 30U;

/// Whether the bytes begin like gzip or Zstandard.
[[nodiscard]] bool is_packed(std::span<const std::uint8_t> bytes);

/// What gzip or Zstandard packed, of several members or frames too; anything else as it is.
/// Throws Error: corrupt; limit beyond `most` bytes.
[[nodiscard]] std::vector<std::uint8_t> unpack(std::vector<std::uint8_t> bytes, std::uint64_t most = kMostUnpacked);

/// The same a piece at a time, without a limit; `bytes` come from their beginning. Reading throws Error(corrupt).
[[nodiscard]] std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> bytes);

}  // namespace kvant
