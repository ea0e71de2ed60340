// What is refused, and how.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant::test {

/// What `call` throws, which is text of one line; none, and a failed test, if nothing.
inline std::optional<Error> error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "");
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return std::nullopt;
}

inline std::optional<ErrorCode> code_of(const std::function<void()>& call) {
  const std::optional<Error> error = error_of(call);
  return error ? std::optional(error->code()) : std::nullopt;
}

/// `part`: of the error's text.
inline void expect_error(const std::function<void()>& call, ErrorCode code, const std::string& part) {
  const std::optional<Error> error = error_of(call);
  ASSERT_TRUE(error) << "not refused: " << part;
  EXPECT_EQ(error->code(), code) << error->what();
  EXPECT_NE(std::string(error->what()).find(part), std::string::npos) << error->what();
}

/// That decode_image() refuses the file with these very words.
inline void expect_refusal(const std::vector<std::uint8_t>& file, ErrorCode code, const std::string& message,
                           const ReadOptions& options = {}) {
  const std::optional<Error> error = error_of([&] { (void)decode_image(file, options); });
  ASSERT_TRUE(error) << "was read, not refused: " << message;
  EXPECT_EQ(error->code(), code) << error->what();
  EXPECT_EQ(std::string(error->what()), message);
}

}  // namespace kvant::test
