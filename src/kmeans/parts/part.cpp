#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "kmeans/distinct_rows.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/packed_rows.hpp"
#include "kmeans/parts/answers.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/start.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "kvant/error.hpp"

namespace kvant::parts {

/// The rows of a part, of floats or doubles.
class Part::Rows {
 public:
  Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  virtual ~Rows() = default;

  virtual TableExtent extent() = 0;
  virtual TableSample sample(const TableExtent& whole, const KMeansOptions& options) = 0;
  virtual TableSums sums(const TableExtent& whole, std::span<const double> centers) = 0;
  virtual TableFarRows far_rows(const TableExtent& whole, std::span<const double> centers,
                                std::span<const double> moved, std::size_t most) = 0;
  virtual TableInertia inertia(const TableExtent& whole, std::span<const double> centers) = 0;
  virtual std::vector<std::uint32_t> labels(std::span<const double> centers) = 0;

  template <class Real>
  class Of;
};

template <class Real>
class Part::Rows::Of final : public Part::Rows {
 public:
  Of(const BasicPointsView<Real>& points, std::uint64_t first_row, unsigned threads) : workers_(threads) {
    use_simd_target_of_environment();
    rows_.dimensions = points.dimensions;
    if (points.coordinates.empty() && points.dimensions > 0 && points.weights.empty()) return;
    CheckedRows<Real> checked = to_checked_rows(points, workers_, first_row);
    rows_ = checked.rows;
    own_extent_ = std::move(checked.extent);
    given_weights_ = weights_of(points, rows_.count, first_row);
  }

  TableExtent extent() override {
    const ExtentAnswer answer{.precision = kPrecision<Real>,
                              .dimensions = rows_.dimensions,
                              .rows = rows_.count,
                              .all = own_extent_,
                              .weighed = weighed_extent()};
    TableExtent result;
    result.bytes = to_bytes(answer);
    return result;
  }

  TableSample sample(const TableExtent& whole, const KMeansOptions& options) override {
    prepare(whole);
    const std::size_t size = sample_size(rows_.dimensions, options);
    RowSample<Real> some = sample_rows(weighed(), size, options.seed, workers_);
    SampleAnswer answer{.table = table_, .precision = kPrecision<Real>, .sample = {}};
    answer.sample.dimensions = rows_.dimensions;
    answer.sample.most = size;
    answer.sample.hashes = std::move(some.hashes);
    answer.sample.weights = std::move(some.weights);
    answer.sample.values.assign(some.values.begin(), some.values.end());
    TableSample result;
    result.bytes = to_bytes(answer);
    return result;
  }

  TableSums sums(const TableExtent& whole, std::span<const double> centers) override {
    prepare(whole);
    assign(to_centers<Real>(centers, rows_.dimensions));
    SumsAnswer answer{.table = table_, .sums = {.moments = {}, .points = assignment_->points_of(assigned_.count())}};
    for (const std::uint32_t slot : assigned_.active()) {
      const double* moments = assignment_->moments(slot);
      answer.sums.moments.insert(answer.sums.moments.end(), moments, moments + assignment_->frame().row());
    }
    TableSums result;
    result.bytes = to_bytes(answer);
    return result;
  }

  TableFarRows far_rows(const TableExtent& whole, std::span<const double> centers, std::span<const double> moved,
                        std::size_t most) override {
    prepare(whole);
    assign(to_centers<Real>(centers, rows_.dimensions));
    const BasicCenters<Real> now = to_centers<Real>(moved, rows_.dimensions);
    if (now.count() != assigned_.count()) {
      throw Error(ErrorCode::invalid_argument, "there must be as many moved centers as centers");
    }
    FarRowsAnswer answer{.table = table_, .most = most, .rows = {}};
    for (const FarPoint<Real>& row : assignment_->farthest(now, most)) {
      answer.rows.push_back({row.distance, row.slot, row.weight, {row.place.begin(), row.place.end()}});
    }
    TableFarRows result;
    result.bytes = to_bytes(answer);
    return result;
  }

  TableInertia inertia(const TableExtent& whole, std::span<const double> centers) override {
    prepare(whole);
    assign(to_centers<Real>(centers, rows_.dimensions));
    TableInertia result;
    result.bytes = to_bytes(InertiaAnswer{table_, exact_inertia()});
    return result;
  }

  std::vector<std::uint32_t> labels(std::span<const double> centers) override {
    (void)to_centers<Real>(centers, rows_.dimensions);
    if (rows_.count == 0) return {};
    const std::vector<Real> given(centers.begin(), centers.end());
    return label_rows<Real>(rows_, given, own_extent_, workers_);
  }

 private:
  [[nodiscard]] kvant::Extent weighed_extent() {
    if (given_weights_.empty()) return own_extent_;
    RowsView<Real> rows = rows_;
    rows.weights = given_weights_;
    return extent_of(rows, workers_);
  }

  // Weights count as they were given, not as they are rounded for sums.
  [[nodiscard]] ExactTotal exact_inertia() {
    const std::vector<std::uint32_t> labels = labels_of_weighed();
    if (given_weights_.empty()) return inertia_of(weighed(), labels, assigned_, workers_);
    RowsView<Real> rows = rows_;
    rows.weights = given_weights_;
    rows.whole_weights_repeat = whole_weights_repeat_;
    return distinct_ ? inertia_of(rows, distinct_->of_rows(labels, workers_), assigned_, workers_)
                     : inertia_of(rows, labels, assigned_, workers_);
  }

  // Those of weighed().
  [[nodiscard]] std::vector<std::uint32_t> labels_of_weighed() {
    if constexpr (std::is_same_v<Real, float>) {
      if (packed_) {
        return labels_of_rows(packed_->rows, static_cast<PackedAssignment&>(*assignment_).slots(), workers_);
      }
    }
    const auto labels = assignment_->labels();
    return {labels.begin(), labels.end()};
  }

  // The rows as the whole weighs them, equal ones taken together where that pays.
  [[nodiscard]] RowsView<Real> weighed() const {
    if (distinct_) return distinct_->view();
    RowsView<Real> rows = rows_;
    rows.weights = weights_;
    rows.whole_weights_repeat = whole_weights_repeat_;
    return rows;
  }

  void prepare(const TableExtent& whole) {
    const std::uint64_t table = table_of(whole);
    if (assignment_ && table == table_) return;
    const ExtentAnswer extent = read(whole);
    if (extent.precision != kPrecision<Real> || extent.dimensions != rows_.dimensions) {
      throw Error(ErrorCode::invalid_argument, "the extent is that of another table");
    }
    require_inside(extent.all);
    assignment_.reset();  // which looks at what now changes
    extent_ = extent.all;
    weighed_extent_ = extent.weighed;
    frame_ = Frame::of<Real>(extent.weighed);
    weights_ = given_weights_;
    for (double& weight : weights_) weight = frame_.rounded_weight(weight);
    whole_weights_repeat_ = frame_.repeats_whole_weights();
    distinct_.reset();
    if (rows_.count > 0) distinct_ = distinct_rows(weighed(), workers_);
    compared_ = 0;
    use_tiles();
    table_ = table;
  }

  void use_tiles() {
    packed_.reset();
    assigned_ = {};
    assignment_ = std::make_unique<TileAssignment<Real>>(weighed(), extent_, frame_, workers_);
  }

  // TableSums are exact, and bounds on errors hold, within the extent.
  void require_inside(const kvant::Extent& whole) {
    const kvant::Extent& own = own_extent_;
    bool inside = true;
    for (std::uint32_t j = 0; j < own.dimensions(); ++j) {
      inside &= j < whole.dimensions() && whole.low[j] <= own.low[j] && own.high[j] <= whole.high[j];
    }
    if (!inside) throw Error(ErrorCode::invalid_argument, "the part lies outside of the extent of the table");
  }

  void assign(const BasicCenters<Real>& centers) {
    if (assigned_.count() != 0 && assigned_.coordinates() == centers.coordinates()) return;
    if constexpr (std::is_same_v<Real, float>) {
      const bool suit = weighed().suit_regions() && weights_.empty() && centers.count() <= kMaxClusters;
      if (packed_ && !suit) use_tiles();
      if (!packed_ && suit && compared_ >= kComparedToPack && rows_.count > 0) use_regions();
    }
    // If it fails on the way there is none any more: the next question makes one anew.
    std::unique_ptr<BasicAssignment<Real>> assignment = std::move(assignment_);
    assignment->update(centers);
    assignment_ = std::move(assignment);
    assigned_ = centers;
    compared_ += centers.count();
  }

  // Takes as long as some passes by tiles: worth it once there were as many. Not of weighted rows, which would take
  // long to count.
  void use_regions() {
    assignment_.reset();  // as much memory
    packed_.emplace(pack(weighed(), weighed_extent_, workers_));
    assignment_ = std::make_unique<PackedAssignment>(packed_->rows, packed_->tree, workers_);
  }
  static constexpr std::size_t kComparedToPack = 512;  // centers of all passes

  Workers workers_;
  RowsView<Real> rows_;       // without weights
  kvant::Extent own_extent_;  // of them
  std::vector<double> given_weights_;

  // About the table that was asked about last.
  std::uint64_t table_ = 0;
  std::vector<double> weights_;
  bool whole_weights_repeat_ = false;
  std::optional<DistinctRows<Real>> distinct_;
  kvant::Extent extent_;  // of the whole
  kvant::Extent weighed_extent_;
  Frame frame_;
  std::unique_ptr<BasicAssignment<Real>> assignment_;  // by tiles, or of what is packed
  std::optional<PackedTable> packed_;
  std::size_t compared_ = 0;     // how many centers the rows were compared with
  BasicCenters<Real> assigned_;  // the centers it was asked about
};

Part::Part(const PointsView& rows, std::uint64_t first_row, unsigned threads)
    : rows_(std::make_unique<Rows::Of<float>>(rows, first_row, threads)) {}

Part::Part(const DoublePointsView& rows, std::uint64_t first_row, unsigned threads)
    : rows_(std::make_unique<Rows::Of<double>>(rows, first_row, threads)) {}

Part::Part(Part&&) noexcept = default;
Part& Part::operator=(Part&&) noexcept = default;
Part::~Part() = default;

TableExtent Part::extent() const { return rows_->extent(); }

TableSample Part::sample(const TableExtent& whole, const KMeansOptions& options) const {
  require_valid(options);
  return rows_->sample(whole, options);
}

TableSums Part::sums(const TableExtent& whole, std::span<const double> centers) { return rows_->sums(whole, centers); }

TableFarRows Part::far_rows(const TableExtent& whole, std::span<const double> centers, std::span<const double> moved,
                            std::size_t most) {
  return rows_->far_rows(whole, centers, moved, most);
}

TableInertia Part::inertia(const TableExtent& whole, std::span<const double> centers) {
  return rows_->inertia(whole, centers);
}

std::vector<std::uint32_t> Part::labels(std::span<const double> centers) const { return rows_->labels(centers); }

}  // namespace kvant::parts
