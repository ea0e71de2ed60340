// Numbers that a table lacks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "table/table_file.hpp"

namespace kvant {

/// Settles what is NaN in a table that was just read, as `choice` says, and checks weights. `names`: of all columns of
/// the file; `row_number`: of a row counted from 0, for messages. Throws Error(invalid_argument).
void settle_missing(Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number);

/// A number that the engine can work with, or NaN. Throws Error(invalid_argument) if it is infinite or near it.
void require_in_range(double number, std::size_t column, std::span<const std::string> names, std::uint64_t row);

}  // namespace kvant
