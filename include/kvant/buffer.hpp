// Memory for bulk data.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace kvant {

/// Leaves new elements uninitialised, so that a buffer that is about to be filled is not cleared first.
template <class T>
struct UninitializedAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UninitializedAllocator<U>;
  };
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Args>
  void construct(U* place, Args&&... args) {
    ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
  }
};

/// A vector whose resize() does not clear. For pixels and other bulk data.
template <class T>
using Buffer = std::vector<T, UninitializedAllocator<T>>;

}  // namespace kvant
