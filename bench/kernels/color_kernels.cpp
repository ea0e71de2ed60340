// The kernels of src/color: converting colors, and the differences between them. Items are colors.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "color/ciede2000_kernel.hpp"
#include "color/color_space.hpp"

namespace {

constexpr std::size_t color_count = 65'536;

std::vector<kvant::Rgba16> random_colors() {
  std::mt19937 random(1);
  std::vector<kvant::Rgba16> colors(color_count);
  const auto sample = [&] { return static_cast<std::uint16_t>(257 * (random() & 255)); };
  for (kvant::Rgba16& color : colors) color = {sample(), sample(), sample(), 65'535};
  return colors;
}

void items(benchmark::State& state, std::size_t count) {
  state.SetItemsProcessed(static_cast<std::int64_t>(count) * static_cast<std::int64_t>(state.iterations()));
}

void to_space(benchmark::State& state) {
  const auto space = static_cast<kvant::Space>(state.range(0));
  state.SetLabel(std::string(kvant::space_name(space)));
  const std::vector<kvant::Rgba16> colors = random_colors();
  std::vector<float> c0(color_count);
  std::vector<float> c1(color_count);
  std::vector<float> c2(color_count);
  for (auto _ : state) {
    kvant::to_space(space, colors, c0, c1, c2, {});
    benchmark::ClobberMemory();
  }
  items(state, color_count);
}
BENCHMARK(to_space)->DenseRange(0, 2);

void ciede2000(benchmark::State& state) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> light(0, 1);
  kvant::LabBlock labs[2];
  for (kvant::LabBlock& lab : labs) {
    alignas(64) float rgb[3][kvant::ciede2000_block];
    for (auto& channel : rgb) {
      for (float& sample : channel) sample = light(random);
    }
    kvant::lab_of_linear(rgb[0], rgb[1], rgb[2], kvant::ciede2000_block, lab);
  }
  alignas(64) float differences[kvant::ciede2000_block];
  for (auto _ : state) {
    kvant::ciede2000_of_labs(labs[0], labs[1], kvant::ciede2000_block, differences);
    benchmark::DoNotOptimize(differences);
  }
  items(state, kvant::ciede2000_block);
}
BENCHMARK(ciede2000);

}  // namespace
