// Prints by how many bytes a row memory grows at most while kvant::kmeans clusters a table of floats, of several
// numbers of columns, without and with weights, and as the only part of a table in parts: the peak of the process's
// resident size less what it was before. The number of rows may be given: 4 million else.
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"

namespace {

constexpr std::uint32_t kClusters = 64;
constexpr unsigned kThreads = 2;

// A line of /proc/self/status, in bytes.
std::size_t status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::stoull(line.substr(name.size() + 1)) * 1024;
  }
  throw std::runtime_error("/proc/self/status does not tell " + name);
}

enum class How { plain, weighted, as_a_part };

// A table in parts of which there is one.
struct OnePart : kvant::parts::Chunks {
  explicit OnePart(const kvant::PointsView& points) : part(points, 0, kThreads) {}
  void visit(const std::function<void(kvant::parts::Part&)>& ask) override { ask(part); }
  kvant::parts::Part part;
};

std::vector<std::uint32_t> labels_of(const kvant::PointsView& points, How how) {
  const kvant::KMeansOptions options{.clusters = kClusters, .effort = 1, .threads = kThreads};
  if (how != How::as_a_part) return kvant::kmeans(points, options).labels;
  OnePart table(points);
  const std::vector<double> centers = kvant::parts::kmeans(table, options).centers;
  return table.part.labels(centers);
}

double bytes_a_row(std::size_t rows, std::uint32_t dimensions, How how) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<float> values(rows * dimensions);
  for (float& value : values) value = uniform(random);
  std::vector<float> weights(how == How::weighted ? rows : 0);
  for (float& weight : weights) weight = uniform(random) + 0.5F;
  const std::size_t before = status("VmRSS");
  const std::vector<std::uint32_t> labels =
      labels_of({.coordinates = values, .dimensions = dimensions, .weights = weights}, how);
  if (labels.size() != rows) throw std::runtime_error("not all rows have labels");
  return static_cast<double>(status("VmHWM") - before) / rows;
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t rows = count > 1 ? std::stoull(arguments[1]) : 4'000'000;
  std::printf("| columns | bytes a row | with weights | as a part |\n| ---: | ---: | ---: | ---: |\n");
  for (const std::uint32_t dimensions : {1U, 2U, 3U, 4U, 5U, 8U, 16U}) {
    // A process of its own for each table and its weights, as a peak never falls.
    std::printf("| %u |", dimensions);
    for (const How how : {How::plain, How::weighted, How::as_a_part}) {
      std::fflush(stdout);
      const pid_t child = fork();
      if (child < 0) throw std::runtime_error("no process can be started");
      if (child == 0) {
        std::printf(" %.1f |", bytes_a_row(rows, dimensions, how));
        std::fflush(stdout);
        _exit(0);
      }
      int outcome = 0;
      waitpid(child, &outcome, 0);
      if (outcome != 0) return 1;
    }
    std::printf("\n");
  }
}
