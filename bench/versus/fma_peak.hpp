// The most fused multiply-adds that this machine does: what the speed of a fit can be held against.
#pragma once

#include "threads/parallel.hpp"

/// Floating-point operations a second, two for each multiply-add of floats, of all workers in a loop that touches no
/// memory: the best of many tries of some 2 ms each, so that a busy machine leaves some alone.
[[nodiscard]] double fma_peak(kvant::Workers& workers);
