// The one exception type of kvant.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "kvant/export.hpp"

namespace kvant {

/// Why a call failed. The command line maps these to exit statuses.
enum class ErrorCode {
  invalid_argument,  ///< an option or argument is out of its range, or options contradict each other
  not_found,         ///< the file does not exist
  io,                ///< reading or writing failed: permissions, a directory, a full disk, a closed pipe
  exists,            ///< the target exists and overwriting was not asked for
  unsupported,       ///< a valid file that kvant does not read, or cannot write as asked
  corrupt,           ///< the file breaks its format's rules, or ends early
  limit,             ///< the picture is larger than the limits allow (see ReadOptions)
};

/// The enumerator's name, as JSON has it: "not_found".
[[nodiscard]] constexpr std::string_view error_code_name(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::io:
      return "io";
    case ErrorCode::exists:
      return "exists";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::limit:
      break;
  }
  return "limit";
}

/// Thrown by every kvant function that fails. what() is one line: what is wrong and, where it helps, what to
/// do about it. It names no file; the caller that knows the file's name adds it.
class KVANT_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace kvant
