// kvant::kmeans as a worker of bench/versus --tables: reads commands from standard input and answers each with a line
// of JSON. README.md has the protocol. Only the library is timed; reading and writing files is not.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "fma_peak.hpp"
#include "kvant/bisecting.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/mini_batch.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"
#include "worker.hpp"

namespace {

using nlohmann::json;
using worker::cpu_seconds;
using worker::seconds;

std::uint32_t number(const std::string& word) { return static_cast<std::uint32_t>(std::stoul(word)); }

std::vector<float> read_floats(const std::string& path, std::size_t count) {
  std::vector<float> values(count);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * sizeof(float)))) {
    throw std::runtime_error("cannot read " + path);
  }
  return values;
}

void write_doubles(const std::string& path, const std::vector<double>& values) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
}

struct Table {
  std::vector<float> values;
  std::uint32_t dimensions = 1;

  [[nodiscard]] kvant::PointsView view() const { return {.coordinates = values, .dimensions = dimensions}; }
};

// Lloyd's iterations from given centers, until none moves or the most are done.
json lloyd(const Table& table, std::uint32_t k, const std::string& start, int most, const std::string& out) {
  const std::vector<float> rows = read_floats(start, std::size_t{k} * table.dimensions);
  const std::vector<double> centers(rows.begin(), rows.end());
  kvant::KMeansResult result;
  std::vector<std::chrono::steady_clock::time_point> ends;  // of iterations
  const auto fit = [&] {
    result = kvant::kmeans(table.view(), {.clusters = k,
                                          .start = centers,
                                          .tolerance = 0.0,
                                          .max_iterations = most,
                                          .watch = [&ends](const kvant::IterationStatistics&) {
                                            ends.push_back(std::chrono::steady_clock::now());
                                          }});
  };
  double total = 0;
  const double cpu = cpu_seconds([&] { total = seconds(fit); });
  write_doubles(out, result.centers);
  // The second iteration is the first that is no more than that.
  double second = 0;
  if (ends.size() > 1) second = std::chrono::duration<double>(ends[1] - ends[0]).count();
  std::vector<std::uint64_t> compared;
  for (const kvant::IterationStatistics& iteration : result.iterations) compared.push_back(iteration.compared);
  return {{"parts", {{"total", total}, {"cpu", cpu}, {"second", second}}},
          {"iterations", result.iterations.size()},
          {"compared", compared},
          {"own_inertia", result.inertia}};
}

// A fit with the defaults, whatever the algorithm.
json fit(const Table& table, const std::string& algorithm, std::uint32_t k, std::uint64_t seed,
         const std::string& out) {
  std::vector<double> centers;
  std::vector<std::uint32_t> labels;
  const auto keep = [&](const std::vector<double>& its_centers, const std::vector<std::uint32_t>& its_labels) {
    centers = its_centers;
    labels = its_labels;
  };
  const auto run = [&] {
    if (algorithm == "lloyd") {
      const kvant::KMeansResult found = kvant::kmeans(table.view(), {.clusters = k, .seed = seed});
      keep(found.centers, found.labels);
    } else if (algorithm == "mini-batch") {
      const kvant::MiniBatchResult found = kvant::mini_batch_kmeans(table.view(), {.clusters = k, .seed = seed});
      keep(found.state.centers, found.labels);
    } else {
      const kvant::BisectingResult found = kvant::bisecting_kmeans(table.view(), {.clusters = k, .seed = seed});
      keep(found.centers, found.labels);
    }
  };
  double total = 0;
  const double cpu = cpu_seconds([&] { total = seconds(run); });
  write_doubles(out + "/centers.f64", centers);
  std::ofstream(out + "/labels.u32", std::ios::binary)
      .write(reinterpret_cast<const char*>(labels.data()),
             static_cast<std::streamsize>(labels.size() * sizeof(std::uint32_t)));
  return {{"parts", {{"total", total}, {"cpu", cpu}}}};
}

// The table's rows are the pixels of a picture, as floats of 0 to 255: clusters them, and quantizes the picture.
json pixels(const Table& table, std::uint32_t k, std::uint32_t width) {
  const std::size_t count = table.values.size() / 3;
  kvant::Image image{
      .width = width, .height = static_cast<std::uint32_t>(count / width), .channels = 3, .depth = 8, .samples = {}};
  for (const float value : table.values) image.samples.push_back(static_cast<std::uint8_t>(value));
  kvant::KMeansResult clustered;
  kvant::QuantizeResult drawn;
  const double kmeans = seconds([&] { clustered = kvant::kmeans(table.view(), {.clusters = k}); });
  const double quantize = seconds([&] { drawn = kvant::quantize(image, {.colors = k, .space = kvant::Space::srgb}); });
  return {
      {"parts", {{"kmeans", kmeans}, {"quantize", quantize}, {"palette", drawn.timings.histogram + drawn.timings.fit}}},
      {"kmeans_inertia", clustered.inertia / static_cast<double>(count)},
      {"quantize_inertia", drawn.inertia},
      {"kmeans_iterations", clustered.iterations.size()},
      {"quantize_iterations", drawn.iterations.size()}};
}

void serve() {
  Table table;
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> words = worker::split(line);
    json answer = json::object();
    if (words.size() == 4 && words[0] == "table") {
      table.dimensions = number(words[3]);
      table.values = read_floats(words[1], std::size_t{number(words[2])} * table.dimensions);
    } else if (words.size() == 5 && words[0] == "lloyd") {
      answer = lloyd(table, number(words[1]), words[2], std::stoi(words[3]), words[4]);
    } else if (words.size() == 5 && words[0] == "fit") {
      answer = fit(table, words[1], number(words[2]), std::stoull(words[3]), words[4]);
    } else if (words.size() == 3 && words[0] == "pixels") {
      answer = pixels(table, number(words[1]), number(words[2]));
    } else if (words.size() == 1 && words[0] == "peak") {
      kvant::Workers workers(0);
      answer = {{"operations", fma_peak(workers)}};
    } else {
      throw std::runtime_error("no such command: " + line);
    }
    std::cout << answer.dump() << std::endl;
  }
}

}  // namespace

int main() try {
  serve();
  return EXIT_SUCCESS;
} catch (const std::exception& error) {
  std::cerr << "kvant_table_bench: " << error.what() << '\n';
  return EXIT_FAILURE;
}
