#include "kmeans/filter_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/filter_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

#include "kmeans/kept_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The smallest number that rounding can lose, and a length whose square is hundreds of these.
constexpr float kSmallest = 0x1p-149F;
constexpr float kShortest = 0x1p-68F;

using FloatTag = hn::ScalableTag<float>;
using SlotTag = hn::RebindToUnsigned<FloatTag>;
using StepTag = hn::Rebind<std::uint16_t, FloatTag>;

// D dimensions, or any number if D is 0: the compiler unrolls the loops over dimensions where it knows their number.
template <class Rows, std::uint32_t D>
class Filter {
 public:
  explicit Filter(FilterWork<Rows>& work) : work_(work), frame_(work.tree.frame()) {}

  void visit(std::uint32_t region, const CandidateList& candidates, float skin, CandidateList* level) {
    const CandidateList* near = &candidates;
    if (candidates.count > 1) {
      filter(region, candidates, skin, *level);
      near = level;
    }
    if (near->count == 1) {
      claim(region, near->slots[0]);
      return;
    }
    const Region& self = work_.tree.regions()[region];
    if (self.children == 0) {
      LeafLists& lists = work_.lists;
      const auto begin = static_cast<std::uint32_t>(lists.slots.size());
      lists.slots.insert(lists.slots.end(), near->slots.begin(),
                         near->slots.begin() + static_cast<std::ptrdiff_t>(near->count));
      lists.leaves.push_back({region, begin, static_cast<std::uint32_t>(lists.slots.size())});
      if (work_.owners[region] == kNoCenter) {
        assign_first(region, self, *near);
      } else {
        push_down(region, self);
        assign_leaf(region, self, *near);
      }
      return;
    }
    push_down(region, self);
    for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
      visit(child, *near, skin, level + 1);
    }
  }

  // What changed hands and is not yet in the moments; after the last region, too.
  void flush_moves() {
    if constexpr (kPacked) {
      const RowsView<float>& rows = work_.points.rows;
      const std::size_t size = frame_.row();
      for (const LeafScratch::Move& move : work_.scratch.moves) {
        const float* row = rows.row(move.row);
        const double weight = rows.weight(move.row);
        const double repeat = rows.repeat(move.row);
        frame_.template add<D>(row, rows.column_stride, weight, repeat, work_.moments + move.to * size);
        frame_.template add<D>(row, rows.column_stride, weight, -repeat, work_.moments + move.from * size);
      }
      work_.scratch.moves.clear();
    }
  }

  void revisit(const Centers& centers, const std::vector<std::uint8_t>& moved, CandidateList& scratch) {
    for (const LeafLists::Leaf& leaf : work_.lists.leaves) {
      scratch.count = 0;
      bool any_moved = false;
      for (std::uint32_t i = leaf.begin; i < leaf.end; ++i) {
        const std::uint32_t slot = work_.lists.slots[i];
        any_moved |= moved[slot] != 0;
        const float* center = centers[slot];
        for (std::uint32_t j = 0; j < dimensions(); ++j) scratch.plane(j)[scratch.count] = center[j];
        scratch.slots[scratch.count++] = slot;
      }
      if (any_moved) assign_leaf(leaf.region, work_.tree.regions()[leaf.region], scratch);
    }
  }

 private:
  // Keeps the candidates that may be nearest to some point of the region's box. A center z is out if the center z*
  // nearest to the middle m is nearer to every corner; of the corners the one farthest in the direction of z decides,
  // where
  //   |z - v|^2 - |z* - v|^2 = sum_j (z - z*)_j ((z - m) + (z* - m))_j - |z - z*|_j * width_j =: advantage.
  // `margin` covers the rounding of this test and of the distances that assign_leaf() computes, so that ties stay in;
  // kSmallest and kShortest cover it where squares are too small for single precision.
  // Everywhere in the box |z - x| - |z* - x| >= advantage / (|z - m| + |z* - m| + diagonal); while that is more than
  // 2 * skin, neither of the two can make up for it by moving up to `skin`.
  void filter(std::uint32_t region, const CandidateList& in, float skin, CandidateList& out) {
    const FloatTag d;
    const SlotTag du;
    const std::size_t lanes = hn::Lanes(d);
    out.reserve(dimensions(), in.count);

    const float* low = work_.tree.box(region);
    const float* high = low + dimensions();
    float middle[kMaxDimensions] = {};
    float width[kMaxDimensions] = {};
    float diagonal_squared = 0;
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      middle[j] = 0.5F * low[j] + 0.5F * high[j];
      width[j] = 2.000001F * std::max(high[j] - middle[j], middle[j] - low[j]);
      diagonal_squared += width[j] * width[j];
    }

    const auto infinity = hn::Set(d, std::numeric_limits<float>::infinity());
    auto nearest = infinity;
    auto nearest_at = hn::Zero(du);
    auto at = hn::Iota(du, 0);
    for (std::size_t i = 0; i < in.count; i += lanes) {
      const auto distance = distance_to(in, i, middle);
      hn::StoreU(distance, d, out.distances.data() + i);
      const auto nearer = hn::Lt(distance, nearest);
      nearest = hn::Min(distance, nearest);
      nearest_at = hn::IfThenElse(hn::RebindMask(du, nearer), at, nearest_at);
      at = hn::Add(at, hn::Set(du, static_cast<std::uint32_t>(lanes)));
    }
    const auto smallest = hn::MinOfLanes(d, nearest);
    HWY_ALIGN std::uint32_t at_lanes[HWY_MAX_BYTES / sizeof(float)];
    hn::Store(nearest_at, du, at_lanes);
    const std::size_t best = at_lanes[hn::FindFirstTrue(d, hn::Eq(nearest, smallest))];

    out.nearest = in.slots[best];
    float star[kMaxDimensions] = {};
    float star_offset[kMaxDimensions] = {};
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      star[j] = in.plane(j)[best];
      star_offset[j] = star[j] - middle[j];
    }
    const float diagonal = std::sqrt(diagonal_squared);
    const auto star_distance = hn::Add(smallest, hn::Set(d, diagonal_squared));
    const auto rounding = hn::Set(d, roundings() * 0x1p-24F);
    const auto two_skins = hn::Set(d, 2.000001F * skin);
    const auto underflow = hn::Set(d, roundings() * kSmallest);
    const auto star_reach = hn::Add(hn::Sqrt(smallest), hn::Set(d, diagonal + kShortest));
    // Beyond this distance from the middle a center is out by the triangle inequality alone, as most are. Neighbors in
    // the list are often neighbors in space, so whole vectors are.
    const auto reach = hn::Mul(hn::Add(star_reach, two_skins), hn::Set(d, 1.0001F));
    const auto reach_squared = hn::Min(hn::Mul(reach, reach), hn::Set(d, std::numeric_limits<float>::max()));

    std::size_t kept = 0;
    for (std::size_t i = 0; i < in.count; i += lanes) {
      const auto distance = hn::LoadU(d, out.distances.data() + i);
      const auto within_reach = hn::Le(distance, reach_squared);
      if (hn::AllFalse(d, within_reach)) continue;
      auto advantage = hn::Zero(d);
      for (std::uint32_t j = 0; j < dimensions(); ++j) {
        const auto z = hn::LoadU(d, in.plane(j) + i);
        const auto a = hn::Sub(z, hn::Set(d, star[j]));
        const auto s = hn::Add(hn::Sub(z, hn::Set(d, middle[j])), hn::Set(d, star_offset[j]));
        advantage = hn::Add(advantage, hn::Sub(hn::Mul(a, s), hn::Mul(hn::Abs(a), hn::Set(d, width[j]))));
      }
      auto margin = hn::Add(hn::Mul(rounding, hn::Add(distance, star_distance)), underflow);
      if (skin > 0) margin = hn::Add(margin, hn::Mul(two_skins, hn::Add(hn::Sqrt(distance), star_reach)));
      const auto keep = hn::And(hn::Le(advantage, margin), within_reach);
      const auto kept_here = kept_lanes(keep);
      for (std::uint32_t j = 0; j < dimensions(); ++j) {
        hn::StoreU(to_front(hn::LoadU(d, in.plane(j) + i), kept_here), d, out.plane(j) + kept);
      }
      const auto slots = hn::BitCast(d, hn::LoadU(du, in.slots.data() + i));
      hn::StoreU(hn::BitCast(du, to_front(slots, kept_here)), du, out.slots.data() + kept);
      kept += hn::CountTrue(d, keep);
    }
    for (std::uint32_t j = 0; j < dimensions(); ++j) hn::StoreU(infinity, d, out.plane(j) + kept);
    out.count = kept;
  }

  hn::Vec<FloatTag> distance_to(const CandidateList& in, std::size_t i, const float* place) const {
    const FloatTag d;
    auto distance = hn::Zero(d);
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const auto offset = hn::Sub(hn::LoadU(d, in.plane(j) + i), hn::Set(d, place[j]));
      distance = hn::Add(distance, hn::Mul(offset, offset));
    }
    return distance;
  }

  void move_moments(const double* moments, std::uint32_t from, std::uint32_t to) {
    const std::size_t row = frame_.row();
    double* target = work_.moments + to * row;
    for (std::size_t m = 0; m < row; ++m) target[m] += moments[m];
    if (from == kNoCenter) return;
    double* source = work_.moments + from * row;
    for (std::size_t m = 0; m < row; ++m) source[m] -= moments[m];
  }

  void move_point(std::size_t i, std::uint32_t from, std::uint32_t to) {
    if constexpr (kPacked) {
      const std::uint32_t row = work_.points.order[i];
      __builtin_prefetch(work_.points.rows.row(row));
      work_.scratch.moves.push_back({row, from, to});
    } else {
      frame_.template add<D>(work_.points, i, 1.0, work_.moments + to * frame_.row());
      frame_.template add<D>(work_.points, i, -1.0, work_.moments + from * frame_.row());
    }
    ++work_.reassigned;
  }

  // Not leaf by leaf: rows are to be on their way from memory for a while.
  void move_some() {
    if (work_.scratch.moves.size() >= kMovesTogether) flush_moves();
  }

  // Gives the whole region to one center.
  void claim(std::uint32_t region, std::uint32_t slot) {
    std::uint32_t& owner = work_.owners[region];
    if (owner == slot) return;
    const Region& self = work_.tree.regions()[region];
    if (owner != kMixed) {
      move_moments(work_.tree.moments(region), owner, slot);
      work_.reassigned += self.end - self.begin;
    } else if (self.children != 0) {
      for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child)
        claim(child, slot);
    } else {
      for (std::size_t i = self.begin; i < self.end; ++i) {
        if (work_.labels[i] != slot) move_point(i, work_.labels[i], slot);
      }
      move_some();
    }
    owner = slot;
  }

  // Before the points of an owned region are told apart, its parts get its owner.
  void push_down(std::uint32_t region, const Region& self) {
    std::uint32_t& owner = work_.owners[region];
    if (owner == kMixed) return;
    if (self.children != 0) {
      std::fill_n(work_.owners + self.first_child, self.children, owner);
    } else {
      std::fill(work_.labels + self.begin, work_.labels + self.end, static_cast<SlotOf<Rows>>(owner));
    }
    owner = kMixed;
  }

  // The points of a leaf that no center owns yet, or those above it: as most are nearest to the center that is nearest
  // to the middle, they go there together, and the others move on from there.
  void assign_first(std::uint32_t region, const Region& self, const CandidateList& candidates) {
    const std::uint64_t reassigned = work_.reassigned + (self.end - self.begin);
    claim(region, candidates.nearest);
    push_down(region, self);
    assign_leaf(region, self, candidates);
    work_.reassigned = reassigned;
  }

  void assign_leaf(std::uint32_t region, const Region& self, const CandidateList& candidates) {
    work_.visited += self.end - self.begin;
    if constexpr (kPacked) {
      assign_packed(region, self, candidates);
    } else {
      const std::size_t lanes = hn::Lanes(FloatTag());
      std::size_t i = self.begin;
      for (; i + 2 * lanes < self.end; i += 3 * lanes) assign_vectors<3>(i, self.end, candidates);
      for (; i < self.end; i += lanes) assign_vectors<1>(i, self.end, candidates);
    }
  }

  // Assigns V vectors of points from i on, as far as they lie before the end. Several vectors at a time hide the
  // latency of comparing.
  template <std::size_t V>
  void assign_vectors(std::size_t begin, std::size_t end, const CandidateList& candidates) {
    const FloatTag d;
    const SlotTag du;
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<FloatTag> nearest0, nearest1, nearest2;
    hn::Vec<SlotTag> label0, label1, label2;
    nearest0 = nearest1 = nearest2 = hn::Set(d, std::numeric_limits<float>::infinity());
    label0 = label1 = label2 = hn::Set(du, candidates.slots[0]);
    const float* points = work_.points.plane(0) + begin;
    const std::size_t stride = work_.points.stride;
    for (std::size_t c = 0; c < candidates.count; ++c) {
      const auto slot = hn::Set(du, candidates.slots[c]);
      improve(points, stride, candidates, c, slot, nearest0, label0);
      if constexpr (V > 1) improve(points + lanes, stride, candidates, c, slot, nearest1, label1);
      if constexpr (V > 2) improve(points + 2 * lanes, stride, candidates, c, slot, nearest2, label2);
    }
    relabel(begin, end, label0);
    if constexpr (V > 1) relabel(begin + lanes, end, label1);
    if constexpr (V > 2) relabel(begin + 2 * lanes, end, label2);
  }

  // `points`: a vector's length of planes that are `stride` apart.
  HWY_INLINE void improve(const float* points, std::size_t stride, const CandidateList& candidates, std::size_t c,
                          hn::Vec<SlotTag> slot, hn::Vec<FloatTag>& nearest, hn::Vec<SlotTag>& label) const {
    const FloatTag d;
    auto distance = hn::Zero(d);
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const auto offset = hn::Sub(hn::LoadU(d, points + j * stride), hn::Set(d, candidates.plane(j)[c]));
      const auto square = hn::Mul(offset, offset);
      distance = j == 0 ? square : hn::Add(distance, square);
    }
    label = hn::IfThenElse(hn::RebindMask(SlotTag(), hn::Lt(distance, nearest)), slot, label);
    nearest = hn::Min(distance, nearest);
  }

  void relabel(std::size_t i, std::size_t end, hn::Vec<SlotTag> label) {
    const SlotTag du;
    const std::size_t lanes = hn::Lanes(du);
    // A last, partial vector would read labels that another worker may be writing.
    if (i + lanes <= end && hn::AllTrue(du, hn::Eq(label, load_labels(i)))) return;
    HWY_ALIGN std::uint32_t new_lanes[HWY_MAX_BYTES / sizeof(float)];
    hn::Store(label, du, new_lanes);
    for (std::size_t lane = 0; lane < std::min(lanes, end - i); ++lane) {
      SlotOf<Rows>& before = work_.labels[i + lane];
      if (before == new_lanes[lane]) continue;
      move_point(i + lane, before, new_lanes[lane]);
      before = static_cast<SlotOf<Rows>>(new_lanes[lane]);
    }
  }

  [[nodiscard]] hn::Vec<SlotTag> load_labels(std::size_t i) const {
    const SlotTag du;
    if constexpr (kPacked) {
      return hn::PromoteTo(du, hn::LoadU(StepTag(), work_.labels + i));
    } else {
      return hn::LoadU(du, work_.labels + i);
    }
  }

  // With x near low + step * q in each dimension, |z - x|^2 - |x - low|^2 is near
  //   score(z) = |z - low|^2 - 2 sum_j (z - low)_j step_j q_j,
  // which takes half the time of the distances themselves. As q is off by half a step at most (1.016 halves where steps
  // are rounded and q is at the upper end), the difference of the scores of z and z* is off by at most
  //   1.016 sum_j step_j |z - z*|_j <= 1.05 sum_j step_j |z - o|_j + 1.05 sum_j step_j |z* - o|_j
  // for any o, here the first candidate, and by rounding. Twice the most that this is for one candidate is the margin:
  // where two scores are no farther apart, the row itself decides.
  struct Scores {
    std::size_t stride;  // of planes: that which q does not change, then the factors of q_j
    const float* planes;
    float margin;
  };

  Scores scores_of(std::uint32_t region, const CandidateList& candidates) {
    const FloatTag d;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t stride = candidates.count + kPointPadding;
    std::vector<float>& planes = work_.scratch.scores;
    if (planes.size() < (1 + dimensions()) * stride) planes.resize((1 + dimensions()) * stride);
    const float* low = work_.tree.box(region);
    const float* high = low + dimensions();
    const auto rounding = hn::Set(d, roundings() * 0x1p-24F);
    auto error = hn::Zero(d);
    for (std::size_t c = 0; c < candidates.count; c += lanes) {
      const auto some = hn::FirstN(d, candidates.count - c);
      auto constant = hn::Zero(d);
      auto largest = hn::Zero(d);  // that rounding is relative to
      auto rest = hn::Zero(d);
      for (std::uint32_t j = 0; j < dimensions(); ++j) {
        const float step = packed_step(low[j], high[j]);
        const float first = candidates.plane(j)[0];
        const auto place = hn::IfThenElse(some, hn::LoadU(d, candidates.plane(j) + c), hn::Set(d, first));
        const auto z = hn::Sub(place, hn::Set(d, low[j]));
        const auto width = hn::Set(d, high[j] - low[j]);
        hn::StoreU(hn::Mul(z, hn::Set(d, -2 * step)), d, planes.data() + (1 + j) * stride + c);
        constant = hn::MulAdd(z, z, constant);
        const auto reach = hn::Add(hn::Abs(z), width);
        largest = hn::MulAdd(reach, reach, largest);
        rest = hn::MulAdd(hn::Abs(hn::Sub(place, hn::Set(d, first))), hn::Set(d, 1.05F * step), rest);
      }
      hn::StoreU(constant, d, planes.data() + c);
      error = hn::Max(error, hn::MulAdd(rounding, largest, rest));
    }
    // A factor that is too small for single precision is off by kSmallest, so many times.
    const float smallest = roundings() * static_cast<float>(kPackedSteps) * kSmallest;
    return {stride, planes.data(), 2 * hn::GetLane(hn::MaxOfLanes(d, error)) + smallest};
  }

  void assign_packed(std::uint32_t region, const Region& self, const CandidateList& candidates) {
    const FloatTag d;
    const std::size_t lanes = hn::Lanes(d);
    const Scores scores = scores_of(region, candidates);
    HWY_ALIGN float steps[kMaxDimensions * kUnpackedRows];
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      for (std::size_t i = self.begin; i < self.end; i += lanes) {
        hn::Store(unpacked(work_.points.plane(j) + i), d, steps + j * kUnpackedRows + (i - self.begin));
      }
    }
    std::size_t i = self.begin;
    for (; i + lanes < self.end; i += 2 * lanes) {
      score_vectors<2>(i, self.end, steps + (i - self.begin), candidates, scores);
    }
    if (i < self.end) score_vectors<1>(i, self.end, steps + (i - self.begin), candidates, scores);
    move_some();
  }

  [[nodiscard]] static hn::Vec<FloatTag> unpacked(const std::uint16_t* steps) {
    const hn::RebindToSigned<FloatTag> di;
    return hn::ConvertTo(FloatTag(), hn::PromoteTo(di, hn::LoadU(StepTag(), steps)));
  }

  // As assign_vectors().
  template <std::size_t V>
  void score_vectors(std::size_t begin, std::size_t end, const float* steps, const CandidateList& candidates,
                     const Scores& scores) {
    const FloatTag d;
    const SlotTag du;
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<FloatTag> best0, best1, second0, second1;
    hn::Vec<SlotTag> label0, label1;
    best0 = best1 = second0 = second1 = hn::Set(d, std::numeric_limits<float>::infinity());
    label0 = label1 = hn::Set(du, candidates.slots[0]);
    for (std::size_t c = 0; c < candidates.count; ++c) {
      const auto slot = hn::Set(du, candidates.slots[c]);
      improve_score(steps, scores, c, slot, best0, second0, label0);
      if constexpr (V > 1) improve_score(steps + lanes, scores, c, slot, best1, second1, label1);
    }
    relabel_decided(begin, end, label0, hn::Sub(second0, best0), scores.margin, candidates);
    if constexpr (V > 1) {
      relabel_decided(begin + lanes, end, label1, hn::Sub(second1, best1), scores.margin, candidates);
    }
  }

  HWY_INLINE void improve_score(const float* steps, const Scores& scores, std::size_t c, hn::Vec<SlotTag> slot,
                                hn::Vec<FloatTag>& best, hn::Vec<FloatTag>& second, hn::Vec<SlotTag>& label) const {
    const FloatTag d;
    auto score = hn::Set(d, scores.planes[c]);
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const auto factor = hn::Set(d, scores.planes[(1 + j) * scores.stride + c]);
      score = hn::MulAdd(factor, hn::LoadU(d, steps + j * kUnpackedRows), score);
    }
    label = hn::IfThenElse(hn::RebindMask(SlotTag(), hn::Lt(score, best)), slot, label);
    second = hn::Min(second, hn::Max(score, best));
    best = hn::Min(score, best);
  }

  void relabel_decided(std::size_t i, std::size_t end, hn::Vec<SlotTag> label, hn::Vec<FloatTag> lead, float margin,
                       const CandidateList& candidates) {
    const FloatTag d;
    const SlotTag du;
    const auto undecided = hn::And(hn::Le(lead, hn::Set(d, margin)), hn::FirstN(d, end - i));
    if (hn::AllFalse(d, undecided)) {
      relabel(i, end, label);
      return;
    }
    // The rows themselves, as points are compared.
    constexpr std::size_t most_lanes = HWY_MAX_BYTES / sizeof(float);
    HWY_ALIGN float leads[most_lanes];
    HWY_ALIGN float planes[kMaxDimensions * most_lanes] = {};
    hn::Store(lead, d, leads);
    const RowsView<float>& rows = work_.points.rows;
    for (std::size_t lane = 0; lane < std::min(hn::Lanes(d), end - i); ++lane) {
      if (leads[lane] > margin) continue;
      const float* row = rows.row(work_.points.order[i + lane]);
      for (std::uint32_t j = 0; j < dimensions(); ++j) planes[j * most_lanes + lane] = row[j * rows.column_stride];
      ++work_.by_distance;
    }
    auto nearest = hn::Set(d, std::numeric_limits<float>::infinity());
    auto exact = hn::Set(du, candidates.slots[0]);
    for (std::size_t c = 0; c < candidates.count; ++c) {
      improve(planes, most_lanes, candidates, c, hn::Set(du, candidates.slots[c]), nearest, exact);
    }
    relabel(i, end, hn::IfThenElse(hn::RebindMask(du, undecided), exact, label));
  }

  // More than distances, or what stands for them, are rounded.
  [[nodiscard]] float roundings() const { return static_cast<float>(64 + 16 * dimensions()); }

  static constexpr bool kPacked = std::is_same_v<Rows, PackedRows>;
  static constexpr std::size_t kMovesTogether = 64;
  static constexpr std::size_t kUnpackedRows = kLeafPoints + kPointPadding;
  static constexpr std::size_t kMaxDimensions = D != 0 ? D : kMaxSpatialDimensions;

  [[nodiscard]] std::uint32_t dimensions() const {
    if constexpr (D != 0) return D;
    return work_.tree.extent().dimensions();
  }

  FilterWork<Rows>& work_;
  const Frame& frame_;
};

template <class Rows, class Call>
void with_dimensions(FilterWork<Rows>& work, const Call& call) {
  switch (work.tree.extent().dimensions()) {
    case 3:
      call(Filter<Rows, 3>(work));
      break;
    case 4:
      call(Filter<Rows, 4>(work));
      break;
    default:
      call(Filter<Rows, 0>(work));
  }
}

void FilterPoints(FilterWork<Points>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                  std::vector<CandidateList>& levels) {
  with_dimensions(work, [&](auto filter) {
    filter.visit(region, candidates, skin, levels.data());
    filter.flush_moves();
  });
}

void FilterPacked(FilterWork<PackedRows>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                  std::vector<CandidateList>& levels) {
  with_dimensions(work, [&](auto filter) {
    filter.visit(region, candidates, skin, levels.data());
    filter.flush_moves();
  });
}

void RevisitPoints(FilterWork<Points>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch) {
  with_dimensions(work, [&](auto filter) {
    filter.revisit(centers, moved, scratch);
    filter.flush_moves();
  });
}

void RevisitPacked(FilterWork<PackedRows>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch) {
  with_dimensions(work, [&](auto filter) {
    filter.revisit(centers, moved, scratch);
    filter.flush_moves();
  });
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(FilterPoints);
HWY_EXPORT(FilterPacked);
HWY_EXPORT(RevisitPoints);
HWY_EXPORT(RevisitPacked);

void filter_region(FilterWork<Points>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                   std::vector<CandidateList>& levels) {
  HWY_DYNAMIC_DISPATCH(FilterPoints)(work, region, candidates, skin, levels);
}

void filter_region(FilterWork<PackedRows>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                   std::vector<CandidateList>& levels) {
  HWY_DYNAMIC_DISPATCH(FilterPacked)(work, region, candidates, skin, levels);
}

void revisit_lists(FilterWork<Points>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch) {
  HWY_DYNAMIC_DISPATCH(RevisitPoints)(work, centers, moved, scratch);
}

void revisit_lists(FilterWork<PackedRows>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch) {
  HWY_DYNAMIC_DISPATCH(RevisitPacked)(work, centers, moved, scratch);
}

void CandidateList::reserve(std::uint32_t dimensions, std::size_t candidates) {
  count = 0;
  const std::size_t wanted = candidates + kPointPadding;
  if (stride >= wanted) return;
  stride = wanted;
  coordinates.assign(stride * dimensions, std::numeric_limits<float>::infinity());
  distances.assign(stride, std::numeric_limits<float>::infinity());
  slots.assign(stride, 0);
}

}  // namespace kvant
#endif
