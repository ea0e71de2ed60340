// What the parts of a table answer, and the bytes that stand for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/exact_total.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/row_sample.hpp"
#include "kvant/parts.hpp"

namespace kvant::parts {

/// Which numbers a table is made of.
enum class Precision : std::uint8_t { single = 4, twofold = 8 };

template <class Real>
inline constexpr Precision kPrecision = sizeof(Real) == 4 ? Precision::single : Precision::twofold;

struct ExtentAnswer {
  Precision precision{};
  std::uint32_t dimensions = 0;
  std::uint64_t rows = 0;
  kvant::Extent all;      ///< of all rows
  kvant::Extent weighed;  ///< of those that weigh more than nothing
};

/// Answers but the first are about a whole table: its extent, told apart by a hash.
struct SampleAnswer {
  std::uint64_t table = 0;
  Precision precision{};
  RowSample<double> sample;  ///< floats, too, are held as doubles
};

struct SumsAnswer {
  std::uint64_t table = 0;
  kvant::Sums sums;
};

struct FarRowsAnswer {
  std::uint64_t table = 0;
  std::uint64_t most = 0;
  std::vector<FarPoint<double>> rows;
};

struct InertiaAnswer {
  std::uint64_t table = 0;
  ExactTotal total;
};

[[nodiscard]] std::vector<std::uint8_t> to_bytes(const ExtentAnswer& answer);
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const SampleAnswer& answer);
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const SumsAnswer& answer);
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const FarRowsAnswer& answer);
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const InertiaAnswer& answer);

/// Throw Error(corrupt).
[[nodiscard]] ExtentAnswer read(const TableExtent& answer);
[[nodiscard]] SampleAnswer read(const TableSample& answer);
[[nodiscard]] SumsAnswer read(const TableSums& answer);
[[nodiscard]] FarRowsAnswer read(const TableFarRows& answer);
[[nodiscard]] InertiaAnswer read(const TableInertia& answer);

/// Tells the extent of one table from that of another.
[[nodiscard]] std::uint64_t table_of(const TableExtent& whole);

/// Throws Error(invalid_argument) unless both are about the same table.
void require_same_table(std::uint64_t a, std::uint64_t b);

}  // namespace kvant::parts
