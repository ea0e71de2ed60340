#include "color/opaque.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kvant {
namespace {

constexpr std::size_t kAlpha = 3;  // the last dimension
constexpr float kOpaque = 255;

// Few colors change hands after the first turns.
constexpr int kTurns = 32;

bool is_opaque(const Rgba16& color) { return color.a == 65535; }

// In float arithmetic, as RegionAssignment compares.
std::uint32_t nearest_of(const std::vector<std::uint32_t>& slots, const Centers& centers, const Points& points,
                         std::size_t i) {
  std::uint32_t nearest = slots.front();
  float smallest = std::numeric_limits<float>::infinity();
  for (const std::uint32_t slot : slots) {
    float distance = 0;
    for (std::uint32_t j = 0; j < points.dimensions; ++j) {
      const float offset = points.plane(j)[i] - centers[slot][j];
      distance += offset * offset;
    }
    if (distance < smallest) {
      smallest = distance;
      nearest = slot;
    }
  }
  return nearest;
}

// What a center owns.
struct Share {
  double weight = 0;
  double opaque = 0;  // weight of the opaque colors
  double sums[4] = {};
};

std::vector<Share> shares_of(const ColorHistogram& histogram, const Points& points,
                             const std::vector<std::uint32_t>& labels, std::size_t slots) {
  std::vector<Share> shares(slots);
  for (std::size_t i = 0; i < points.count; ++i) {
    Share& share = shares[labels[i]];
    const double weight = points.weights[i];
    share.weight += weight;
    if (is_opaque(histogram.colors[i])) share.opaque += weight;
    for (std::uint32_t j = 0; j < points.dimensions; ++j) share.sums[j] += weight * double{points.plane(j)[i]};
  }
  return shares;
}

// Kept centers are what they are; of the others, those with more opaque pixels than not.
std::vector<bool> choose_opaque(const std::vector<Share>& shares, const std::vector<bool>& kept_opaque) {
  std::vector<bool> opaque = kept_opaque;
  opaque.resize(shares.size());
  std::size_t most = kept_opaque.size();
  for (std::size_t slot = kept_opaque.size(); slot < shares.size(); ++slot) {
    opaque[slot] = shares[slot].opaque > 0 && 2 * shares[slot].opaque >= shares[slot].weight;
    if (shares[slot].opaque > shares[most].opaque) most = slot;
  }
  if (most < shares.size() && std::find(opaque.begin(), opaque.end(), true) == opaque.end()) opaque[most] = true;
  return opaque;
}

}  // namespace

Owners assign_keeping_opaque(const ColorHistogram& histogram, const Centers& centers, const std::vector<bool>& opaque,
                             const Points& points, Assignment& assignment) {
  assignment.update(centers);
  const auto nearest = assignment.labels();
  Owners owners{{nearest.begin(), nearest.end()}, assignment.inertia(centers)};
  std::vector<std::uint32_t> slots;
  for (std::uint32_t slot = 0; slot < opaque.size(); ++slot) {
    if (opaque[slot]) slots.push_back(slot);
  }
  if (slots.empty() || slots.size() == centers.count()) return owners;
  for (std::size_t i = 0; i < points.count; ++i) {
    std::uint32_t& owner = owners.labels[i];
    if (opaque[owner] || !is_opaque(histogram.colors[i])) continue;
    const double before = squared_distance(points, i, centers[owner]);
    owner = nearest_of(slots, centers, points, i);
    owners.inertia += points.weights[i] * (squared_distance(points, i, centers[owner]) - before);
  }
  return owners;
}

std::vector<bool> make_opaque(const ColorHistogram& histogram, const std::vector<bool>& kept_opaque,
                              const Points& points, Assignment& assignment, Centers& centers) {
  if (!histogram.has_alpha || centers.count() < 2) return {};
  const Owners owners = assign_keeping_opaque(histogram, centers, {}, points, assignment);
  std::vector<bool> opaque = choose_opaque(shares_of(histogram, points, owners.labels, centers.slots()), kept_opaque);
  for (std::size_t slot = kept_opaque.size(); slot < opaque.size(); ++slot) {
    if (opaque[slot]) centers[slot][kAlpha] = kOpaque;
  }
  return opaque;
}

double keep_opaque(const ColorHistogram& histogram, const std::vector<bool>& kept_opaque, const Points& points,
                   Assignment& assignment, Centers& centers) {
  std::vector<bool> opaque = make_opaque(histogram, kept_opaque, points, assignment, centers);
  if (opaque.empty()) return assign_keeping_opaque(histogram, centers, {}, points, assignment).inertia;
  const std::size_t kept = kept_opaque.size();
  Owners owners;
  for (int turn = 0; turn < kTurns; ++turn) {
    Owners next = assign_keeping_opaque(histogram, centers, opaque, points, assignment);
    if (turn > 0 && next.labels == owners.labels) return next.inertia;
    owners = std::move(next);
    const std::vector<Share> shares = shares_of(histogram, points, owners.labels, centers.slots());
    for (std::size_t slot = kept; slot < shares.size(); ++slot) {
      if (shares[slot].weight <= 0) continue;
      opaque[slot] = opaque[slot] && shares[slot].opaque > 0;
      for (std::uint32_t j = 0; j < centers.dimensions(); ++j) {
        centers[slot][j] = static_cast<float>(shares[slot].sums[j] / shares[slot].weight);
      }
      if (opaque[slot]) centers[slot][kAlpha] = kOpaque;
    }
  }
  return assign_keeping_opaque(histogram, centers, opaque, points, assignment).inertia;
}

}  // namespace kvant
