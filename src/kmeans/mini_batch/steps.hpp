// Steps of mini-batch k-means, on tables that are checked.
#pragma once

#include <cstdint>
#include <string>

#include "kmeans/points_table.hpp"
#include "kmeans/random.hpp"
#include "kmeans/start.hpp"
#include "kvant/mini_batch.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// How many points a table counts for, without weights and with: where weights stand for repetitions they count as
/// these do.
template <class Real>
[[nodiscard]] double points_of(const WeighedRows<Real>& table);

/// A start that is searched on at most `most` of the rows.
template <class Real>
[[nodiscard]] Start<Real> start_of(const WeighedRows<Real>& table, const MiniBatchOptions& options, std::uint64_t seed,
                                   double most, Workers& workers);

/// On how many points of so many a start is searched.
[[nodiscard]] double points_to_start_on(const MiniBatchOptions& options, double points);

/// Moves the centers of the state, of which there are as many as wanted, towards the rows of a batch.
template <class Real>
[[nodiscard]] MiniBatchStep learn(const WeighedRows<Real>& batch, const MiniBatchOptions& options,
                                  MiniBatchState& state, Workers& workers);

}  // namespace kvant
