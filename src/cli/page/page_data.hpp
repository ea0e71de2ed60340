// What the pages of `kvant report` and `kvant cloud` show, as JSON; web/src/data.ts has its shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "color/point_cloud.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

/// A command that is shown on a page, to be run again.
struct PageCommand {
  std::string does;  ///< "Draws the picture"
  std::string line;
};

/// What a report is made of.
struct ReportSource {
  std::string name;  ///< of the picture, as it is shown
  const ReadResult& in;
  const QuantizeOptions& options;
  std::vector<PageCommand> commands;
};

/// The most points that a report draws; of more colors a sample is.
inline constexpr std::size_t kMostReportPoints = 100'000;

/// Throws Error.
[[nodiscard]] std::string report_data(const ReportSource& source);

/// `name`: of the picture, as it is shown. The page starts with the cloud's axes.
[[nodiscard]] std::string cloud_data(const PointCloud& cloud, const std::string& name,
                                     const std::vector<PageCommand>& commands);

}  // namespace kvant::cli
