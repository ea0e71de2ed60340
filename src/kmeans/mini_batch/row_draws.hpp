// Rows of a table, drawn at random.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kmeans/random.hpp"
#include "kmeans/rows.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// The distinct rows that weigh more than nothing, in an order that is theirs alone: that of the hashes of their
/// coordinates as floats. So draws are the same whatever the order of the table, whether equal rows are taken together
/// or weights stand for them, and for doubles that floats can tell apart the same as for these floats.
template <class Real>
class RowDraws {
 public:
  RowDraws(const RowsView<Real>& rows, Workers& workers);

  /// How many there are.
  [[nodiscard]] std::size_t count() const { return rows_.size(); }

  /// The row of the table at a place in the order.
  [[nodiscard]] std::uint32_t row(std::size_t place) const { return rows_[place]; }

  /// A place, by what its rows weigh.
  [[nodiscard]] std::size_t draw(Random& random) const;

 private:
  std::vector<std::uint32_t> rows_;
  std::vector<double> ends_;  // of each place: what all up to it weigh; none if each weighs 1
  /// Of each of as many equal parts of the weight, the place where it begins (Chen & Asau 1974, "On generating random
  /// variates from an empirical distribution").
  std::vector<std::uint32_t> guide_;
};

}  // namespace kvant
