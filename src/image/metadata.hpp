// What files say beside their pixels: resolution, author and copyright.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kvant/io.hpp"

namespace kvant {

/// Reads what a PNG, JPEG or BMP that has been decoded says; what is damaged counts as missing.
void add_metadata(Metadata& metadata, Format format, std::span<const std::uint8_t> bytes);

/// The encoded file with `metadata` in it. TIFF's encoder writes it itself; GIF, WebP and PNM have no place for it.
[[nodiscard]] std::vector<std::uint8_t> with_metadata(std::vector<std::uint8_t> bytes, Format format,
                                                      const Metadata& metadata);

}  // namespace kvant
