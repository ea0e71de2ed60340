// kvant as a worker of bench/versus: reads commands from standard input and answers each with a line of JSON. README.md
// has the protocol. Only the library is timed; reading and writing the raw pixels is not.
//
//   kvant_bench [SPACE [EFFORT]]
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "choose/sweep.hpp"
#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "color/palette.hpp"
#include "kvant/kvant.hpp"
#include "worker.hpp"

namespace {

using nlohmann::json;
using worker::cpu_seconds;
using worker::seconds;

/// A field of /proc/self/status: "VmRSS:" is what is resident, "VmHWM:" its peak.
std::uint64_t memory_kib(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::stoull(line.substr(field.size()));
  }
  return 0;
}

/// Sets the peak of resident memory back to what is resident now.
void reset_peak() { std::ofstream("/proc/self/clear_refs") << '5'; }

kvant::Image load(const std::string& path, std::uint32_t width, std::uint32_t height) {
  kvant::Image image{.width = width, .height = height, .channels = 3, .depth = 8, .samples = {}};
  image.samples.resize(image.pixels() * 3);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(image.samples.data()), static_cast<std::streamsize>(image.samples.size()))) {
    throw std::runtime_error("cannot read " + path);
  }
  return image;
}

void save(const kvant::IndexedImage& image, const std::string& path) {
  std::vector<char> rgb;
  rgb.reserve(image.pixels() * 3);
  const auto paint = [&](const auto& indices) {
    for (const auto index : indices) {
      const kvant::Color color = image.palette[index];
      for (const std::uint8_t sample : {color.r, color.g, color.b}) rgb.push_back(static_cast<char>(sample));
    }
  };
  std::visit(paint, image.indices);
  std::ofstream(path, std::ios::binary).write(rgb.data(), static_cast<std::streamsize>(rgb.size()));
}

json draw(const kvant::Image& image, const kvant::QuantizeOptions& options, const std::string& out) {
  reset_peak();
  const std::uint64_t before = memory_kib("VmRSS:");
  kvant::QuantizeResult result;
  double total = 0;
  const double cpu = cpu_seconds([&] { total = seconds([&] { result = kvant::quantize(image, options); }); });
  const std::uint64_t peak = memory_kib("VmHWM:");
  save(result.image, out);
  const kvant::QuantizeTimings& timings = result.timings;
  return {{"parts",
           {{"histogram", timings.histogram},
            {"fit", timings.histogram + timings.fit},
            {"map", timings.map},
            {"total", total},
            {"cpu", cpu}}},
          {"before_kib", before},
          {"peak_kib", peak},
          {"inertia", result.inertia},
          {"own_mse", result.mse},
          {"own_ciede2000", result.mean_delta_e},
          {"distinct", result.distinct_colors},
          {"iterations", result.iterations.size()},
          {"converged", result.converged}};
}

/// Times the sweep over k = 1..most with all scores, from the pixels on; and fits by themselves of each k up to 64,
/// then of one k in each sixteenth.
json elbow(const kvant::Image& image, kvant::QuantizeOptions options, std::uint32_t most) {
  kvant::Curve curve;
  const auto sweep_all = [&] {
    kvant::Workers workers(options.threads);
    const kvant::Points points = kvant::to_points(kvant::count_colors(image, workers), options.space, workers);
    const kvant::SweepOptions sweep_options{
        .to = most, .effort = options.effort, .seed = options.seed, .threads = options.threads};
    curve = kvant::sweep(points, kvant::RegionTree(points, workers), kvant::Centers(points.dimensions, 0),
                         sweep_options, kvant::tolerance_for, workers, {});
  };
  double total = 0;
  const double cpu = cpu_seconds([&] { total = seconds(sweep_all); });
  std::vector<std::uint32_t> ks;
  for (std::uint32_t k = 1; k <= curve.points.size(); k += k < 64 ? 1 : k / 16) ks.push_back(k);
  std::vector<double> inertias;
  std::vector<double> fresh;
  double fits = 0;
  for (const std::uint32_t k : ks) {
    options.colors = k;
    const kvant::QuantizeResult alone = kvant::quantize(image, options);
    inertias.push_back(curve.points[k - 1].inertia / curve.weight);
    fresh.push_back(alone.inertia);
    fits += alone.timings.histogram + alone.timings.fit;
  }
  return {{"parts", {{"total", total}, {"cpu", cpu}, {"fits", fits}}}, {"inertia", inertias}, {"fresh", fresh}};
}

/// Times reading a picture file: what the rest of the work is compared with.
json decode(const std::string& path) {
  const std::vector<std::uint8_t> bytes = kvant::read_file(path);
  kvant::ReadResult result;
  return {{"parts", {{"total", seconds([&] { result = kvant::decode_image(bytes); })}}}};
}

void serve(kvant::QuantizeOptions options) {
  kvant::Image image;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> words = worker::split(line);
    json answer = json::object();
    if (words.size() == 4 && words[0] == "load") {
      image = load(words[1], static_cast<std::uint32_t>(std::stoul(words[2])),
                   static_cast<std::uint32_t>(std::stoul(words[3])));
    } else if (words.size() == 3 && words[0] == "run") {
      options.colors = static_cast<std::uint32_t>(std::stoul(words[1]));
      answer = draw(image, options, words[2]);
    } else if (words.size() == 2 && words[0] == "elbow") {
      answer = elbow(image, options, static_cast<std::uint32_t>(std::stoul(words[1])));
    } else if (words.size() == 2 && words[0] == "decode") {
      answer = decode(words[1]);
    } else {
      throw std::runtime_error("no such command: " + line);
    }
    std::cout << answer.dump() << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) try {
  kvant::QuantizeOptions options;
  if (argc > 1) {
    const auto space = kvant::space_of_name(argv[1]);
    if (!space) throw std::runtime_error(std::string("no such space: ") + argv[1]);
    options.space = *space;
  }
  if (argc > 2) options.effort = std::stoi(argv[2]);
  serve(options);
  return EXIT_SUCCESS;
} catch (const std::exception& error) {
  std::cerr << "kvant_bench: " << error.what() << '\n';
  return EXIT_FAILURE;
}
