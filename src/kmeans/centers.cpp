#include "kmeans/centers.hpp"

#include <algorithm>

namespace kvant {

template <class Real>
std::uint32_t BasicCenters<Real>::add(const Real* center) {
  // Slots below the first gap equal their own position; without a gap the new slot is the last.
  auto slot = static_cast<std::uint32_t>(active_.size());
  if (!active_.empty() && active_.back() >= slot) {
    slot = 0;
    while (active_[slot] == slot) ++slot;
  }
  active_.insert(active_.begin() + slot, slot);
  if (slot >= slots()) coordinates_.resize((slot + std::size_t{1}) * dimensions_);
  std::copy_n(center, dimensions_, (*this)[slot]);
  return slot;
}

template <class Real>
void BasicCenters<Real>::remove(std::uint32_t slot) {
  active_.erase(std::lower_bound(active_.begin(), active_.end(), slot));
}

template <class Real>
BasicCenters<Real> BasicCenters<Real>::compacted() const {
  BasicCenters result(dimensions_, active_.size());
  for (std::uint32_t slot : active_) result.add((*this)[slot]);
  return result;
}

template <class Real>
std::uint32_t BasicCenters<Real>::count_distinct() const {
  std::vector<std::vector<Real>> rows;
  rows.reserve(active_.size());
  for (const std::uint32_t slot : active_) rows.emplace_back((*this)[slot], (*this)[slot] + dimensions_);
  std::sort(rows.begin(), rows.end());
  return static_cast<std::uint32_t>(std::unique(rows.begin(), rows.end()) - rows.begin());
}

template class BasicCenters<float>;
template class BasicCenters<double>;

}  // namespace kvant
