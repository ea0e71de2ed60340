// How a file's first bytes tell its format; picture_codec.hpp has all else that is known of formats.
#pragma once

#include <cstddef>
#include <optional>

#include "image/bytes.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// How many bytes from the start of a file find_format() needs to tell any format.
inline constexpr std::size_t kFormatProbeBytes = 64;

/// The format that the bytes begin like; damaged PNG signatures still count as PNG, for its decoder to refuse.
[[nodiscard]] std::optional<Format> find_format(ByteView bytes);

}  // namespace kvant
