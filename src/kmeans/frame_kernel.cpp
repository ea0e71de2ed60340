#include "kmeans/frame_kernel.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/frame_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;

HWY_INLINE Vec coordinates(const float* row) { return hn::PromoteTo(Tag(), hn::LoadU(hn::Rebind<float, Tag>(), row)); }
HWY_INLINE Vec coordinates(const double* row) { return hn::LoadU(Tag(), row); }

// Moves the sums of coordinates whose contributions to a fold are rounded, and returns what rounding has left.
HWY_INLINE Vec move_sums(Vec value, Vec times, const double* shifts, double* to, double* from) {
  const Tag d;
  const auto shift = hn::LoadU(d, shifts);
  const auto rounded = hn::Sub(hn::Add(value, shift), shift);
  const auto moved = hn::Mul(times, rounded);
  hn::StoreU(hn::Add(hn::LoadU(d, to), moved), d, to);
  if (from != nullptr) hn::StoreU(hn::Sub(hn::LoadU(d, from), moved), d, from);
  return hn::Sub(value, rounded);
}

template <class Real>
void move_row(const Frame& frame, const RowsView<Real>& rows, const RowMove& move, double squares) {
  const double weight = rows.weight(move.row);
  const double times = rows.repeat(move.row);
  const Real* row = rows.row(move.row);
  std::size_t begin = 0;
  if (rows.column_stride == 1) {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    for (; begin + lanes <= rows.dimensions; begin += lanes) {
      auto value =
          hn::Mul(hn::Set(d, weight), hn::Sub(coordinates(row + begin), hn::LoadU(d, frame.origin().data() + begin)));
      std::size_t place = 1 + begin;
      for (const Frame::Fold& fold : frame.folds()) {
        value = move_sums(value, hn::Set(d, times), fold.shifts.data() + begin, move.to + place,
                          move.from == nullptr ? nullptr : move.from + place);
        place += rows.dimensions + 1;
      }
    }
  }
  frame.add_columns(row, rows.column_stride, weight, times, begin, move.to);
  frame.add_totals(weight, times, weight * squares, move.to);
  if (move.from == nullptr) return;
  frame.add_columns(row, rows.column_stride, weight, -times, begin, move.from);
  frame.add_totals(weight, -times, weight * squares, move.from);
}

template <class Real>
void MoveRowsAny(const Frame& frame, const RowsView<Real>& rows, std::span<const RowMove> moves) {
  std::array<const Real*, kRowsTogether> some{};
  std::array<const double*, kRowsTogether> origins{};
  origins.fill(frame.origin().data());
  std::array<double, kRowsTogether> squares{};
  for (std::size_t begin = 0; begin < moves.size(); begin += kRowsTogether) {
    for (std::size_t r = 0; r < kRowsTogether; ++r) {
      some[r] = rows.row(moves[std::min(begin + r, moves.size() - 1)].row);
    }
    squared_distances(some, rows.column_stride, origins, rows.dimensions, squares);
    for (std::size_t i = begin; i < std::min(begin + kRowsTogether, moves.size()); ++i) {
      move_row(frame, rows, moves[i], squares[i - begin]);
    }
  }
}

void MoveFloats(const Frame& frame, const RowsView<float>& rows, std::span<const RowMove> moves) {
  MoveRowsAny(frame, rows, moves);
}

void MoveDoubles(const Frame& frame, const RowsView<double>& rows, std::span<const RowMove> moves) {
  MoveRowsAny(frame, rows, moves);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(MoveFloats);
HWY_EXPORT(MoveDoubles);

void move_rows(const Frame& frame, const RowsView<float>& rows, std::span<const RowMove> moves) {
  HWY_DYNAMIC_DISPATCH(MoveFloats)(frame, rows, moves);
}

void move_rows(const Frame& frame, const RowsView<double>& rows, std::span<const RowMove> moves) {
  HWY_DYNAMIC_DISPATCH(MoveDoubles)(frame, rows, moves);
}

}  // namespace kvant
#endif
