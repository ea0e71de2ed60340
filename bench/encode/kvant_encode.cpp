// Sizes and times of the pictures that kvant writes.
//
//   kvant_encode [--colors K] [--dither METHOD] [--format png] [--effort N] [--save FOLDER] PICTURE...
//
// draws each picture with K colors once (256 unless told), encodes it with every effort, or the one that is told, and
// prints the mean file size, the mean wall time of the fastest of three runs and the mean processor time of all
// threads.
// --save keeps files of effort 1, whose pixels are the same as any other's, for programs to compare with.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "kvant/kvant.hpp"

namespace {

struct Totals {
  double bytes = 0;
  double wall_ms = 0;
  double cpu_ms = 0;
};

Totals measure(const kvant::IndexedImage& image, kvant::Format format, int effort) {
  constexpr int runs = 3;
  Totals result{.wall_ms = std::numeric_limits<double>::max(), .cpu_ms = std::numeric_limits<double>::max()};
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu_start = std::clock();
    result.bytes = static_cast<double>(kvant::encode_image(image, format, {.effort = effort}).size());
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
    result.wall_ms = std::min(result.wall_ms, wall.count());
    result.cpu_ms = std::min(result.cpu_ms, 1e3 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) try {
  std::uint32_t colors = 256;
  kvant::Dither dither = kvant::Dither::none;
  kvant::Format format = kvant::Format::png;
  int least_effort = 1;
  int most_effort = 10;
  std::filesystem::path save;
  std::vector<std::filesystem::path> pictures;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool has_value = i + 1 < arguments.size();
    if (arguments[i] == "--colors" && has_value) {
      colors = static_cast<std::uint32_t>(std::stoul(arguments[++i]));
    } else if (arguments[i] == "--dither" && has_value) {
      dither = kvant::dither_of_name(arguments[++i]).value();
    } else if (arguments[i] == "--format" && has_value) {
      format = kvant::format_of_extension("picture." + arguments[++i]).value();
    } else if (arguments[i] == "--effort" && has_value) {
      least_effort = most_effort = std::stoi(arguments[++i]);
    } else if (arguments[i] == "--save" && has_value) {
      save = arguments[++i];
    } else {
      pictures.emplace_back(arguments[i]);
    }
  }

  std::vector<Totals> totals(static_cast<std::size_t>(most_effort) + 1);
  for (const std::filesystem::path& picture : pictures) {
    const kvant::QuantizeResult drawn =
        kvant::quantize(kvant::read_image(picture).image, {.colors = colors, .dither = dither});
    for (int effort = least_effort; effort <= most_effort; ++effort) {
      const Totals one = measure(drawn.image, format, effort);
      totals[static_cast<std::size_t>(effort)].bytes += one.bytes;
      totals[static_cast<std::size_t>(effort)].wall_ms += one.wall_ms;
      totals[static_cast<std::size_t>(effort)].cpu_ms += one.cpu_ms;
    }
    if (!save.empty()) {
      const std::filesystem::path to = save / picture.filename().replace_extension("png");
      kvant::write_file(to, kvant::encode_image(drawn.image, kvant::Format::png, {.effort = 1}), true);
    }
  }
  const auto count = static_cast<double>(pictures.size());
  std::printf("| effort | bytes | wall ms | processor ms |\n|---|---|---|---|\n");
  for (int effort = least_effort; effort <= most_effort; ++effort) {
    const Totals& sum = totals[static_cast<std::size_t>(effort)];
    std::printf("| %d | %.0f | %.1f | %.1f |\n", effort, sum.bytes / count, sum.wall_ms / count, sum.cpu_ms / count);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "kvant_encode: %s\n", error.what());
  return 1;
}
