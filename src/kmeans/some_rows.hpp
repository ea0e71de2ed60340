// Some of the rows of a table, as a table of their own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/points_table.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// A copy of the rows of these numbers.
template <class Real>
class SomeRows {
 public:
  SomeRows(const WeighedRows<Real>& all, std::span<const std::uint32_t> which, Workers& workers);
  SomeRows(const SomeRows&) = delete;
  SomeRows& operator=(const SomeRows&) = delete;
  ~SomeRows() = default;

  [[nodiscard]] const WeighedRows<Real>& table() const { return table_; }

 private:
  std::vector<Real> values_;
  std::vector<double> weights_;
  std::vector<double> repeats_;
  WeighedRows<Real> table_;
};

}  // namespace kvant
