// What is said about a picture: the line on standard error, and JSON.
#pragma once

#include <string>

#include "redraw.hpp"

namespace kvant::cli {

/// An input as it is shown: "photo.jpg", "standard input".
[[nodiscard]] std::string name_of_input(const std::string& input);

/// The job's names as they are shown: "photo.jpg -> photo-k24.png".
[[nodiscard]] std::string names_of(const Job& job);

/// One line, ended. `name_width`: columns that the names are padded to, with the figures aligned behind them; 0 for a
/// single picture's line, with neither.
[[nodiscard]] std::string report_line(const Job& job, const Arguments& arguments, const Outcome& outcome,
                                      std::size_t name_width);

/// What -v adds below it: two lines.
[[nodiscard]] std::string verbose_lines(const Arguments& arguments, const Outcome& outcome);

/// The outcome as a JSON object, without a line's end; `pretty`: over several lines.
[[nodiscard]] std::string json_of(const Job& job, const Arguments& arguments, const Outcome& outcome, bool pretty);

/// A JSON object that names the picture and its error.
[[nodiscard]] std::string json_of_error(const std::string& input, std::string_view code, std::string_view message,
                                        bool pretty);

}  // namespace kvant::cli
