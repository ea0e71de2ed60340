// Where the tests find their pictures.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace kvant::test {

/// The root of the source tree: examples/ and the committed pictures of the tests are below it.
inline std::filesystem::path source_dir() { return KVANT_SOURCE_DIR; }

/// The folder of pictures that is too large to be committed: the environment variable KVANT_CORPUS, or
/// ../shared/data beside the source tree. It need not exist.
inline std::filesystem::path corpus_dir() {
  const char* set = std::getenv("KVANT_CORPUS");
  return set != nullptr && *set != '\0' ? std::filesystem::path(set) : source_dir().parent_path() / "shared" / "data";
}

inline bool have_corpus() { return std::filesystem::is_directory(corpus_dir()); }

}  // namespace kvant::test

/// First line of a test that needs the corpus: skips the test, and says so, where there is none.
#define KVANT_REQUIRE_CORPUS()                                                                              \
  if (!kvant::test::have_corpus()) {                                                                        \
    GTEST_SKIP() << "no pictures at " << kvant::test::corpus_dir() << "; set KVANT_CORPUS to their folder"; \
  }                                                                                                         \
  static_assert(true)
