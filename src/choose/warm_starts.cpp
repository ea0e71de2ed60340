#include "warm_starts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "assignment.hpp"
#include "lloyd.hpp"
#include "random.hpp"
#include "search.hpp"
#include "seed.hpp"

namespace kvant {
namespace {

// How many chains grow and shrink apart, how often one made of their best then does, and how many rounds of breathing
// each of its links gets.
struct Work {
  std::size_t chains;
  int turns;
  int rounds;
};

Work work_of(int effort, std::size_t points, std::uint32_t clusters) {
  constexpr std::array<Work, 11> kWork = {{{0, 0, 0},
                                           {1, 0, 0},
                                           {1, 1, 1},
                                           {1, 2, 2},
                                           {2, 2, 3},
                                           {2, 3, 3},
                                           {4, 2, 5},
                                           {4, 3, 3},
                                           {8, 4, 16},
                                           {16, 8, 32},
                                           {32, 16, 96}}};
  // Neighbors tell each other most of what breathing finds, but not where there are few points: each counts there.
  constexpr std::size_t kFewPoints = 4096;
  Work work = kWork[static_cast<std::size_t>(effort)];
  if (points > kFewPoints) work.rounds = 0;
  // Long ranges cost as the square of their length, and many clusters have optima all alike.
  constexpr std::uint32_t kShort = 64;
  if (clusters > kShort) {
    work.chains = std::max<std::size_t>(1, work.chains * kShort / clusters);
    work.turns = std::max(std::min(1, work.turns), work.turns * static_cast<int>(kShort) / static_cast<int>(clusters));
  }
  return work;
}

// Far from converged is good enough to tell which start is better.
constexpr int kIterations = 10;

struct Link {
  Centers centers;
  double inertia = -1;  // negative: none yet
};

class Chain {
 public:
  Chain(const Points& points, const RegionTree& tree, const Centers& fixed, std::uint32_t to, const LloydRule& rule,
        int rounds, std::uint64_t seed, Workers& workers)
      : points_(points),
        tree_(tree),
        fixed_(fixed),
        rule_(rule),
        rounds_(rounds),
        assignment_(points, tree, workers),
        random_(seed),
        links_(to) {}

  // One seeding, of which each k takes the first centers.
  void seed() {
    Centers free(points_.dimensions, 0);
    Centers centers = fixed_;
    for (std::size_t k = 1; k <= links_.size(); ++k) {
      if (k <= fixed_.count()) {
        seed_plus_plus(points_, tree_, k, random_, free);
        settle(k, free);
      } else {
        if (k == fixed_.count() + 1) seed_plus_plus(points_, tree_, links_.size(), random_, centers);
        Centers first(points_.dimensions, 0);
        for (std::size_t i = 0; i < k; ++i) first.add(centers[i]);
        settle(k, std::move(first));
      }
    }
  }

  void grow() {
    for (std::size_t k = 1; k <= links_.size(); ++k) {
      Centers centers = k == fixed_.count() + 1 ? fixed_
                        : k > 1                 ? links_[k - 2].centers
                                                : Centers(points_.dimensions, 0);
      seed_plus_plus(points_, tree_, k, random_, centers);
      settle(k, std::move(centers));
    }
  }

  void shrink() {
    for (std::size_t k = links_.size() - 1; k > fixed_.count(); --k) {
      Centers centers = links_[k].centers;
      assignment_.update(centers);
      breathe_out(assignment_, centers, 1, fixed_in(k + 1));
      settle(k, std::move(centers));
    }
  }

  // Takes over what another chain found better.
  void adopt(std::vector<Link> other) {
    for (std::size_t i = 0; i < links_.size(); ++i) keep_better(links_[i], std::move(other[i]));
  }

  [[nodiscard]] std::vector<Link>& links() { return links_; }

 private:
  static void keep_better(Link& kept, Link other) {
    if (kept.inertia < 0 || other.inertia < kept.inertia) kept = std::move(other);
  }

  [[nodiscard]] std::uint32_t fixed_in(std::size_t k) const {
    return k > fixed_.count() ? static_cast<std::uint32_t>(fixed_.count()) : 0;
  }

  void settle(std::size_t k, Centers centers) {
    LloydRule rule = rule_;
    rule.max_iterations = std::min(rule.max_iterations, kIterations);
    rule.fixed = fixed_in(k);
    lloyd(assignment_, centers, rule);
    const double inertia = breathe(assignment_, centers, rounds_, rule, random_);
    keep_better(links_[k - 1], {std::move(centers), inertia});
  }

  const Points& points_;
  const RegionTree& tree_;
  const Centers& fixed_;
  const LloydRule& rule_;
  int rounds_;
  Assignment assignment_;
  Random random_;
  std::vector<Link> links_;
};

}  // namespace

std::vector<Centers> warm_starts(const Points& points, const RegionTree& tree, const Centers& fixed,
                                 const SweepOptions& options, const LloydRule& rule, Workers& workers) {
  const Work work = work_of(options.effort, points.count, options.to);
  Random seeds(options.seed);
  std::vector<std::uint64_t> seed(work.chains + 1);
  for (std::uint64_t& s : seed) s = seeds.bits();
  std::vector<std::vector<Link>> found(work.chains);
  workers.run(work.chains, [&](std::size_t i, std::size_t) {
    Workers alone(1);
    Chain chain(points, tree, fixed, options.to, rule, work.rounds, seed[i], alone);
    if (work.rounds > 0) {
      chain.seed();
    } else {
      chain.grow();
    }
    chain.shrink();
    found[i] = std::move(chain.links());
  });
  Chain best(points, tree, fixed, options.to, rule, work.rounds, seed.back(), workers);
  for (std::vector<Link>& links : found) best.adopt(std::move(links));
  for (int turn = 0; turn < work.turns; ++turn) {
    best.grow();
    best.shrink();
  }
  std::vector<Centers> starts;
  for (const Link& link : best.links()) starts.push_back(link.centers.compacted());
  return starts;
}

}  // namespace kvant
