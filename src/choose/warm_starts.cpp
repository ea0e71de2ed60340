#include "choose/warm_starts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "kmeans/assignment.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/random.hpp"
#include "kmeans/search.hpp"
#include "kmeans/seed.hpp"

namespace kvant {
namespace {

// How many chains grow and shrink apart, how often, sharing what they found in between, and how many rounds of
// breathing each of their links gets. Another turn finds more than as much work in more chains. As many chains again
// end at few clusters, which have optima far from each other. At the end bulges of the curve are mended, several times,
// as what one k gains makes its neighbors stand out.
struct Work {
  std::size_t chains;
  int turns;
  int rounds;
  int mendings;
};

constexpr std::uint32_t kFewClusters = 24;

Work work_of(int effort, std::size_t points) {
  constexpr std::array<Work, 11> of_effort = {{{0, 0, 0, 0},
                                               {1, 1, 0, 0},
                                               {1, 1, 1, 0},
                                               {1, 2, 1, 0},
                                               {2, 1, 2, 1},
                                               {2, 2, 2, 1},
                                               {3, 2, 3, 1},
                                               {3, 3, 3, 2},
                                               {6, 3, 8, 2},
                                               {12, 5, 16, 3},
                                               {24, 8, 48, 4}}};
  // Neighbors tell each other most of what breathing finds, but not where there are few points: each counts there.
  constexpr std::size_t few_points = 4096;
  Work work = of_effort[static_cast<std::size_t>(effort)];
  if (points > few_points) work.rounds = 0;
  return work;
}

// Far from converged is good enough to tell which start is better.
constexpr int kIterations = 6;

// How many k are mended at a time, and with how many rounds of breathing.
constexpr std::size_t kMended = 16;
constexpr int kMendRounds = 3;

struct Link {
  Centers centers;
  double inertia = -1;  // negative: none yet
  bool shrunk = false;  // the next smaller k was tried from here: again would repeat that, but for luck in breathing
};

bool better(double inertia, const Link& than) { return than.inertia < 0 || inertia < than.inertia; }

// Takes over what was found better.
void adopt(const std::vector<Link>& found, std::vector<Link>& best) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (better(found[i].inertia, best[i])) best[i] = found[i];
  }
}

class Chain {
 public:
  Chain(const Points& points, const RegionTree& tree, const Centers& fixed, std::uint32_t to, const LloydRule& rule,
        int rounds, std::uint64_t seed)
      : points_(points),
        tree_(tree),
        fixed_(fixed),
        rule_(rule),
        rounds_(rounds),
        assignment_(assignment_of(points, tree, alone_)),
        random_(seed),
        links_(to) {}

  // One seeding, of which each k takes the first centers.
  void seed() {
    Centers free(points_.dimensions, 0);
    Centers centers = fixed_;
    for (std::size_t k = 1; k <= links_.size(); ++k) {
      if (k <= fixed_.count()) {
        seed_plus_plus(points_, tree_, k, random_, free, alone_);
        settle(k, free);
      } else {
        if (k == fixed_.count() + 1) seed_plus_plus(points_, tree_, links_.size(), random_, centers, alone_);
        Centers first(points_.dimensions, 0);
        for (std::size_t i = 0; i < k; ++i) first.add(centers[i]);
        settle(k, std::move(first));
      }
    }
  }

  void grow() {
    for (std::size_t k = 1; k <= links_.size(); ++k) grow_to(k);
  }

  void shrink() {
    for (std::size_t k = links_.size() - 1; k > fixed_.count(); --k) {
      if (!std::exchange(links_[k].shrunk, true)) shrink_to(k);
    }
  }

  // Tries again for one k, from both its neighbors.
  void mend(std::size_t k) {
    grow_to(k);
    if (k < links_.size()) shrink_to(k);
  }

  [[nodiscard]] std::vector<Link>& links() { return links_; }

 private:
  [[nodiscard]] std::uint32_t fixed_in(std::size_t k) const {
    return k > fixed_.count() ? static_cast<std::uint32_t>(fixed_.count()) : 0;
  }

  void grow_to(std::size_t k) {
    Centers centers = k == fixed_.count() + 1 ? fixed_ : k > 1 ? links_[k - 2].centers : Centers(points_.dimensions, 0);
    seed_plus_plus(points_, tree_, k, random_, centers, alone_);
    settle(k, std::move(centers));
  }

  void shrink_to(std::size_t k) {
    Centers centers = links_[k].centers;
    assignment_->update(centers);
    breathe_out(*assignment_, centers, 1, fixed_in(k + 1));
    settle(k, std::move(centers));
  }

  void settle(std::size_t k, Centers centers) {
    LloydRule rule = rule_;
    rule.max_iterations = std::min(rule.max_iterations, kIterations);
    rule.fixed = fixed_in(k);
    lloyd(*assignment_, centers, rule);
    const double inertia = breathe(*assignment_, centers, rounds_, rule, random_);
    if (better(inertia, links_[k - 1])) links_[k - 1] = {std::move(centers), inertia};
  }

  const Points& points_;
  const RegionTree& tree_;
  const Centers& fixed_;
  const LloydRule& rule_;
  int rounds_;
  Workers alone_{1};
  std::unique_ptr<Assignment> assignment_;
  Random random_;
  std::vector<Link> links_;
};

// The k whose inertia lies farthest above the geometric mean of its neighbors', after the last k, which has but one.
std::vector<std::size_t> bulges(const std::vector<Link>& links, std::size_t fixed) {
  struct Bulge {
    double height;
    std::size_t k;
  };
  std::vector<Bulge> found;
  for (std::size_t k = std::max<std::size_t>(2, fixed + 1); k < links.size(); ++k) {
    const double here = links[k - 1].inertia;
    const double neighbors = links[k - 2].inertia * links[k].inertia;
    if (neighbors > 0) found.push_back({here * here / neighbors, k});
  }
  std::sort(found.begin(), found.end(),
            [](const Bulge& a, const Bulge& b) { return a.height != b.height ? a.height > b.height : a.k < b.k; });
  std::vector<std::size_t> result;
  if (links.size() > std::max<std::size_t>(1, fixed)) result.push_back(links.size());
  for (const Bulge& bulge : found) {
    if (result.size() >= kMended) break;
    result.push_back(bulge.k);
  }
  return result;
}

}  // namespace

std::vector<Centers> warm_starts(const Points& points, const RegionTree& tree, const Centers& fixed,
                                 const SweepOptions& options, const LloydRule& rule, Workers& workers) {
  const Work work = work_of(options.effort, points.count);
  Random seeds(options.seed);
  std::vector<std::unique_ptr<Chain>> chains;
  chains.reserve(2 * work.chains);
  for (std::size_t i = 0; i < 2 * work.chains; ++i) {
    const std::uint32_t to = i < work.chains ? options.to : std::min(options.to, kFewClusters);
    chains.push_back(std::make_unique<Chain>(points, tree, fixed, to, rule, work.rounds, seeds.bits()));
  }
  std::vector<Link> best(options.to);
  for (int turn = 0; turn < work.turns; ++turn) {
    workers.run(chains.size(), [&](std::size_t i, std::size_t) {
      if (turn == 0 && work.rounds > 0) {
        chains[i]->seed();
      } else {
        chains[i]->grow();
      }
      chains[i]->shrink();
    });
    for (const auto& chain : chains) adopt(chain->links(), best);
    for (const auto& chain : chains) std::copy_n(best.begin(), chain->links().size(), chain->links().begin());
  }
  for (int mending = 0; mending < work.mendings; ++mending) {
    const std::vector<std::size_t> ks = bulges(best, fixed.count());
    std::vector<std::uint64_t> seed(ks.size());
    for (std::uint64_t& s : seed) s = seeds.bits();
    std::vector<Link> mended(ks.size());
    workers.run(ks.size(), [&](std::size_t i, std::size_t) {
      Chain chain(points, tree, fixed, options.to, rule, kMendRounds, seed[i]);
      for (std::size_t link = ks[i] - 2; link < std::min(ks[i] + 1, best.size()); ++link) {
        chain.links()[link] = best[link];
      }
      chain.mend(ks[i]);
      mended[i] = std::move(chain.links()[ks[i] - 1]);
    });
    for (std::size_t i = 0; i < ks.size(); ++i) best[ks[i] - 1] = std::move(mended[i]);
  }
  std::vector<Centers> starts;
  starts.reserve(best.size());
  for (const Link& link : best) starts.push_back(link.centers.compacted());
  return starts;
}

}  // namespace kvant
