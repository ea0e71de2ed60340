// quantize() keeps its promises on photographs.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>

#include "kvant/io.hpp"
#include "property/quantize_checks.hpp"
#include "support/corpus.hpp"
#include "support/sanitized.hpp"

namespace kvant {
namespace {

void check_file(const std::filesystem::path& file, std::initializer_list<std::uint32_t> ks) {
  const Image image = read_image(file).image;
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) {
    if (test::kSanitized && space == Space::linear) continue;
    for (std::uint32_t k : ks) {
      SCOPED_TRACE(file.filename().string() + ", " + std::string(space_name(space)) + ", k " + std::to_string(k));
      test::check_quantize(image, {.colors = k, .space = space});
    }
  }
}

TEST(QuantizePhotos, Chelsea) { check_file(test::source_dir() / "examples" / "chelsea.png", {2, 24, 256}); }

TEST(QuantizePhotos, Kodak) {
  KVANT_REQUIRE_CORPUS();
  check_file(test::corpus_dir() / "kodak" / "kodim03.png", {5, 64});
  if (!test::kSanitized) check_file(test::corpus_dir() / "kodak" / "kodim23.png", {16, 256});
}

}  // namespace
}  // namespace kvant
