// Compresses a text into a raw DEFLATE stream (RFC 1951) by a parse of least cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/deflate_matches.hpp"
#include "kvant/image.hpp"

namespace kvant {

struct DeflateEffort {
  MatchEffort matches;
  int passes = 0;  ///< how often the parse is made anew, by what the one before it says symbols cost
};

/// The stream of a text behind its first `window` bytes, at most kDeflateWindow, to which it refers: they are what was
/// compressed before it. Such streams in a row are one; all but the last end with an empty stored block, at a byte's
/// end. In whole numbers: the same bytes on every machine.
[[nodiscard]] Buffer<std::uint8_t> deflate(std::span<const std::uint8_t> text, std::size_t window,
                                           const PixelGrid& grid, const DeflateEffort& effort, bool last);

}  // namespace kvant
