// The files that a point cloud becomes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/commands/cloud_arguments.hpp"
#include "color/point_cloud.hpp"

namespace kvant::cli {

/// Two panels, see draw_cloud(). `name`: of the picture, as it is shown.
[[nodiscard]] std::vector<std::uint8_t> cloud_png(const PointCloud& cloud, const std::string& name,
                                                  const CloudArguments& arguments);

/// The colors, or afterwards the centers, as points. `name`: as above.
[[nodiscard]] std::vector<std::uint8_t> cloud_ply(const PointCloud& cloud, const std::string& name,
                                                  const CloudArguments& arguments);

/// A page with both clouds, see page.hpp. `name`: as above.
[[nodiscard]] std::vector<std::uint8_t> cloud_html(const PointCloud& cloud, const std::string& name,
                                                   const CloudArguments& arguments);

}  // namespace kvant::cli
