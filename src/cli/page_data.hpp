// What the pages of `kvant report` and `kvant cloud` show, as JSON; web/src/data.ts has its shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "point_cloud.hpp"

namespace kvant::cli {

/// A command that is shown on a page, to be run again.
struct PageCommand {
  std::string does;  ///< "Draws the picture"
  std::string line;
};

/// The picture's name without its folders.
[[nodiscard]] std::string page_title(const std::string& input);

/// What a page is made of. Names are bytes as the system gives them.
struct PageSource {
  std::string name;  ///< of the picture, as it is shown
  const ReadResult& in;
  const QuantizeOptions& options;
  std::vector<PageCommand> commands;
};

/// The most points that a cloud is drawn with; of more colors a sample is.
inline constexpr std::size_t most_page_points = 100'000;

/// Throws Error.
[[nodiscard]] std::string report_data(const PageSource& source);
[[nodiscard]] std::string cloud_data(const PageSource& source);

}  // namespace kvant::cli
