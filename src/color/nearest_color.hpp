// Which of many colors is nearest to a place in the working space, for places that come one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "color/float4.hpp"

namespace kvant {

/// Exact search: the same answer as comparing with all colors, ties to the lowest index.
///
/// Space is cut into cubes. For a cube that a place falls in, the colors that can be nearest to anything in it are
/// found once; most cubes have one or two. Finding them is what takes time, so a cube looks only among those of the
/// larger cube around it. Not to be shared by threads.
class NearestColor {
 public:
  /// `colors`: 1 or more, working coordinates (see to_space()), of which the unused are 0 everywhere. They must outlive
  /// this.
  explicit NearestColor(std::span<const Float4> colors);

  /// The index of the nearest color. Coordinates of absolute value below 10,000.
  [[nodiscard]] std::uint32_t operator()(Float4 place);

 private:
  // Four candidates, coordinate by coordinate.
  struct Block {
    Float4 coordinates[4];
    Int4 index;
  };
  struct Cell {
    std::uint64_t key;
    std::uint32_t begin, end;  // of its blocks; end = 0: a free place
  };
  using Indices = std::vector<std::uint32_t>;

  [[nodiscard]] const Cell& cell_of(Float4 place);
  const Cell& fill(std::size_t slot, std::uint64_t key);
  const Indices& around(std::uint64_t key);
  [[nodiscard]] Indices candidates(const Indices& from, std::uint64_t key, float width) const;
  void forget();

  std::span<const Float4> colors_;
  float width_;
  Indices all_;
  std::vector<Cell> cells_;  // open addressing
  std::size_t used_ = 0;
  std::vector<Block> blocks_;
  std::unordered_map<std::uint64_t, Indices> coarse_;
};

}  // namespace kvant
