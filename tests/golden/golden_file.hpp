// Results that are the same on every machine, kept as texts in this folder. When they are meant to change, run the test
// with KVANT_UPDATE_GOLDEN=1 and read the change before committing it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/corpus.hpp"

namespace kvant::test {

/// A number for all bytes or numbers of a range, in hexadecimal (FNV-1a).
template <class Range>
std::string hash_of(const Range& values) {
  std::uint64_t hash = 14695981039346656037u;
  for (const std::uint64_t value : values) hash = (hash ^ value) * 1099511628211u;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

/// Compares lines with those of a file in this folder, or writes them there if asked to.
inline void expect_golden(const std::string& name, const std::vector<std::string>& lines) {
  const auto file = source_dir() / "tests" / "golden" / name;
  if (const char* update = std::getenv("KVANT_UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1") {
    std::ofstream out(file);
    for (const std::string& line : lines) out << line << '\n';
    GTEST_SKIP() << "rewrote " << file << "; read the change before committing it";
  }
  std::ifstream in(file);
  ASSERT_TRUE(in) << "cannot read " << file;
  std::vector<std::string> expected;
  for (std::string line; std::getline(in, line);) expected.push_back(line);
  ASSERT_EQ(lines.size(), expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i], expected[i]) << "line " << i + 1 << "; if this is meant, run with KVANT_UPDATE_GOLDEN=1";
  }
}

}  // namespace kvant::test
