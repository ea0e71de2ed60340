// The bar that a terminal shows while pictures are being redrawn.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "cli/terminal/progress_line.hpp"

namespace kvant::cli {

/// Steps of one picture's way, for the bar.
enum class Step { read, quantize, encode, write };

/// Everything that goes to standard error meanwhile must go through print().
class Progress {
 public:
  /// `shown`: false for none at all.
  Progress(std::size_t pictures, bool shown);

  /// A picture is begun, by its printable name; of several at the same time the bar names the latest.
  void begin(std::string name);
  void enter(Step step);
  /// A picture is done.
  void finish();
  void print(std::string_view lines) { line_.print(lines); }

 private:
  [[nodiscard]] ProgressLine::Text text(std::chrono::duration<double> elapsed) const;

  const std::size_t pictures_;
  std::size_t finished_ = 0;
  std::string name_;
  Step step_ = Step::read;
  ProgressLine line_;  // ends first, as it reads the others
};

}  // namespace kvant::cli
