// What is said about a picture: the line on standard error, and JSON.
#pragma once

#include <string>

#include "cli/redraw/redraw.hpp"

namespace kvant::cli {

/// The job's names as they are shown: "photo.jpg -> photo-k24.png".
[[nodiscard]] std::string names_of(const Job& job);

/// One line, ended. `name_width`: columns that the names are padded to, with the figures aligned behind them; 0 for a
/// single picture's line, with neither.
[[nodiscard]] std::string report_line(const Job& job, const RedrawArguments& arguments, const Outcome& outcome,
                                      std::size_t name_width);

/// What -v adds below it: two lines.
[[nodiscard]] std::string verbose_lines(const RedrawArguments& arguments, const Outcome& outcome);

/// The outcome as a JSON object, without a line's end; `pretty`: over several lines.
[[nodiscard]] std::string json_of(const Job& job, const RedrawArguments& arguments, const Outcome& outcome,
                                  bool pretty);

}  // namespace kvant::cli
