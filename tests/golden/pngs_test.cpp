// PNG files, to the byte: sizes and hashes. Efforts below 4 are left out: they compress by libdeflate, as it is
// installed.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "golden/golden_file.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

using test::Scene;

struct Subject {
  std::string name;
  Image image;
  std::vector<std::uint32_t> ks;
  std::vector<int> efforts;
};

// From bits to 16 of them per pixel; indices, gray and true color; one part of a stream and several.
std::vector<Subject> subjects() {
  std::vector<Subject> list;
  list.push_back({"gray", test::make_picture(Scene::gray, 64, 64, 3, 8, 3), {2, 200}, {7}});
  list.push_back({"glass", test::make_picture(Scene::photo, 90, 70, 4, 8, 6), {9}, {7}});
  list.push_back({"noise", test::make_picture(Scene::noise, 40, 40, 3, 8, 1), {256}, {10}});
  list.push_back(
      {"chelsea", read_image(test::source_dir() / "examples" / "chelsea.png").image, {4, 24, 256, 2000}, {4, 7, 9}});
  return list;
}

TEST(Golden, Pngs) {
  std::vector<std::string> lines;
  for (const Subject& subject : subjects()) {
    for (const std::uint32_t k : subject.ks) {
      const IndexedImage drawn = quantize(subject.image, {.colors = k}).image;
      for (const int effort : subject.efforts) {
        const std::vector<std::uint8_t> file = encode_image(drawn, Format::png, {.effort = effort});
        lines.push_back(subject.name + ' ' + std::to_string(k) + " effort " + std::to_string(effort) + ' ' +
                        std::to_string(file.size()) + ' ' + test::hash_of(file));
      }
    }
  }
  test::expect_golden("pngs.txt", lines);
}

}  // namespace
}  // namespace kvant
