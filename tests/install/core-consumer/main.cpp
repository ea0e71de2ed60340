#include <functional>
#include <vector>

#include "kvant/choose.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"

namespace {

struct OnePart : kvant::parts::Chunks {
  const std::vector<double>& rows;

  explicit OnePart(const std::vector<double>& values) : rows(values) {}
  void visit(const std::function<void(kvant::parts::Part&)>& ask) override {
    kvant::parts::Part part(kvant::DoublePointsView{.coordinates = rows, .dimensions = 2});
    ask(part);
  }
};

}  // namespace

int main() {
  const std::vector<double> rows = {0, 0, 0, 1, 9, 9, 9, 8};
  const kvant::DoublePointsView view{.coordinates = rows, .dimensions = 2};
  const kvant::KMeansResult whole = kvant::kmeans(view, {.clusters = 2});
  OnePart part(rows);
  const bool same = kvant::parts::kmeans(part, {.clusters = 2}).centers == whole.centers;
  return same && whole.inertia == 1 && kvant::sweep(view, {.to = 3}).points.size() == 3 ? 0 : 1;
}
