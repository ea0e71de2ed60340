// Earlier places where a text goes on as it does here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "image/deflate_code.hpp"

namespace kvant {

struct Match {
  std::uint16_t length = 0;
  std::uint16_t distance = 0;
};

struct MatchEffort {
  unsigned depth = 1;           ///< how far down a tree is walked
  unsigned good = kLeastMatch;  ///< a match as long as this is taken as it is: none is looked for within it
  unsigned run = 8;             ///< where one pixel goes on for so many bytes, none is looked for but that
};

/// Rows of pixels: what repeats begins with one of them, or with a row.
struct PixelGrid {
  std::size_t row_bytes = 1;  ///< the byte in front of its pixels, too
  unsigned pixel_bytes = 1;   ///< between places at which a match may begin
  std::size_t column = 0;     ///< of a text's first byte, in its row
};

/// Goes through a text once, from its begin to its end, and keeps the places of the window in search trees, one for
/// each hash of four bytes: ordered by what follows them, the latest place at the root (as LZMA's match finder does).
/// For three bytes it knows the two latest places alone. Within runs of one pixel it keeps no places: in a tree each
/// run would be a list as long as itself, and the places of the next would walk along it. Who wants to refer to them
/// can make matches of what lies behind a run begin earlier.
class MatchFinder {
 public:
  MatchFinder(std::span<const std::uint8_t> text, const PixelGrid& grid, MatchEffort effort);

  /// The matches of the next place that end by `end`, each longer than the one before it.
  void find(std::size_t end, std::vector<Match>& matches);

  /// Goes on to `place` without looking for matches. What lies in between may be known to be the same as `distance`
  /// bytes before; 0: it is not.
  void skip_to(std::size_t place, std::size_t distance = 0);

 private:
  /// Goes on by a byte; false if no match may begin here.
  bool step();

  /// Whether the pixel in front of `place` goes on for an effort's run from there.
  [[nodiscard]] bool in_run(std::size_t place) const;

  /// Puts `place` at the root of its tree, and calls see(length, distance) for what it passes; lengths up to `worth`,
  /// at least a good one, are told apart. `known`: a match, perhaps shorter than it is.
  template <class See>
  void insert(std::size_t place, Match known, unsigned worth, See&& see);
  template <bool kNearEnd, class See>
  void insert_at(std::size_t place, Match known, unsigned worth, See&& see);

  std::span<const std::uint8_t> text_;
  MatchEffort effort_;
  PixelGrid grid_;  ///< its column is that of the next place
  unsigned in_pixel_ = 0;
  std::size_t place_ = 0;
  // Places without their high bits, by hash.
  std::vector<std::array<std::uint32_t, 2>> latest_threes_;
  std::vector<std::uint32_t> roots_;
  /// Of each place in the window: those below that go on lower, and higher. They are older than it, and not by more
  /// than 16 bits can tell; what says otherwise is none.
  std::vector<std::uint16_t> children_;
};

}  // namespace kvant
