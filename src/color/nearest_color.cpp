#include "color/nearest_color.hpp"

#include <limits>
#include <numeric>

namespace kvant {
namespace {

constexpr std::uint64_t kCoarse = 4;  // cubes along each side of the larger cube
constexpr std::int32_t kOrigin = 1 << 15;
constexpr std::size_t kMostBlocks = std::size_t{1} << 17U;  // 10 MiB

std::uint64_t key_of(Float4 place, float width) {
  const Float4 scaled = place * (1 / width) + static_cast<float>(kOrigin);
  const Int4 cell = __builtin_convertvector(scaled, Int4);
  std::uint64_t key = 0;
  for (int axis = 0; axis < 4; ++axis) key = key << 16U | static_cast<std::uint16_t>(cell[axis]);
  return key;
}

std::size_t hash(std::uint64_t key) {
  key *= 0x9e3779b97f4a7c15U;
  return static_cast<std::size_t>(key ^ key >> 32U);
}

int axis_of_key(std::uint64_t key, int axis) { return static_cast<int>(key >> (16 * (3 - axis)) & 0xFFFFU); }

// Smaller cubes where colors are more.
float width_for(std::size_t colors) { return colors <= 32 ? 16 : colors <= 1024 ? 8 : 4; }

}  // namespace

NearestColor::NearestColor(std::span<const Float4> colors)
    : colors_(colors), width_(width_for(colors.size())), all_(colors.size()), cells_(std::size_t{1} << 12U) {
  std::iota(all_.begin(), all_.end(), 0U);
}

std::uint32_t NearestColor::operator()(Float4 place) {
  const Cell& cell = cell_of(place);
  Float4 nearest = Float4{} + std::numeric_limits<float>::infinity();
  Int4 index{};
  for (std::uint32_t b = cell.begin; b < cell.end; ++b) {
    const Block& block = blocks_[b];
    const Float4 x = block.coordinates[0] - place[0];
    const Float4 y = block.coordinates[1] - place[1];
    const Float4 z = block.coordinates[2] - place[2];
    const Float4 w = block.coordinates[3] - place[3];
    const Float4 distance = x * x + y * y + z * z + w * w;
    index = distance < nearest ? block.index : index;
    nearest = distance < nearest ? distance : nearest;
  }
  int best = 0;
  for (int lane = 1; lane < 4; ++lane) {
    if (nearest[lane] < nearest[best] || (nearest[lane] == nearest[best] && index[lane] < index[best])) best = lane;
  }
  return static_cast<std::uint32_t>(index[best]);
}

const NearestColor::Cell& NearestColor::cell_of(Float4 place) {
  const std::uint64_t key = key_of(place, width_);
  std::size_t slot = hash(key) & (cells_.size() - 1);
  while (cells_[slot].end != 0) {
    if (cells_[slot].key == key) return cells_[slot];
    slot = (slot + 1) & (cells_.size() - 1);
  }
  return fill(slot, key);
}

const NearestColor::Cell& NearestColor::fill(std::size_t slot, std::uint64_t key) {
  if (blocks_.size() > kMostBlocks) forget();
  if (2 * (used_ + 1) > cells_.size()) {
    std::vector<Cell> old(2 * cells_.size());
    old.swap(cells_);
    for (const Cell& cell : old) {
      if (cell.end == 0) continue;
      std::size_t place = hash(cell.key) & (cells_.size() - 1);
      while (cells_[place].end != 0) place = (place + 1) & (cells_.size() - 1);
      cells_[place] = cell;
    }
  }
  slot = hash(key) & (cells_.size() - 1);
  while (cells_[slot].end != 0) slot = (slot + 1) & (cells_.size() - 1);

  const Indices near = candidates(around(key), key, width_);
  const auto begin = static_cast<std::uint32_t>(blocks_.size());
  for (std::size_t i = 0; i < near.size(); i += 4) {
    Block block{};
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const bool real = i + lane < near.size();
      const std::uint32_t color = near[real ? i + lane : i];
      for (int axis = 0; axis < 4; ++axis) block.coordinates[axis][lane] = colors_[color][axis];
      block.index[lane] = static_cast<std::int32_t>(color);
    }
    blocks_.push_back(block);
  }
  ++used_;
  cells_[slot] = {key, begin, static_cast<std::uint32_t>(blocks_.size())};
  return cells_[slot];
}

const NearestColor::Indices& NearestColor::around(std::uint64_t key) {
  std::uint64_t coarse = 0;
  for (int axis = 0; axis < 4; ++axis) {
    coarse = coarse << 16U | static_cast<std::uint64_t>(axis_of_key(key, axis)) / kCoarse * kCoarse;
  }
  const auto [entry, is_new] = coarse_.try_emplace(coarse);
  if (is_new) entry->second = candidates(all_, coarse, width_ * static_cast<float>(kCoarse));
  return entry->second;
}

// A color z cannot be nearest in a box around m if z*, the color nearest to m, is nearer to the corner that lies
// farthest in the direction of z from z*: |z - v|^2 - |z* - v|^2 = (z - z*) . ((z - m) + (z* - m)) - |z - z*| . width.
NearestColor::Indices NearestColor::candidates(const Indices& from, std::uint64_t key, float width) const {
  double middle[4];
  for (int axis = 0; axis < 4; ++axis) {
    middle[axis] = static_cast<double>(axis_of_key(key, axis) - kOrigin) * width_ + width / 2.0;
  }
  const auto distance = [&](std::uint32_t color) {
    double squares = 0;
    for (int axis = 0; axis < 4; ++axis) {
      const double offset = static_cast<double>(colors_[color][axis]) - middle[axis];
      squares += offset * offset;
    }
    return squares;
  };
  std::uint32_t star = from.front();
  double star_distance = distance(star);
  for (std::uint32_t color : from) {
    const double d = distance(color);
    if (d < star_distance) {
      star = color;
      star_distance = d;
    }
  }
  Indices near;
  constexpr double margin = 1e-5;     // covers the rounding of the distances that are compared
  const double wider = width * 1.01;  // and of the numbers of cubes
  for (std::uint32_t color : from) {
    double advantage = 0;
    for (int axis = 0; axis < 4; ++axis) {
      const double z = colors_[color][axis];
      const double s = colors_[star][axis];
      const double apart = z - s;
      advantage += apart * ((z - middle[axis]) + (s - middle[axis])) - (apart < 0 ? -apart : apart) * wider;
    }
    if (advantage <= margin * (distance(color) + star_distance + 4 * wider * wider)) near.push_back(color);
  }
  return near;
}

void NearestColor::forget() {
  for (Cell& cell : cells_) cell.end = 0;
  used_ = 0;
  blocks_.clear();
}

}  // namespace kvant
