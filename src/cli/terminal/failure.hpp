// What is said when a picture fails.
#pragma once

#include <string>

#include "kvant/error.hpp"

namespace kvant::cli {

struct Failure {
  ErrorCode code{};
  std::string message;  ///< as it came, not yet printable
};

/// Of the exception that is being handled.
[[nodiscard]] Failure current_failure();

/// The line on standard error, ended.
[[nodiscard]] std::string failure_line(const std::string& input, const Failure& failure);

/// A JSON object that names the picture and its error, without a line's end; `pretty`: over several lines.
[[nodiscard]] std::string json_of_failure(const std::string& input, const Failure& failure, bool pretty);

}  // namespace kvant::cli
