// Which pictures a command line means, and where each goes.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/redraw.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {

/// An input that cannot become a job.
struct Refusal {
  std::string input;
  ErrorCode code{};
  std::string message;
};

/// The jobs of a command line, in the order of their inputs, folders in the order of their names.
struct Plan {
  std::vector<std::variant<Job, Refusal>> steps;
  std::vector<std::string> left_out;  ///< files in folders whose names are not those of pictures
  bool independent = true;            ///< no picture is written to a file that another is read from
};

/// Looks for the pictures and decides where each goes. Throws UsageError, also if two would go to the same file.
[[nodiscard]] Plan plan_jobs(const Arguments& arguments);

}  // namespace kvant::cli
