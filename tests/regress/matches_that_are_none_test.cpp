// Where a place took the place of one that goes on alike in a search tree of the compressor, it took its children as
// they were: marks of none, which for a later place were children, and places that the window had left long ago. PNG
// files whose rows repeat much, at few colors, held other pixels than they were to.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "image/deflate_matches.hpp"

namespace kvant {
namespace {

using Text = std::vector<std::uint8_t>;

/// Looks for matches at each place, or goes past those within a good one, as the compressor does.
void expect_matches(const Text& text, MatchEffort effort, bool skip) {
  MatchFinder finder(text, {}, effort);
  std::vector<Match> matches;
  for (std::size_t place = 0; place < text.size(); ++place) {
    matches.clear();
    finder.find(text.size(), matches);
    const auto* here = text.data() + place;
    for (const Match& match : matches) {
      ASSERT_LE(match.distance, place);
      ASSERT_TRUE(std::equal(here, here + match.length, here - match.distance))
          << "place " << place << ", length " << match.length << ", distance " << match.distance;
    }
    if (!skip || matches.empty() || matches.back().length < effort.good) continue;
    finder.skip_to(place + matches.back().length, matches.back().distance);
    place += matches.back().length - std::size_t{1};
  }
}

/// Copies of what came before, each at most `most` bytes long, between short flat stretches.
Text copies(std::size_t size, std::uint32_t most, std::mt19937& numbers) {
  Text text;
  while (text.size() < size) {
    const std::size_t length = 1 + numbers() % most;
    if (text.empty() || numbers() % 3 == 0) {
      text.insert(text.end(), length, 0);
      text.push_back(static_cast<std::uint8_t>(numbers() % 2));
    } else {
      for (std::size_t from = numbers() % text.size(), i = 0; i < length; ++i) text.push_back(text[from++]);
    }
  }
  return text;
}

TEST(Regress, MatchesOfCopies) {
  std::mt19937 numbers(1);
  for (const std::uint32_t most : {8u, 20u, 40u}) {
    for (int round = 0; round < 10; ++round) {
      const Text text = copies(40000, most, numbers);
      for (const unsigned good : {16u, 32u, 64u}) {
        expect_matches(text, {48, good}, round % 2 != 0);
      }
    }
  }
}

TEST(Regress, MatchesOfWhatRepeatsForLong) {
  std::mt19937 numbers(2);
  // Farther than 16 bits tell places apart, so that what was handed down all the while would look like another place.
  for (const std::size_t period : {100u, 500u, 2000u, 5000u}) {
    Text text = copies(30000, 20, numbers);
    while (text.size() < 250000) {
      text.push_back(numbers() % 1000 == 0 ? static_cast<std::uint8_t>(numbers() % 2) : text[text.size() - period]);
    }
    for (const bool skip : {false, true}) expect_matches(text, {48, 32}, skip);
  }
}

}  // namespace
}  // namespace kvant
