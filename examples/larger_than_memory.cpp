// k-means of a file of floats, read a chunk at a time: larger_than_memory FILE COLUMNS CLUSTERS
// The file holds nothing but numbers, row after row, as numpy's tofile() writes float32. Never more than a chunk of it
// is in memory.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"

namespace {

constexpr std::size_t kRowsOfChunk = 100'000;

class File : public kvant::parts::Chunks {
 public:
  File(std::string path, std::uint32_t columns) : path_(std::move(path)), columns_(columns) {}

  void visit(const std::function<void(kvant::parts::Part&)>& ask) override {
    std::ifstream file(path_, std::ios::binary);
    if (!file) throw std::runtime_error(path_ + " cannot be read");
    std::vector<float> values(kRowsOfChunk * columns_);
    for (std::uint64_t first_row = 0; file; first_row += kRowsOfChunk) {
      file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
      values.resize(static_cast<std::size_t>(file.gcount()) / sizeof(float));
      if (values.empty()) return;
      kvant::parts::Part part(kvant::PointsView{.coordinates = values, .dimensions = columns_}, first_row);
      ask(part);
    }
  }

 private:
  std::string path_;
  std::uint32_t columns_;
};

}  // namespace

int main(int count, char** arguments) try {
  if (count != 4) throw std::runtime_error("usage: larger_than_memory FILE COLUMNS CLUSTERS");
  const auto columns = static_cast<std::uint32_t>(std::stoul(arguments[2]));
  File file(arguments[1], columns);
  const kvant::KMeansResult result = kvant::parts::kmeans(
      file, {.clusters = static_cast<std::uint32_t>(std::stoul(arguments[3]))}, [](const kvant::parts::Pass& pass) {
        std::fprintf(stderr, "pass %d\n", pass.iteration);  // what a long run would save: see KMeansOptions::start
      });
  std::printf("inertia %.6g\n", result.inertia);
  for (std::size_t i = 0; i < result.centers.size(); ++i) {
    std::printf("%.6g%c", result.centers[i], (i + 1) % columns == 0 ? '\n' : ' ');
  }
  file.visit([&](kvant::parts::Part& part) { std::printf("label %u\n", part.labels(result.centers).front()); });
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
