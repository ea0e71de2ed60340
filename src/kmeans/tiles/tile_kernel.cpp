#include "kmeans/tiles/tile_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/tiles/tile_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A tile is three vectors of rows: with four centers that makes twelve sums, enough to hide the latency of adding and
// few enough to stay in registers.
constexpr std::size_t kVectors = 3;
constexpr std::size_t kSums = kVectors * kPanelCenters;

// A tile stays in the first cache while panels that stay in the second pass by, for several tiles in turn.
constexpr std::size_t kMostTiles = 4;
constexpr std::size_t kTileBytes = std::size_t{512} * 1024;  // of all of them: fewer tiles where rows are wide
constexpr std::size_t kPanelBytes = std::size_t{128} * 1024;

constexpr std::size_t kLineColumns = 16;

constexpr std::size_t kAlignment = 64;  // of vectors, where it matters

// Tiles of rows against panels of centers: the lower bounds of each pair of them, as `sums`, three vectors for each
// center.
template <class Real, class T>
class Tiles {
 public:
  using Tag = hn::ScalableTag<T>;
  using IndexTag = hn::RebindToUnsigned<Tag>;

  Tiles(const Panels<T>& panels, TileScratch<T>& scratch)
      : panels_(panels),
        columns_(panels.dimensions + std::size_t{1}),
        size_(kVectors * hn::Lanes(Tag())),
        tiles_at_once_(std::clamp<std::size_t>(kTileBytes / (columns_ * size_ * sizeof(T)), 1, kMostTiles)) {
    scratch.tiles.resize(tiles_at_once_ * columns_ * size_ + kAlignment / sizeof(T));
    void* place = scratch.tiles.data();
    std::size_t room = scratch.tiles.size() * sizeof(T);
    tiles_ = static_cast<T*>(std::align(kAlignment, tiles_at_once_ * columns_ * size_ * sizeof(T), place, room));
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  // How many rows run() takes.
  [[nodiscard]] std::size_t rows_at_once() const { return tiles_at_once_ * size_; }

  // Loads some of the rows, from the first of them on, and calls use(tile, panel, sums) for each tile and panel.
  template <class Use>
  void run(const TileRows<Real>& rows, const Nearness<Real>& near, std::size_t first, const Use& use) {
    const std::size_t left = std::min(rows.rows.size() - first, rows_at_once());
    const std::size_t tiles = (left + size_ - 1) / size_;
    load(rows, near, first, left, tiles);
    HWY_ALIGN T sums[kSums * HWY_MAX_BYTES / sizeof(T)];
    const std::size_t chunk = std::max<std::size_t>(1, kPanelBytes / (columns_ * kPanelCenters * sizeof(T)));
    for (std::size_t begin = 0; begin < panels_.panels(); begin += chunk) {
      const std::size_t end = std::min(panels_.panels(), begin + chunk);
      for (std::size_t tile = 0; tile < tiles; ++tile) {
        for (std::size_t panel = begin; panel < end; ++panel) {
          multiply(tile_at(tile), panels_.panel(panel), panels_.biases.data() + panel * kPanelCenters, sums);
          use(tile, panel, sums);
        }
      }
    }
  }

  // The row of lengths.
  [[nodiscard]] const T* lengths(std::size_t tile) const {
    return tiles_ + (tile * columns_ + panels_.dimensions) * size_;
  }

 private:
  [[nodiscard]] T* tile_at(std::size_t tile) { return tiles_ + tile * columns_ * size_; }

  // Each tile: columns of `size_` rows, of which the last repeats where there are too few, and a column of lengths.
  // Some columns at a time through all tiles: what is read lies together whichever way a table is stored.
  void load(const TileRows<Real>& rows, const Nearness<Real>& near, std::size_t first, std::size_t count,
            std::size_t tiles) {
    // Differences of floats in single precision are as good as rounded ones of double precision.
    using Wide = std::conditional_t<std::is_same_v<Real, float> && std::is_same_v<T, float>, float, double>;
    const auto scale = static_cast<Wide>(near.scale);
    const std::size_t step = rows.table.column_stride;
    places_.resize(tiles * size_);
    for (std::size_t r = 0; r < places_.size(); ++r) {
      places_[r] = rows.table.row(rows.rows[first + std::min(r, count - 1)]);
    }
    // Column by column where rows are narrow. Of wide ones a cache line at a time, as lines of many rows get in each
    // other's way where a row is as long as a multiple of a page.
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      if (panels_.dimensions <= kLineColumns) {
        load_columns<Wide>(near, tile, step, scale);
      } else {
        load_lines<Wide>(near, tile, step, scale);
      }
      measure(tile_at(tile));
    }
  }

  template <class Wide>
  void load_columns(const Nearness<Real>& near, std::size_t tile, std::size_t step, Wide scale) {
    for (std::size_t j = 0; j < panels_.dimensions; ++j) {
      const Wide origin = near.origin[j];
      T* HWY_RESTRICT column = tile_at(tile) + j * size_;
      for (std::size_t r = 0; r < size_; ++r) {
        column[r] = static_cast<T>((Wide{places_[tile * size_ + r][j * step]} - origin) * scale);
      }
    }
  }

  template <class Wide>
  void load_lines(const Nearness<Real>& near, std::size_t tile, std::size_t step, Wide scale) {
    for (std::size_t begin = 0; begin < panels_.dimensions; begin += kLineColumns) {
      const std::size_t end = std::min<std::size_t>(panels_.dimensions, begin + kLineColumns);
      for (std::size_t r = 0; r < size_; ++r) {
        const Real* row = places_[tile * size_ + r];
        T* HWY_RESTRICT place = tile_at(tile) + r;
        for (std::size_t j = begin; j < end; ++j) {
          place[j * size_] = static_cast<T>((Wide{row[j * step]} - Wide{near.origin[j]}) * scale);
        }
      }
    }
  }

  // Fills the column of lengths.
  void measure(T* HWY_RESTRICT tile) const {
    const Tag d;
    const auto inflation = hn::Set(d, 1 + static_cast<T>(columns_ + 16) * std::numeric_limits<T>::epsilon());
    const auto shortest = hn::Set(d, kShortestLength<T>);
    for (std::size_t v = 0; v < size_; v += hn::Lanes(d)) {
      auto squares = hn::Zero(d);
      for (std::size_t j = 0; j < panels_.dimensions; ++j) {
        const auto x = hn::Load(d, tile + j * size_ + v);
        squares = hn::MulAdd(x, x, squares);
      }
      hn::Store(hn::MulAdd(hn::Sqrt(squares), inflation, shortest), d, tile + panels_.dimensions * size_ + v);
    }
  }

  // Apart, so that the twelve sums have all registers.
  HWY_NOINLINE void multiply(const T* HWY_RESTRICT tile, const T* HWY_RESTRICT panel, const T* HWY_RESTRICT biases,
                             T* HWY_RESTRICT sums) const {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t begin = 0; begin < columns_; begin += kBlockColumns) {
      const std::size_t end = std::min(columns_, begin + kBlockColumns);
      auto a0 = hn::Zero(d);
      auto a1 = a0;
      auto a2 = a0;
      auto b0 = a0;
      auto b1 = a0;
      auto b2 = a0;
      auto c0 = a0;
      auto c1 = a0;
      auto c2 = a0;
      auto d0 = a0;
      auto d1 = a0;
      auto d2 = a0;
      for (std::size_t j = begin; j < end; ++j) {
        const auto x0 = hn::Load(d, tile + j * size_);
        const auto x1 = hn::Load(d, tile + j * size_ + lanes);
        const auto x2 = hn::Load(d, tile + j * size_ + 2 * lanes);
        auto center = hn::Set(d, panel[j * kPanelCenters]);
        a0 = hn::MulAdd(x0, center, a0);
        a1 = hn::MulAdd(x1, center, a1);
        a2 = hn::MulAdd(x2, center, a2);
        center = hn::Set(d, panel[j * kPanelCenters + 1]);
        b0 = hn::MulAdd(x0, center, b0);
        b1 = hn::MulAdd(x1, center, b1);
        b2 = hn::MulAdd(x2, center, b2);
        center = hn::Set(d, panel[j * kPanelCenters + 2]);
        c0 = hn::MulAdd(x0, center, c0);
        c1 = hn::MulAdd(x1, center, c1);
        c2 = hn::MulAdd(x2, center, c2);
        center = hn::Set(d, panel[j * kPanelCenters + 3]);
        d0 = hn::MulAdd(x0, center, d0);
        d1 = hn::MulAdd(x1, center, d1);
        d2 = hn::MulAdd(x2, center, d2);
      }
      const bool is_first = begin == 0;
      keep(is_first, biases[0], a0, a1, a2, sums);
      keep(is_first, biases[1], b0, b1, b2, sums + size_);
      keep(is_first, biases[2], c0, c1, c2, sums + 2 * size_);
      keep(is_first, biases[3], d0, d1, d2, sums + 3 * size_);
    }
  }

  using Vec = hn::Vec<Tag>;

  // Adds a block's sums to those of the blocks before, or to the bias.
  HWY_INLINE void keep(bool is_first, T bias, Vec s0, Vec s1, Vec s2, T* HWY_RESTRICT sums) const {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    if (is_first) {
      const auto start = hn::Set(d, bias);
      hn::Store(hn::Add(start, s0), d, sums);
      hn::Store(hn::Add(start, s1), d, sums + lanes);
      hn::Store(hn::Add(start, s2), d, sums + 2 * lanes);
    } else {
      hn::Store(hn::Add(hn::Load(d, sums), s0), d, sums);
      hn::Store(hn::Add(hn::Load(d, sums + lanes), s1), d, sums + lanes);
      hn::Store(hn::Add(hn::Load(d, sums + 2 * lanes), s2), d, sums + 2 * lanes);
    }
  }

  const Panels<T>& panels_;
  std::size_t columns_;
  std::size_t size_;  // rows in a tile
  std::size_t tiles_at_once_;
  T* tiles_;
  std::vector<const Real*> places_;  // of the rows loaded
};

template <class Real, class T>
void ProposeAny(const TileRows<Real>& rows, const Nearness<Real>& near, const Panels<T>& panels,
                TileScratch<T>& scratch, Proposals<T>& proposals) {
  using Tag = typename Tiles<Real, T>::Tag;
  using IndexTag = typename Tiles<Real, T>::IndexTag;
  using Index = typename TileScratch<T>::Index;
  const Tag d;
  const IndexTag di;
  const std::size_t lanes = hn::Lanes(d);
  Tiles<Real, T> tiles(panels, scratch);
  const std::size_t size = tiles.size();
  const std::size_t at_once = tiles.rows_at_once();
  const std::size_t count = rows.rows.size();
  proposals.best.resize(count);
  proposals.second.resize(count);
  proposals.center.resize(count);
  proposals.length.resize(count);
  for (std::size_t first = 0; first < count; first += at_once) {
    scratch.best.assign(at_once, std::numeric_limits<T>::infinity());
    scratch.second.assign(at_once, std::numeric_limits<T>::infinity());
    scratch.index.assign(at_once, 0);
    tiles.run(rows, near, first, [&](std::size_t tile, std::size_t panel, const T* HWY_RESTRICT sums) {
      for (std::size_t v = 0; v < size; v += lanes) {
        auto best = hn::LoadU(d, scratch.best.data() + tile * size + v);
        auto second = hn::LoadU(d, scratch.second.data() + tile * size + v);
        auto index = hn::LoadU(di, scratch.index.data() + tile * size + v);
        for (std::size_t c = 0; c < kPanelCenters; ++c) {
          const auto bound = hn::Load(d, sums + c * size + v);
          const auto lower = hn::Lt(bound, best);
          second = hn::Min(second, hn::Max(best, bound));
          best = hn::Min(best, bound);
          index = hn::IfThenElse(hn::RebindMask(di, lower), hn::Set(di, static_cast<Index>(panel * kPanelCenters + c)),
                                 index);
        }
        hn::StoreU(best, d, scratch.best.data() + tile * size + v);
        hn::StoreU(second, d, scratch.second.data() + tile * size + v);
        hn::StoreU(index, di, scratch.index.data() + tile * size + v);
      }
    });
    for (std::size_t i = 0; i < std::min(count - first, at_once); ++i) {
      proposals.best[first + i] = scratch.best[i];
      proposals.second[first + i] = scratch.second[i];
      proposals.center[first + i] = static_cast<std::uint32_t>(scratch.index[i]);
      proposals.length[first + i] = tiles.lengths(i / size)[i % size];
    }
  }
}

template <class Real>
void FindRivalsAny(const TileRows<Real>& rows, const Nearness<Real>& near, const Panels<double>& panels,
                   std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  Tiles<Real, double> tiles(panels, scratch);
  const std::size_t size = tiles.size();
  rivals.clear();
  for (std::size_t first = 0; first < rows.rows.size(); first += tiles.rows_at_once()) {
    tiles.run(rows, near, first, [&](std::size_t tile, std::size_t panel, const double* sums) {
      const std::size_t begin = first + tile * size;
      const std::size_t end = std::min(rows.rows.size(), begin + size);
      for (std::size_t c = 0; c < kPanelCenters; ++c) {
        for (std::size_t i = begin; i < end; ++i) {
          if (sums[c * size + i - begin] > most[i]) continue;
          rivals.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(panel * kPanelCenters + c)});
        }
      }
    });
  }
}

void ProposeFloat(const TileRows<float>& rows, const Nearness<float>& near, const Panels<float>& panels,
                  TileScratch<float>& scratch, Proposals<float>& proposals) {
  ProposeAny(rows, near, panels, scratch, proposals);
}

void ProposeFloatInDouble(const TileRows<float>& rows, const Nearness<float>& near, const Panels<double>& panels,
                          TileScratch<double>& scratch, Proposals<double>& proposals) {
  ProposeAny(rows, near, panels, scratch, proposals);
}

void ProposeDoubleInFloat(const TileRows<double>& rows, const Nearness<double>& near, const Panels<float>& panels,
                          TileScratch<float>& scratch, Proposals<float>& proposals) {
  ProposeAny(rows, near, panels, scratch, proposals);
}

void ProposeDouble(const TileRows<double>& rows, const Nearness<double>& near, const Panels<double>& panels,
                   TileScratch<double>& scratch, Proposals<double>& proposals) {
  ProposeAny(rows, near, panels, scratch, proposals);
}

void FindRivalsFloat(const TileRows<float>& rows, const Nearness<float>& near, const Panels<double>& panels,
                     std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  FindRivalsAny(rows, near, panels, most, scratch, rivals);
}

void FindRivalsDouble(const TileRows<double>& rows, const Nearness<double>& near, const Panels<double>& panels,
                      std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  FindRivalsAny(rows, near, panels, most, scratch, rivals);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(ProposeFloat);
HWY_EXPORT(ProposeFloatInDouble);
HWY_EXPORT(ProposeDoubleInFloat);
HWY_EXPORT(ProposeDouble);
HWY_EXPORT(FindRivalsFloat);
HWY_EXPORT(FindRivalsDouble);

void propose(const TileRows<float>& rows, const Nearness<float>& near, const Panels<float>& panels,
             TileScratch<float>& scratch, Proposals<float>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeFloat)(rows, near, panels, scratch, proposals);
}

void propose(const TileRows<float>& rows, const Nearness<float>& near, const Panels<double>& panels,
             TileScratch<double>& scratch, Proposals<double>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeFloatInDouble)(rows, near, panels, scratch, proposals);
}

void propose(const TileRows<double>& rows, const Nearness<double>& near, const Panels<float>& panels,
             TileScratch<float>& scratch, Proposals<float>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeDoubleInFloat)(rows, near, panels, scratch, proposals);
}

void propose(const TileRows<double>& rows, const Nearness<double>& near, const Panels<double>& panels,
             TileScratch<double>& scratch, Proposals<double>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeDouble)(rows, near, panels, scratch, proposals);
}

void find_rivals(const TileRows<float>& rows, const Nearness<float>& near, const Panels<double>& panels,
                 std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  HWY_DYNAMIC_DISPATCH(FindRivalsFloat)(rows, near, panels, most, scratch, rivals);
}

void find_rivals(const TileRows<double>& rows, const Nearness<double>& near, const Panels<double>& panels,
                 std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  HWY_DYNAMIC_DISPATCH(FindRivalsDouble)(rows, near, panels, most, scratch, rivals);
}

}  // namespace kvant
#endif
