// The exact palettes of a few pictures, and a hash of their indices.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "golden/golden_file.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "support/corpus.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

using test::Scene;

constexpr std::array all_spaces = {Space::srgb, Space::linear, Space::oklab};

struct Subject {
  std::string name;
  Image image;
  std::vector<std::uint32_t> ks;
};

std::vector<Subject> subjects() {
  std::vector<Subject> list;
  list.push_back({"noise", test::make_picture(Scene::noise, 64, 64, 3, 8, 1), {2, 16}});
  list.push_back({"gradient", test::make_picture(Scene::gradient, 96, 64, 3, 8, 2), {5, 16}});
  list.push_back({"gray", test::make_picture(Scene::gray, 64, 64, 3, 8, 3), {4, 10}});
  list.push_back({"blocks", test::make_picture(Scene::blocks, 60, 48, 3, 8, 4), {5, 20}});
  list.push_back({"photo", test::make_picture(Scene::photo, 90, 70, 3, 8, 5), {8}});
  list.push_back({"glass", test::make_picture(Scene::photo, 90, 70, 4, 8, 6), {2, 9}});
  list.push_back({"deep", test::make_picture(Scene::photo, 90, 70, 3, 16, 7), {9}});
  list.push_back({"chelsea", read_image(test::source_dir() / "examples" / "chelsea.png").image, {2, 5, 10, 15, 24}});
  return list;
}

// One line: name, space, k, a hash of the indices, and the palette in hexadecimal, alpha only where it is not 255.
std::string line_of(const Subject& subject, Space space, std::uint32_t k) {
  const QuantizeResult result = quantize(subject.image, {.colors = k, .space = space});
  std::string line = subject.name + ' ' + std::string(space_name(space)) + ' ' + std::to_string(k) + ' ' +
                     std::visit([](const auto& indices) { return test::hash_of(indices); }, result.image.indices);
  std::array<char, 20> text{};
  for (const Color& c : result.image.palette) {
    std::snprintf(text.data(), text.size(), c.a == 255 ? " %02x%02x%02x" : " %02x%02x%02x%02x", c.r, c.g, c.b, c.a);
    line += text.data();
  }
  return line;
}

TEST(Golden, Palettes) {
  std::vector<std::string> lines;
  for (const Subject& subject : subjects()) {
    for (Space space : all_spaces) {
      for (std::uint32_t k : subject.ks) lines.push_back(line_of(subject, space, k));
    }
  }
  test::expect_golden("palettes.txt", lines);
}

}  // namespace
}  // namespace kvant
