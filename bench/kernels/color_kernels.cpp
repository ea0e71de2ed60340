// The kernels of src/color: converting colors, and the differences between them. Items are colors.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <vector>

#include "color/ciede2000_kernel.hpp"
#include "color/color_space.hpp"

namespace {

constexpr std::size_t kColorCount = 65'536;

std::vector<kvant::Rgba16> random_colors() {
  std::mt19937 random(1);
  std::vector<kvant::Rgba16> colors(kColorCount);
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
  std::vector<float> c0(kColorCount);
  std::vector<float> c1(kColorCount);
  std::vector<float> c2(kColorCount);
  for (auto _ : state) {
    kvant::to_space(space, colors, c0, c1, c2, {});
    benchmark::ClobberMemory();
  }
  items(state, kColorCount);
}
BENCHMARK(to_space)->DenseRange(0, 2);

void ciede2000(benchmark::State& state) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> light(0, 1);
  kvant::LabBlock labs[2];
  for (kvant::LabBlock& lab : labs) {
    alignas(64) float rgb[3][kvant::kCiede2000Block];
    for (auto& channel : rgb) {
      for (float& sample : channel) sample = light(random);
    }
    kvant::lab_of_linear(rgb[0], rgb[1], rgb[2], kvant::kCiede2000Block, lab);
  }
  alignas(64) float differences[kvant::kCiede2000Block];
  for (auto _ : state) {
    kvant::ciede2000_of_labs(labs[0], labs[1], kvant::kCiede2000Block, differences);
    benchmark::DoNotOptimize(differences);
  }
  items(state, kvant::kCiede2000Block);
}
BENCHMARK(ciede2000);

}  // namespace
