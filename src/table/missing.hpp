// Numbers that a table lacks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "table/table_file.hpp"

namespace kvant {

/// Settles what is NaN in a table that comes in parts, as `choice` says, and checks weights. Means are known at the end
/// only: until then their numbers stay NaN.
class MissingNumbers {
 public:
  /// `names`: of all columns of the file. These, and the choice, must stay.
  MissingNumbers(const ColumnChoice& choice, std::span<const std::string> names);

  /// The next rows of the table; left_out counts from the first. `row_number`: of one of these, counted from 0, for
  /// messages. Throws Error(invalid_argument).
  void settle(Table& some, const std::function<std::uint64_t(std::size_t)>& row_number);

  /// Behind the last. Throws Error(invalid_argument) if nothing was left.
  void finish();

  /// How many numbers are to be means, and these, once all is known: one for each column, or none.
  [[nodiscard]] std::uint64_t filled() const { return filled_; }
  [[nodiscard]] const std::vector<double>& means() const { return means_; }

 private:
  const ColumnChoice& choice_;
  std::span<const std::string> names_;
  std::uint64_t rows_ = 0;  // that came
  std::uint64_t kept_ = 0;
  bool weighs_ = false;
  std::vector<double> sums_;
  std::vector<std::uint64_t> known_;
  std::uint64_t filled_ = 0;
  std::vector<double> means_;
};

/// Puts means where numbers are NaN.
void fill(Table& some, std::span<const double> means);

/// All of that for a table that was just read.
void settle_missing(Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number);

/// A number that the engine can work with, or NaN. Throws Error(invalid_argument) if it is infinite or near it.
void require_in_range(double number, std::size_t column, std::span<const std::string> names, std::uint64_t row);

}  // namespace kvant
