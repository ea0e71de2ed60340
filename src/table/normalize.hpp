// Columns brought to a common scale, and back.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "table/table.hpp"

namespace kvant {

enum class Normalization {
  none,
  zscore,  ///< mean 0, standard deviation 1, of weighted rows
  minmax,  ///< from 0 to 1
  robust,  ///< median 0, the middle half of the rows 1 wide
};

struct NormalizationName {
  Normalization normalization;
  std::string_view name;
};

inline constexpr NormalizationName kNormalizations[] = {{Normalization::none, "none"},
                                                        {Normalization::zscore, "zscore"},
                                                        {Normalization::minmax, "minmax"},
                                                        {Normalization::robust, "robust"}};

/// value = origin + unit * normalized value, column by column. Both empty: values stay as they are.
struct Scaling {
  std::vector<double> origin = {};
  std::vector<double> unit = {};  ///< positive; 1 for columns of a single value
};

[[nodiscard]] Scaling find_scaling(const Table& table, Normalization normalization);

/// The same of a table that comes in parts: for_each(use) calls use(some) with all rows, in their order. Not for
/// `robust`, which must have columns as a whole.
using ForEachPart = std::function<void(const std::function<void(const Table& some)>& use)>;
[[nodiscard]] Scaling find_scaling(std::size_t columns, const ForEachPart& for_each, Normalization normalization);

/// Rows of values to normalized ones, and back.
void normalize(const Scaling& scaling, std::span<double> values);
void restore(const Scaling& scaling, std::span<double> values);

}  // namespace kvant
