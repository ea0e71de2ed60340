// The bar that a terminal shows while a table is being clustered.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/terminal/progress_line.hpp"

namespace kvant::cli {

class TableProgress {
 public:
  /// `name`: printable. It is being read until begin().
  TableProgress(std::string name, bool shown);

  /// What is done from now on, as it is told.
  void begin(std::string_view step);

  /// From now on it is Lloyd's iterations, of which so many are done already, and there may be `most`.
  void begin_iterations(std::uint64_t done, std::uint64_t most);

  /// Another iteration is done.
  void iterated();

  /// Of the rows that the step, or the iteration, goes through.
  void passed(std::uint64_t rows, std::uint64_t of_rows);

 private:
  [[nodiscard]] ProgressLine::Text text(std::chrono::duration<double> elapsed) const;

  const std::string name_;
  std::string step_ = "reading";
  std::uint64_t iterations_ = 0;
  std::uint64_t most_iterations_ = 0;  // 0: it is not iterations
  double pass_ = 0;                    // the share of the rows
  // From which on the time is taken, until when it is known what was done, and the share of the iterations at the
  // begin.
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point latest_;
  double share_at_begin_ = 0;
  ProgressLine line_;  // ends first, as it reads the others
};

}  // namespace kvant::cli
