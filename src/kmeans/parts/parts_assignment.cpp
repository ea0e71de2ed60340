#include "kmeans/parts/parts_assignment.hpp"

#include <utility>

#include "kmeans/parts/answers.hpp"
#include "kmeans/parts/bytes.hpp"
#include "kmeans/points_view.hpp"

namespace kvant::parts {

template <class Real>
PartsAssignment<Real>::PartsAssignment(Parts& table, const TableExtent& whole, Frame frame, Workers& workers,
                                       const std::function<void(const Pass&)>& watch)
    : table_(table),
      whole_(whole),
      frame_(std::move(frame)),
      workers_(workers),
      watch_(watch),
      all_moments_(frame_.row()) {}

template <class Real>
std::uint64_t PartsAssignment<Real>::update(const BasicCenters<Real>& centers) {
  asked_ = to_coordinates(centers);
  if (watch_) watch_({updates_, asked_});
  ++updates_;
  SumsAnswer answer = read(table_.sums(whole_, asked_));
  require_same_table(answer.table, table_of(whole_));
  if (answer.sums.points.size() != centers.count() || answer.sums.moments.size() != centers.count() * frame_.row()) {
    Reader::refuse();
  }
  sums_ = std::move(answer.sums);
  all_moments_.assign(frame_.row(), 0.0);
  for (std::size_t m = 0; m < sums_.moments.size(); ++m) all_moments_[m % frame_.row()] += sums_.moments[m];
  return 0;
}

template <class Real>
std::vector<std::uint64_t> PartsAssignment<Real>::points_of(std::size_t slots) {
  std::vector<std::uint64_t> points = sums_.points;
  points.resize(slots);
  return points;
}

template <class Real>
std::vector<FarPoint<Real>> PartsAssignment<Real>::farthest(const BasicCenters<Real>& centers, std::size_t most) {
  const FarRowsAnswer answer = read(table_.far_rows(whole_, asked_, to_coordinates(centers), most));
  require_same_table(answer.table, table_of(whole_));
  std::vector<FarPoint<Real>> rows;
  for (const FarPoint<double>& row : answer.rows) {
    if (row.slot >= centers.count() || row.place.size() != centers.dimensions()) Reader::refuse();
    rows.push_back({row.distance, row.slot, row.weight, {row.place.begin(), row.place.end()}});
  }
  return rows;
}

template class PartsAssignment<float>;
template class PartsAssignment<double>;

}  // namespace kvant::parts
