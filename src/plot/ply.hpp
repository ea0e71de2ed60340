// Point clouds for programs that show them: Blender, CloudCompare, MeshLab.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kvant/image.hpp"

namespace kvant {

struct PlyPoint {
  std::array<float, 3> position{};
  Color color;
  std::uint64_t pixels = 0;  ///< written as at most 2^32 - 1
  std::uint32_t center = 0;
};

/// PLY 1.0 (Turk 1994), binary little-endian: element vertex with float x, y, z; uchar red, green, blue, alpha; uint
/// pixels, center. `comment`: one line for the header, or empty.
[[nodiscard]] std::vector<std::uint8_t> encode_ply(const std::vector<PlyPoint>& points, std::string_view comment);

}  // namespace kvant
