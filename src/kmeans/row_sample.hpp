// A sample of a table on which a start is searched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Distinct rows of a table that weigh more than nothing: those with the lowest hash of their coordinates and a seed,
/// each with the weight of all its repetitions. The same in whatever order and parts the rows come: a row that is in
/// the sample of all is in that of every part that has it.
template <class Real>
struct RowSample {
  std::uint32_t dimensions = 0;
  std::size_t most = 0;               ///< so many hashes are kept, if there are
  std::vector<std::uint64_t> hashes;  ///< ascending; of equal ones by coordinates
  std::vector<Real> values;           ///< row after row
  std::vector<double> weights;        ///< sums of them are exact

  [[nodiscard]] std::size_t count() const { return hashes.size(); }
  [[nodiscard]] const Real* row(std::size_t i) const { return values.data() + i * dimensions; }

  /// Whether these are all the distinct rows there are.
  [[nodiscard]] bool is_all() const { return count() < most; }

  /// Adds the sample of another part of the table, drawn with the same seed and `most`.
  void merge(const RowSample& other);
};

/// Of weights whose sums are exact.
template <class Real>
[[nodiscard]] RowSample<Real> sample_rows(const RowsView<Real>& rows, std::size_t most, std::uint64_t seed,
                                          Workers& workers);

}  // namespace kvant
