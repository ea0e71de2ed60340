// In which order lanes come where those that a mask keeps go first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kvant {

/// For each mask of up to 8 lanes, as bits from the lowest on: the lanes kept, then the others, each in their order.
inline constexpr auto kKeptLanes = [] {
  std::array<std::array<std::uint8_t, 8>, 256> orders{};
  for (std::size_t mask = 0; mask < orders.size(); ++mask) {
    std::size_t next = 0;
    for (const bool kept : {true, false}) {
      for (std::uint8_t lane = 0; lane < 8; ++lane) {
        if (((mask >> lane & 1) != 0) == kept) orders[mask][next++] = lane;
      }
    }
  }
  return orders;
}();

}  // namespace kvant
