// k-means of a table that is nowhere whole: larger than memory, or in several processes or machines.
//
// Each part of the table answers three questions, and answers of parts add up to that of the whole, to the bit, however
// the table is cut, whatever the order, and whether a part is asked once or, after a failure, again: extent() tells
// where the rows lie and what they weigh; sample(), some of them, on which a start is searched; sums(), once for each
// iteration, what they say to centers. Two more come at times: far_rows(), when clusters run empty, and inertia(), at
// the end. kmeans() asks Parts, which knows how to reach them; Chunks is that for parts that are read one after
// another:
//
//   struct Halves : kvant::parts::Chunks {
//     std::span<const float> rows;
//     void visit(const std::function<void(kvant::parts::Part&)>& ask) override {
//       for (const auto half : {rows.first(100), rows.subspan(100)}) {
//         kvant::parts::Part part(kvant::PointsView{.coordinates = half, .dimensions = 2});
//         ask(part);
//       }
//     }
//   };
//   Halves halves;
//   halves.rows = points;
//   kvant::KMeansResult result = kvant::parts::kmeans(halves, {.clusters = 8});
//
// examples/larger_than_memory.cpp and examples/two_processes.cpp are whole programs.
// The result is that of kvant::kmeans() on the whole table, but for the labels, which Part::labels() tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/kmeans.hpp"

namespace kvant::parts {

/// Answers are bytes, to be sent and stored as they are. They begin with their kind and a version, and are the same on
/// any machine. What reads them throws Error(corrupt) for bytes that are no such answer, and Error(invalid_argument)
/// for answers that do not belong together: of tables that differ in their columns, precision, or extent.
struct Answer {
  std::vector<std::uint8_t> bytes;

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Where rows lie, and what they weigh. That of no rows is empty.
struct KVANT_EXPORT TableExtent : Answer {
  void merge(const TableExtent& other);

  [[nodiscard]] std::uint64_t rows() const;
  [[nodiscard]] std::uint32_t dimensions() const;  ///< 0 of no rows
};

/// Some of the rows, and the moments of all.
struct KVANT_EXPORT TableSample : Answer {
  void merge(const TableSample& other);
};

/// The moments of the rows of each center, and how many these are.
struct KVANT_EXPORT TableSums : Answer {
  void merge(const TableSums& other);
};

/// The rows farthest from their centers.
struct KVANT_EXPORT TableFarRows : Answer {
  void merge(const TableFarRows& other);
};

/// The weighted sum of squared distances to the nearest centers.
struct KVANT_EXPORT TableInertia : Answer {
  void merge(const TableInertia& other);

  [[nodiscard]] double value() const;
};

/// One part: rows in memory. What it knows of earlier questions only makes answers faster.
class KVANT_EXPORT Part {
 public:
  /// A view of rows that stay as they are while the part is there. `first_row`: of the part in the table, for messages.
  /// threads: 0: one per core. Throws Error(invalid_argument) as kvant::kmeans() does; but a part may have no rows, and
  /// may weigh nothing.
  explicit Part(const PointsView& rows, std::uint64_t first_row = 0, unsigned threads = 0);
  explicit Part(const DoublePointsView& rows, std::uint64_t first_row = 0, unsigned threads = 0);
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  Part(Part&&) noexcept;
  Part& operator=(Part&&) noexcept;
  ~Part();

  [[nodiscard]] TableExtent extent() const;
  /// `whole`: the extents of all parts, merged. Not asked for where options.start is given.
  [[nodiscard]] TableSample sample(const TableExtent& whole, const KMeansOptions& options) const;
  /// `centers`: k * dimensions, row-major.
  [[nodiscard]] TableSums sums(const TableExtent& whole, std::span<const double> centers);
  /// At most `most` of the rows, each with the nearest of `centers`, that are farthest from where that has `moved` to.
  [[nodiscard]] TableFarRows far_rows(const TableExtent& whole, std::span<const double> centers,
                                      std::span<const double> moved, std::size_t most);
  [[nodiscard]] TableInertia inertia(const TableExtent& whole, std::span<const double> centers);
  /// The nearest center of each row, as kvant::predict() tells it.
  [[nodiscard]] std::vector<std::uint32_t> labels(std::span<const double> centers) const;

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
};

/// All parts, wherever they are. Each function returns their merged answers; what it throws comes through kmeans().
class KVANT_EXPORT Parts {
 public:
  Parts() = default;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  virtual ~Parts();

  [[nodiscard]] virtual TableExtent extent() = 0;
  [[nodiscard]] virtual TableSample sample(const TableExtent& whole, const KMeansOptions& options) = 0;
  [[nodiscard]] virtual TableSums sums(const TableExtent& whole, std::span<const double> centers) = 0;
  [[nodiscard]] virtual TableFarRows far_rows(const TableExtent& whole, std::span<const double> centers,
                                              std::span<const double> moved, std::size_t most) = 0;
  [[nodiscard]] virtual TableInertia inertia(const TableExtent& whole, std::span<const double> centers) = 0;
};

/// Parts that are made when they are asked, one after another: chunks of a file.
class KVANT_EXPORT Chunks : public Parts {
 public:
  /// Calls ask(part) for each part, in any order. A part need not be there longer than that.
  virtual void visit(const std::function<void(Part&)>& ask) = 0;

  [[nodiscard]] TableExtent extent() final;
  [[nodiscard]] TableSample sample(const TableExtent& whole, const KMeansOptions& options) final;
  [[nodiscard]] TableSums sums(const TableExtent& whole, std::span<const double> centers) final;
  [[nodiscard]] TableFarRows far_rows(const TableExtent& whole, std::span<const double> centers,
                                      std::span<const double> moved, std::size_t most) final;
  [[nodiscard]] TableInertia inertia(const TableExtent& whole, std::span<const double> centers) final;
};

/// Told before each pass over the table: how many there were for iterations, and the centers it is about.
struct Pass {
  int iteration = 0;
  std::span<const double> centers = {};
};

/// Clusters a table. options.start, and options.max_iterations less what is done, take up a run where a Pass was
/// told: with the same bits. options.threads only counts for the search of a start, here.
/// options.n_init must be 1: each start more would be as many passes more. Throws Error(invalid_argument), and what the
/// table or `watch` throws.
[[nodiscard]] KVANT_EXPORT KMeansResult kmeans(Parts& table, const KMeansOptions& options = {},
                                               const std::function<void(const Pass&)>& watch = {});

}  // namespace kvant::parts
