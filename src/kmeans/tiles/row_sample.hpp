// A sample of a table on which a start is searched.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// At least `most` of the distinct rows that weigh more than nothing, or all of them if there are fewer: those with the
/// lowest hash of their coordinates and the seed, hence the same ones in whatever order and parts the rows come, each
/// with the weight of all its repetitions. In the order of their hashes.
[[nodiscard]] Points sample_rows(const RowsView<float>& rows, std::size_t most, std::uint64_t seed, Workers& workers);

}  // namespace kvant
