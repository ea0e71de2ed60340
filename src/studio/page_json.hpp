// What pages are told of a picture, in the shapes that web/src/data.ts has.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "color/point_cloud.hpp"
#include "kvant/choose.hpp"
#include "kvant/image.hpp"

namespace kvant::studio {

/// Fields stay in the order in which they are given.
using Json = nlohmann::ordered_json;

/// A number that people read, to 4 decimals: those from logarithms differ in their last bits between machines. JSON
/// knows no infinity: the PSNR of an unchanged picture is null.
[[nodiscard]] Json figure(double number);

/// Entry[]: the colors of a palette, and how many of the picture's `pixels` each has.
[[nodiscard]] Json entries(const Palette& palette, const std::vector<std::uint64_t>& counts, std::uint64_t pixels);

/// CloudData.
[[nodiscard]] Json cloud_json(const PointCloud& cloud);

/// Elbow; null for a curve of a single number of colors.
[[nodiscard]] Json elbow_json(const Curve& curve);

}  // namespace kvant::studio
