// Which pictures a command line means, and where each goes.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/redraw/redraw.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {

/// An input that cannot become a job.
struct Refusal {
  std::string input;
  ErrorCode code{};
  std::string message;
};

/// A file or folder inside a given folder that is no input.
struct LeftOut {
  std::string path;
  std::string_view why;
};

/// The jobs of a command line, in the order of their inputs, folders in the order of their names.
struct Plan {
  std::vector<std::variant<Job, Refusal>> steps;
  std::vector<LeftOut> left_out;
  bool independent = true;  ///< no picture is written to a file that another is read from
};

/// Looks for the pictures and decides where each goes; several that would go to the same file are refused. Throws
/// UsageError.
[[nodiscard]] Plan plan_jobs(const RedrawArguments& arguments);

}  // namespace kvant::cli
