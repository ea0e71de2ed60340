// Columns as people name them: by name or by number.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant {

/// The column called `word`, or whose number, from 1, it is. Throws Error(invalid_argument) if there is none, or
/// several of that name.
[[nodiscard]] std::size_t find_column(std::string_view word, std::span<const std::string> names);

/// The columns of a list such as "a,b,3-7": names, in quotes if they hold commas, numbers from 1, and ranges of these.
/// A name goes before a number. Throws Error(invalid_argument), also if a column comes twice.
[[nodiscard]] std::vector<std::size_t> find_columns(std::string_view list, std::span<const std::string> names);

/// Columns as such a list: "1-4,6".
[[nodiscard]] std::string list_of_columns(std::span<const std::size_t> columns);

/// A column as it is shown: 'sepal length' (1).
[[nodiscard]] std::string column_text(std::size_t column, std::span<const std::string> names);

}  // namespace kvant
