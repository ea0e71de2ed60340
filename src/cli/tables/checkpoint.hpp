// How far a long clustering has come, in a file, so that a run that was stopped can go on: with the same bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kvant/kmeans.hpp"
#include "table/table.hpp"

namespace kvant::cli {

struct Checkpoint {
  std::uint64_t task = 0;       ///< see Task
  std::uint32_t iteration = 0;  ///< how many were done, at most 2^31 - 1
  std::vector<double> centers;  ///< of the next one, row after row, finite
};

/// Tells one clustering from another: by the numbers that are clustered, as they are, and by all options that decide
/// about the result.
class Task {
 public:
  /// Rows of the table, in their order.
  void add(const Table& some);
  [[nodiscard]] std::uint64_t with(const KMeansOptions& options) const;

 private:
  std::uint64_t hash_ = 1;
};

[[nodiscard]] std::vector<std::uint8_t> bytes_of(const Checkpoint& checkpoint);

/// Throws Error: corrupt if the bytes are no checkpoint, or not of so many coordinates, invalid_argument if they are
/// one of another task.
[[nodiscard]] Checkpoint checkpoint_of(std::span<const std::uint8_t> bytes, std::uint64_t task,
                                       std::size_t coordinates);

/// None if there is no such file. Throws Error: as checkpoint_of(), io.
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(const std::string& path, std::uint64_t task,
                                                        std::size_t coordinates);

/// The file appears whole or not at all. Throws Error(io).
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

}  // namespace kvant::cli
