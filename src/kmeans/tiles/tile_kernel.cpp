#include "kmeans/tiles/tile_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/tiles/tile_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A tile is some vectors of rows, a panel some centers: their sums are enough to hide the latency of adding and few
// enough to stay in registers. The more there are, the fewer loads does a product take.
#if (HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3) || HWY_ARCH_ARM_A64
constexpr bool kManyRegisters = true;  // 32
#else
constexpr bool kManyRegisters = false;  // 16
#endif
constexpr std::size_t kVectors = kManyRegisters ? 4 : 3;
constexpr std::size_t kPanelCenters = kManyRegisters ? 6 : 4;
constexpr std::size_t kSums = kVectors * kPanelCenters;

constexpr std::size_t kFirstBlock = 1 + kBlockColumns;  // with the column of lengths

// A tile stays in the first cache while panels that stay in the second pass by, for several tiles in turn.
constexpr std::size_t kMostTiles = 4;
constexpr std::size_t kTileBytes = std::size_t{512} * 1024;  // of all of them: fewer tiles where rows are wide
constexpr std::size_t kPanelBytes = std::size_t{128} * 1024;

constexpr std::size_t kAlignment = 64;  // of vectors, where it matters

// Sums of a vector of rows for each center of a panel, one center after the other.
template <class Vec, class T>
HWY_INLINE void store_panel(Vec a, Vec b, Vec c, Vec e, Vec f, Vec g, T* to) {
  const hn::DFromV<Vec> d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Store(a, d, to);
  hn::Store(b, d, to + lanes);
  hn::Store(c, d, to + 2 * lanes);
  hn::Store(e, d, to + 3 * lanes);
  if constexpr (kManyRegisters) {
    hn::Store(f, d, to + 4 * lanes);
    hn::Store(g, d, to + 5 * lanes);
  }
}

template <class Vec, class T>
HWY_INLINE void add_panel(const T* from, Vec& a, Vec& b, Vec& c, Vec& e, Vec& f, Vec& g) {
  const hn::DFromV<Vec> d;
  const std::size_t lanes = hn::Lanes(d);
  a = hn::Add(a, hn::Load(d, from));
  b = hn::Add(b, hn::Load(d, from + lanes));
  c = hn::Add(c, hn::Load(d, from + 2 * lanes));
  e = hn::Add(e, hn::Load(d, from + 3 * lanes));
  if constexpr (kManyRegisters) {
    f = hn::Add(f, hn::Load(d, from + 4 * lanes));
    g = hn::Add(g, hn::Load(d, from + 5 * lanes));
  }
}

// Tiles of rows against panels of centers, in their order: the lower bounds of each pair of them.
template <class Real, class T>
class Tiles {
 public:
  using Tag = hn::ScalableTag<T>;
  using Vec = hn::Vec<Tag>;

  Tiles(const NearCenters<T>& centers, Order order, TileScratch<T>& scratch)
      : centers_(centers),
        order_(scratch.order),
        columns_(centers.dimensions + std::size_t{1}),
        size_(kVectors * hn::Lanes(Tag())),
        tiles_at_once_(std::clamp<std::size_t>(kTileBytes / (columns_ * size_ * sizeof(T)), 1, kMostTiles)) {
    scratch.order.assign(order.begin(), order.end());
    scratch.order.resize((order.size() + kPanelCenters - 1) / kPanelCenters * kPanelCenters, centers.count);
    scratch.tiles.resize(tiles_at_once_ * columns_ * size_ + kAlignment / sizeof(T));
    void* place = scratch.tiles.data();
    std::size_t room = scratch.tiles.size() * sizeof(T);
    tiles_ = static_cast<T*>(std::align(kAlignment, tiles_at_once_ * columns_ * size_ * sizeof(T), place, room));
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  // The centers of panel after panel, of which the last is filled up with the one behind all centers.
  [[nodiscard]] const std::uint32_t* order() const { return order_.data(); }

  // How many rows run() takes.
  [[nodiscard]] std::size_t rows_at_once() const { return tiles_at_once_ * size_; }

  // Loads some of the rows, from the first of them on. For each tile, take_of(tile) is asked what takes the bounds:
  // take(panel, v, a, b, c, e, f, g), those of the rows of the tile from v on to the panel's centers; f and g have a
  // meaning in panels of six.
  template <class TakeOf>
  void run(const TileRows<Real>& rows, const Nearness<Real>& near, std::size_t first, const TakeOf& take_of) {
    const std::size_t left = std::min(rows.rows.size() - first, rows_at_once());
    const std::size_t tiles = (left + size_ - 1) / size_;
    load(rows, near, first, left, tiles);
    const std::size_t chunk = std::max<std::size_t>(1, kPanelBytes / (columns_ * kPanelCenters * sizeof(T)));
    const std::size_t panels = order_.size() / kPanelCenters;
    for (std::size_t begin = 0; begin < panels; begin += chunk) {
      const std::size_t end = std::min(panels, begin + chunk);
      for (std::size_t tile = 0; tile < tiles; ++tile) {
        multiply(tile_at(tile), begin, end, take_of(tile));
      }
    }
  }

  [[nodiscard]] const T* lengths(std::size_t tile) const { return tiles_ + tile * columns_ * size_; }

 private:
  [[nodiscard]] T* tile_at(std::size_t tile) { return tiles_ + tile * columns_ * size_; }

  // Differences of floats in single precision are as good as rounded ones of double precision.
  using Wide = std::conditional_t<std::is_same_v<Real, float> && std::is_same_v<T, float>, float, double>;

  // Each tile: a column of lengths, and columns of `size_` rows, of which the last repeats where there are too few.
  void load(const TileRows<Real>& rows, const Nearness<Real>& near, std::size_t first, std::size_t count,
            std::size_t tiles) {
    places_.resize(tiles * size_);
    for (std::size_t r = 0; r < places_.size(); ++r) {
      places_[r] = rows.table.row(rows.rows[first + std::min(r, count - 1)]);
      __builtin_prefetch(places_[r]);
    }
    // A cache line at a time, as lines of many rows get in each other's way where a row is as long as a multiple of a
    // page.
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      T* const squares = tile_at(tile);
      T* const columns = squares + size_;
      std::fill_n(squares, size_, T(0));
      for (std::size_t begin = 0; begin < centers_.dimensions; begin += kLineColumns) {
        const std::size_t end = std::min<std::size_t>(centers_.dimensions, begin + kLineColumns);
        load_columns(near, places_.data() + tile * size_, rows.table.column_stride, begin, end, columns);
        add_squares(columns, begin, end, squares);
      }
      to_lengths(squares);
    }
  }

  void load_columns(const Nearness<Real>& near, const Real* const* places, std::size_t step, std::size_t begin,
                    std::size_t end, T* HWY_RESTRICT columns) const {
#if HWY_TARGET != HWY_SCALAR
    if constexpr (std::is_same_v<T, float>) {
      if (step == 1) {
        for (; begin + kSquare <= end; begin += kSquare) {
          for (std::size_t r = 0; r < size_; r += hn::Lanes(SquareTag())) {
            transpose(near, places + r, begin, columns + r);
          }
        }
      }
    }
#endif
    const auto scale = static_cast<Wide>(near.scale);
    for (; begin < end; ++begin) {
      const Wide origin = near.origin[begin];
      for (std::size_t r = 0; r < size_; ++r) {
        columns[begin * size_ + r] = static_cast<T>((Wide{places[r][begin * step]} - origin) * scale);
      }
    }
  }

#if HWY_TARGET != HWY_SCALAR
  // Four columns of four rows, or of twice as many side by side.
  static constexpr std::size_t kSquare = 4;
  using SquareTag = std::conditional_t<HWY_HAVE_SCALABLE, hn::FixedTag<float, kSquare>,
                                       hn::CappedTag<float, 2 * kSquare>>;  // of known size
  using Square = hn::Vec<SquareTag>;

  HWY_INLINE void transpose(const Nearness<Real>& near, const Real* const* rows, std::size_t begin,
                            T* HWY_RESTRICT columns) const {
    const SquareTag d;
    const hn::Repartition<std::uint64_t, SquareTag> pairs;
    const Square r0 = brought_near(near, rows, begin);
    const Square r1 = brought_near(near, rows + 1, begin);
    const Square r2 = brought_near(near, rows + 2, begin);
    const Square r3 = brought_near(near, rows + 3, begin);
    const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, r0, r1));
    const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, r2, r3));
    const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, r0, r1));
    const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, r2, r3));
    T* const column = columns + begin * size_;
    hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)), d, column);
    hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)), d, column + size_);
    hn::Store(hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)), d, column + 2 * size_);
    hn::Store(hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23)), d, column + 3 * size_);
  }

  // Four coordinates of a row, and of the fourth one from it where there is room.
  HWY_INLINE Square brought_near(const Nearness<Real>& near, const Real* const* rows, std::size_t begin) const {
    const hn::FixedTag<float, kSquare> four;
    const SquareTag d;
    if constexpr (std::is_same_v<Real, float>) {
      const auto x =
          beside(d, hn::LoadU(four, rows[0] + begin), [&] { return hn::LoadU(four, rows[kSquare] + begin); });
      return hn::Mul(hn::Sub(x, hn::LoadDup128(d, near.origin.data() + begin)), hn::Set(d, near.scale));
    } else {
      return beside(d, four_near(near, rows[0], begin), [&] { return four_near(near, rows[kSquare], begin); });
    }
  }

  template <class D, class Other>
  HWY_INLINE static hn::Vec<D> beside(D d, hn::Vec<hn::FixedTag<float, kSquare>> some, const Other& other) {
    if constexpr (std::is_same_v<D, hn::FixedTag<float, kSquare>>) {
      return some;
    } else {
      return hn::Combine(d, other(), some);
    }
  }

  HWY_INLINE static hn::Vec<hn::FixedTag<float, kSquare>> four_near(const Nearness<double>& near, const double* row,
                                                                    std::size_t begin) {
    const hn::FixedTag<double, 2> two;
    const hn::FixedTag<float, 2> half;
    const auto scale = hn::Set(two, near.scale);
    const auto low = hn::Sub(hn::LoadU(two, row + begin), hn::LoadU(two, near.origin.data() + begin));
    const auto high = hn::Sub(hn::LoadU(two, row + begin + 2), hn::LoadU(two, near.origin.data() + begin + 2));
    return hn::Combine(hn::FixedTag<float, kSquare>(), hn::DemoteTo(half, hn::Mul(high, scale)),
                       hn::DemoteTo(half, hn::Mul(low, scale)));
  }
#endif

  void add_squares(const T* columns, std::size_t begin, std::size_t end, T* HWY_RESTRICT sums) const {
    const Tag d;
    for (std::size_t v = 0; v < size_; v += hn::Lanes(d)) {
      auto squares = hn::Zero(d);
      for (std::size_t j = begin; j < end; ++j) {
        const auto x = hn::Load(d, columns + j * size_ + v);
        squares = hn::MulAdd(x, x, squares);
      }
      hn::Store(hn::Add(hn::Load(d, sums + v), squares), d, sums + v);
    }
  }

  // From sums of squares, in place.
  void to_lengths(T* HWY_RESTRICT squares) const {
    const Tag d;
    const auto inflation = hn::Set(d, 1 + length_error<T>(columns_ - 1));
    const auto shortest = hn::Set(d, kShortestLength<T>);
    for (std::size_t v = 0; v < size_; v += hn::Lanes(d)) {
      hn::Store(hn::MulAdd(hn::Sqrt(hn::Load(d, squares + v)), inflation, shortest), d, squares + v);
    }
  }

  // Apart, so that the sums have all registers.
  template <class Take>
  HWY_NOINLINE void multiply(const T* HWY_RESTRICT tile, std::size_t begin, std::size_t end, Take take) const {
    HWY_ALIGN T sums[kSums * HWY_MAX_BYTES / sizeof(T)] = {};
    for (std::size_t p = begin; p < end; ++p) {
      if (columns_ <= kFirstBlock) {
        add_block<true>(tile, p, 0, columns_, sums, take);
        continue;
      }
      for (std::size_t column = 0; column < columns_;) {
        const std::size_t next = column == 0 ? kFirstBlock : std::min(columns_, column + kBlockColumns);
        add_block<false>(tile, p, column, next, sums, take);
        column = next;
      }
    }
  }

  // Adds up the products of some columns, with the biases if they are the first. Unless there is one block only, the
  // sums so far are in `sums`, until the last block hands on those of all. Vectors of unknown size go into no arrays:
  // hence a name for each sum, by its center and its vector of rows.
  template <bool kOnly, class Take>
  HWY_INLINE void add_block(const T* HWY_RESTRICT tile, std::size_t p, std::size_t begin, std::size_t end,
                            T* HWY_RESTRICT sums, const Take& take) const {
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    const std::uint32_t* const panel = order_.data() + p * kPanelCenters;
    const T* HWY_RESTRICT a = centers_[panel[0]];
    const T* HWY_RESTRICT b = centers_[panel[1]];
    const T* HWY_RESTRICT c = centers_[panel[2]];
    const T* HWY_RESTRICT e = centers_[panel[3]];
    const T* HWY_RESTRICT f = centers_[panel[kPanelCenters - 2]];
    const T* HWY_RESTRICT g = centers_[panel[kPanelCenters - 1]];
    auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0;
    auto b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    auto c0 = a0, c1 = a0, c2 = a0, c3 = a0;
    auto e0 = a0, e1 = a0, e2 = a0, e3 = a0;
    auto f0 = a0, f1 = a0, f2 = a0, f3 = a0;
    auto g0 = a0, g1 = a0, g2 = a0, g3 = a0;
    if (kOnly || begin == 0) {
      const T* const biases = centers_.biases.data();
      a0 = a1 = a2 = a3 = hn::Set(d, biases[panel[0]]);
      b0 = b1 = b2 = b3 = hn::Set(d, biases[panel[1]]);
      c0 = c1 = c2 = c3 = hn::Set(d, biases[panel[2]]);
      e0 = e1 = e2 = e3 = hn::Set(d, biases[panel[3]]);
      f0 = f1 = f2 = f3 = hn::Set(d, biases[panel[kPanelCenters - 2]]);
      g0 = g1 = g2 = g3 = hn::Set(d, biases[panel[kPanelCenters - 1]]);
    }
    for (std::size_t j = begin; j < end; ++j) {
      const T* const x = tile + j * size_;
      const auto x0 = hn::Load(d, x);
      const auto x1 = hn::Load(d, x + lanes);
      const auto x2 = hn::Load(d, x + 2 * lanes);
      const auto x3 = hn::Load(d, x + (kVectors - 1) * lanes);
      add_products(x0, x1, x2, x3, a[j], a0, a1, a2, a3);
      add_products(x0, x1, x2, x3, b[j], b0, b1, b2, b3);
      add_products(x0, x1, x2, x3, c[j], c0, c1, c2, c3);
      add_products(x0, x1, x2, x3, e[j], e0, e1, e2, e3);
      if constexpr (kManyRegisters) {
        add_products(x0, x1, x2, x3, f[j], f0, f1, f2, f3);
        add_products(x0, x1, x2, x3, g[j], g0, g1, g2, g3);
      }
    }
    if (!kOnly && begin > 0) {
      add_panel(sums, a0, b0, c0, e0, f0, g0);
      add_panel(sums + lanes * kPanelCenters, a1, b1, c1, e1, f1, g1);
      add_panel(sums + 2 * lanes * kPanelCenters, a2, b2, c2, e2, f2, g2);
      if constexpr (kManyRegisters) add_panel(sums + 3 * lanes * kPanelCenters, a3, b3, c3, e3, f3, g3);
    }
    if (!kOnly && end < columns_) {
      store_panel(a0, b0, c0, e0, f0, g0, sums);
      store_panel(a1, b1, c1, e1, f1, g1, sums + lanes * kPanelCenters);
      store_panel(a2, b2, c2, e2, f2, g2, sums + 2 * lanes * kPanelCenters);
      if constexpr (kManyRegisters) store_panel(a3, b3, c3, e3, f3, g3, sums + 3 * lanes * kPanelCenters);
    } else {
      take(p, 0, a0, b0, c0, e0, f0, g0);
      take(p, lanes, a1, b1, c1, e1, f1, g1);
      take(p, 2 * lanes, a2, b2, c2, e2, f2, g2);
      if constexpr (kManyRegisters) take(p, 3 * lanes, a3, b3, c3, e3, f3, g3);
    }
  }

  HWY_INLINE static void add_products(Vec x0, Vec x1, Vec x2, Vec x3, T of_center, Vec& s0, Vec& s1, Vec& s2, Vec& s3) {
    const auto factor = hn::Set(Tag(), of_center);
    s0 = hn::MulAdd(x0, factor, s0);
    s1 = hn::MulAdd(x1, factor, s1);
    s2 = hn::MulAdd(x2, factor, s2);
    if constexpr (kManyRegisters) s3 = hn::MulAdd(x3, factor, s3);
  }

  const NearCenters<T>& centers_;
  const std::vector<std::uint32_t>& order_;
  std::size_t columns_;
  std::size_t size_;  // rows in a tile
  std::size_t tiles_at_once_;
  T* tiles_;
  std::vector<const Real*> places_;  // of the rows loaded
};

// Keeps the two lowest bounds of each row of a tile, and which center has the lowest.
template <class T>
struct Lowest {
  using Index = typename Proposals<T>::Index;
  using Tag = hn::ScalableTag<T>;
  using IndexTag = hn::RebindToUnsigned<Tag>;

  const std::uint32_t* order;
  T* best;
  T* second;
  Index* index;

  HWY_INLINE void operator()(std::size_t panel, std::size_t v, hn::Vec<Tag> a, hn::Vec<Tag> b, hn::Vec<Tag> c,
                             hn::Vec<Tag> e, hn::Vec<Tag> f, hn::Vec<Tag> g) const {
    const Tag d;
    const IndexTag di;
    auto lowest = hn::LoadU(d, best + v);
    auto other = hn::LoadU(d, second + v);
    auto owner = hn::LoadU(di, index + v);
    const std::uint32_t* const centers = order + panel * kPanelCenters;
    show(a, centers[0], lowest, other, owner);
    show(b, centers[1], lowest, other, owner);
    show(c, centers[2], lowest, other, owner);
    show(e, centers[3], lowest, other, owner);
    if constexpr (kManyRegisters) {
      show(f, centers[4], lowest, other, owner);
      show(g, centers[5], lowest, other, owner);
    }
    hn::StoreU(lowest, d, best + v);
    hn::StoreU(other, d, second + v);
    hn::StoreU(owner, di, index + v);
  }

  HWY_INLINE void show(hn::Vec<Tag> bound, Index center, hn::Vec<Tag>& lowest, hn::Vec<Tag>& other,
                       hn::Vec<IndexTag>& owner) const {
    const IndexTag di;
    const auto lower = hn::Lt(bound, lowest);
    other = hn::Min(other, hn::Max(lowest, bound));
    lowest = hn::Min(lowest, bound);
    owner = hn::IfThenElse(hn::RebindMask(di, lower), hn::Set(di, center), owner);
  }
};

template <class Real, class T>
void ProposeAny(const TileRows<Real>& rows, const Nearness<Real>& near, const NearCenters<T>& centers, Order order,
                TileScratch<T>& scratch, Proposals<T>& proposals) {
  Tiles<Real, T> tiles(centers, order, scratch);
  const std::size_t size = tiles.size();
  const std::size_t count = rows.rows.size();
  const std::size_t padded = (count + size - 1) / size * size;
  proposals.best.assign(padded, std::numeric_limits<T>::infinity());
  proposals.second.assign(padded, std::numeric_limits<T>::infinity());
  proposals.center.assign(padded, 0);
  proposals.length.resize(padded);
  for (std::size_t first = 0; first < count; first += tiles.rows_at_once()) {
    tiles.run(rows, near, first, [&](std::size_t tile) {
      const std::size_t begin = first + tile * size;
      return Lowest<T>{.order = tiles.order(),
                       .best = proposals.best.data() + begin,
                       .second = proposals.second.data() + begin,
                       .index = proposals.center.data() + begin};
    });
    const std::size_t end = std::min(padded, first + tiles.rows_at_once());
    for (std::size_t i = first; i < end; i += size) {
      std::copy_n(tiles.lengths((i - first) / size), size, proposals.length.data() + i);
    }
  }
}

template <class Real>
void FindRivalsAny(const TileRows<Real>& rows, const Nearness<Real>& near, const NearCenters<double>& centers,
                   Order order, std::span<const double> most, TileScratch<double>& scratch,
                   std::vector<Rival>& rivals) {
  const hn::ScalableTag<double> d;
  using Vec = hn::Vec<hn::ScalableTag<double>>;
  const std::size_t lanes = hn::Lanes(d);
  Tiles<Real, double> tiles(centers, order, scratch);
  rivals.clear();
  for (std::size_t first = 0; first < rows.rows.size(); first += tiles.rows_at_once()) {
    tiles.run(rows, near, first, [&](std::size_t tile) {
      return [&, tile](std::size_t panel, std::size_t v, Vec a, Vec b, Vec c, Vec e, Vec f, Vec g) {
        HWY_ALIGN double bounds[kPanelCenters * HWY_MAX_BYTES / sizeof(double)];
        store_panel(a, b, c, e, f, g, bounds);
        const std::size_t begin = first + tile * tiles.size() + v;
        for (std::size_t center = 0; center < kPanelCenters; ++center) {
          for (std::size_t i = begin; i < std::min(rows.rows.size(), begin + lanes); ++i) {
            if (bounds[center * lanes + i - begin] > most[i]) continue;
            rivals.push_back({static_cast<std::uint32_t>(i), tiles.order()[panel * kPanelCenters + center]});
          }
        }
      };
    });
  }
}

std::size_t RowsInTile() { return kVectors * hn::Lanes(hn::ScalableTag<float>()); }

void ProposeFloat(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<float>& centers,
                  Order order, TileScratch<float>& scratch, Proposals<float>& proposals) {
  ProposeAny(rows, near, centers, order, scratch, proposals);
}

void ProposeFloatInDouble(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers,
                          Order order, TileScratch<double>& scratch, Proposals<double>& proposals) {
  ProposeAny(rows, near, centers, order, scratch, proposals);
}

void ProposeDoubleInFloat(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<float>& centers,
                          Order order, TileScratch<float>& scratch, Proposals<float>& proposals) {
  ProposeAny(rows, near, centers, order, scratch, proposals);
}

void ProposeDouble(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
                   Order order, TileScratch<double>& scratch, Proposals<double>& proposals) {
  ProposeAny(rows, near, centers, order, scratch, proposals);
}

void FindRivalsFloat(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers,
                     Order order, std::span<const double> most, TileScratch<double>& scratch,
                     std::vector<Rival>& rivals) {
  FindRivalsAny(rows, near, centers, order, most, scratch, rivals);
}

void FindRivalsDouble(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
                      Order order, std::span<const double> most, TileScratch<double>& scratch,
                      std::vector<Rival>& rivals) {
  FindRivalsAny(rows, near, centers, order, most, scratch, rivals);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(RowsInTile);
HWY_EXPORT(ProposeFloat);
HWY_EXPORT(ProposeFloatInDouble);
HWY_EXPORT(ProposeDoubleInFloat);
HWY_EXPORT(ProposeDouble);
HWY_EXPORT(FindRivalsFloat);
HWY_EXPORT(FindRivalsDouble);

std::size_t rows_in_tile() { return HWY_DYNAMIC_DISPATCH(RowsInTile)(); }

void propose(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<float>& centers, Order order,
             TileScratch<float>& scratch, Proposals<float>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeFloat)(rows, near, centers, order, scratch, proposals);
}

void propose(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers, Order order,
             TileScratch<double>& scratch, Proposals<double>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeFloatInDouble)(rows, near, centers, order, scratch, proposals);
}

void propose(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<float>& centers, Order order,
             TileScratch<float>& scratch, Proposals<float>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeDoubleInFloat)(rows, near, centers, order, scratch, proposals);
}

void propose(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
             Order order, TileScratch<double>& scratch, Proposals<double>& proposals) {
  HWY_DYNAMIC_DISPATCH(ProposeDouble)(rows, near, centers, order, scratch, proposals);
}

void find_rivals(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers,
                 Order order, std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  HWY_DYNAMIC_DISPATCH(FindRivalsFloat)(rows, near, centers, order, most, scratch, rivals);
}

void find_rivals(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
                 Order order, std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals) {
  HWY_DYNAMIC_DISPATCH(FindRivalsDouble)(rows, near, centers, order, most, scratch, rivals);
}

}  // namespace kvant
#endif
