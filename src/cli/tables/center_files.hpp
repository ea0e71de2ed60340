// Files of centers, which `kvant cluster` writes and `kvant predict` reads.
//
// As CSV: a column `cluster` with the numbers from 0, then the columns that were clustered, by name. If these were
// normalized, a last row, `scale`, says what one unit of each was: distances are measured in these.
// As .npy: the numbers alone.
#pragma once

#include <string>
#include <vector>

#include "cli/tables/label_files.hpp"

namespace kvant::cli {

/// Throws UsageError if the name does not say what it is to hold, or that cannot hold scales.
void check_center_name(const std::string& name, Normalization normalization);

[[nodiscard]] std::vector<std::uint8_t> center_file(const std::string& name, const LabeledTable& labeled);

struct SavedCenters {
  std::vector<std::string> names = {};  ///< of the columns; empty: they have none
  std::size_t columns = 1;
  std::vector<double> centers = {};  ///< clusters * columns, as the table has them
  std::vector<double> units = {};    ///< of each column; empty: 1
};

/// Throws Error.
[[nodiscard]] SavedCenters read_centers(const std::string& name);

}  // namespace kvant::cli
