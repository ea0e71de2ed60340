// What formats there are, and how a file's first bytes tell them apart.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kvant/io.hpp"

namespace kvant {

/// How many bytes from the start of a file find_format() needs to tell any format.
inline constexpr std::size_t kFormatProbeBytes = 64;

/// The format that the bytes begin like; damaged PNG signatures still count as PNG, for its decoder to refuse.
[[nodiscard]] std::optional<Format> find_format(std::span<const std::uint8_t> bytes);

}  // namespace kvant
