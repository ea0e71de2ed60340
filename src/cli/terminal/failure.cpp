#include "cli/terminal/failure.hpp"

#include <fmt/format.h>

#include <new>

#include "cli/terminal/json.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {

Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::limit, "needs more memory than there is; --max-pixels sets a lower limit"};
  } catch (const std::exception& error) {
    return {ErrorCode::io, error.what()};
  }
}

std::string failure_line(const std::string& input, const Failure& failure) {
  return fmt::format("kvant: {}: {}\n", name_of_input(input), printable(failure.message));
}

std::string json_of_failure(const std::string& input, const Failure& failure, bool pretty) {
  return dump({{"input", input}, {"error", failure.message}, {"code", error_code_name(failure.code)}}, pretty);
}

}  // namespace kvant::cli
