// The stages between pixels and a palette, each alone, on a synthetic photograph: things of a dozen colors in changing
// light, with a little noise.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>

#include "color/color_histogram.hpp"
#include "color/palette.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/random.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/seed.hpp"
#include "threads/parallel.hpp"

namespace {

/// Of Kodak's size, with rather more distinct colors than its pictures have.
kvant::Image photograph() {
  kvant::Image image{.width = 768, .height = 512, .channels = 3, .depth = 8, .samples = {}};
  std::mt19937 random(1);
  std::uniform_real_distribution<float> any(40, 255);
  std::normal_distribution<float> noise(0, 1);
  std::array<std::array<float, 3>, 12> things{};
  for (auto& thing : things) thing = {any(random), any(random), any(random)};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      const float light =
          0.6F + 0.3F * std::sin(0.02F * static_cast<float>(x)) * std::cos(0.015F * static_cast<float>(y));
      const float grain = 3 * noise(random);
      for (const float shade : things[x / 192 + 4 * (y / 171)]) {
        const float sample = std::clamp(shade * light + grain + noise(random), 0.0F, 255.0F);
        image.samples.push_back(static_cast<std::uint8_t>(sample));
      }
    }
  }
  return image;
}

const kvant::Image& shared_photograph() {
  static const kvant::Image image = photograph();
  return image;
}

kvant::Points photograph_points(kvant::Workers& workers) {
  return kvant::to_points(kvant::count_colors(shared_photograph(), workers), kvant::Space::srgb, workers);
}

void items(benchmark::State& state, std::size_t count) {
  state.SetItemsProcessed(static_cast<std::int64_t>(count) * static_cast<std::int64_t>(state.iterations()));
}

/// Items are pixels.
template <kvant::ColorHistogram (*count)(const kvant::Image&, kvant::Workers&)>
void histogram(benchmark::State& state) {
  kvant::Workers workers(1);
  std::size_t distinct = 0;
  for (auto _ : state) distinct = count(shared_photograph(), workers).size();
  state.counters["colors"] = static_cast<double>(distinct);
  items(state, shared_photograph().pixels());
}
BENCHMARK(histogram<kvant::count_dense>)->Name("histogram/dense")->Unit(benchmark::kMicrosecond);
BENCHMARK(histogram<kvant::count_sparse>)->Name("histogram/sparse")->Unit(benchmark::kMicrosecond);

/// Items are distinct colors, here and below.
void regions(benchmark::State& state) {
  kvant::Workers workers(1);
  const kvant::Points points = photograph_points(workers);
  for (auto _ : state) {
    const kvant::RegionTree tree(points, workers);
    benchmark::DoNotOptimize(tree.regions().size());
  }
  items(state, points.count);
}
BENCHMARK(regions)->Unit(benchmark::kMicrosecond);

void seed(benchmark::State& state) {
  kvant::Workers workers(1);
  const kvant::Points points = photograph_points(workers);
  const kvant::RegionTree tree(points, workers);
  const auto k = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    kvant::Random random(0);
    kvant::Centers centers(3, 0);
    kvant::seed_plus_plus(points, tree, k, random, centers, workers);
    benchmark::DoNotOptimize(centers.count());
  }
  items(state, points.count);
}
BENCHMARK(seed)->Arg(16)->Arg(256)->Unit(benchmark::kMicrosecond);

/// The first assignment, when nothing is known yet.
void assign(benchmark::State& state) {
  kvant::Workers workers(1);
  const kvant::Points points = photograph_points(workers);
  const kvant::RegionTree tree(points, workers);
  kvant::Random random(0);
  kvant::Centers centers(3, 0);
  kvant::seed_plus_plus(points, tree, static_cast<std::size_t>(state.range(0)), random, centers, workers);
  for (auto _ : state) {
    kvant::RegionAssignment assignment(points, tree, workers);
    benchmark::DoNotOptimize(assignment.update(centers));
  }
  items(state, points.count);
}
BENCHMARK(assign)->Arg(16)->Arg(256)->Unit(benchmark::kMicrosecond);

/// Lloyd's iterations from k-means++ to rest. Items are iterations.
void iterate(benchmark::State& state) {
  kvant::Workers workers(1);
  const kvant::Points points = photograph_points(workers);
  const kvant::RegionTree tree(points, workers);
  kvant::Random random(0);
  kvant::Centers start(3, 0);
  kvant::seed_plus_plus(points, tree, static_cast<std::size_t>(state.range(0)), random, start, workers);
  std::size_t iterations = 0;
  for (auto _ : state) {
    kvant::RegionAssignment assignment(points, tree, workers);
    kvant::Centers centers = start;
    iterations = kvant::lloyd(assignment, centers, {.shift = 0, .max_iterations = 100}).iterations.size();
  }
  items(state, iterations);
}
BENCHMARK(iterate)->Arg(16)->Arg(256)->Unit(benchmark::kMillisecond);

}  // namespace
