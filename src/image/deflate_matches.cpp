#include "image/deflate_matches.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kvant {
namespace {

constexpr std::size_t kWord = 8;
constexpr unsigned kThreeBits = 15;
constexpr unsigned kRootBits = 15;
constexpr std::uint32_t kNowhere = ~std::uint32_t{2 * kDeflateWindow};  ///< beyond the window of the first places

/// Little endian everywhere, so that hashes are the same everywhere.
std::uint64_t load_word(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, kWord);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

/// Of the first bytes of a word. Multiplied by the golden section of 2^64, whose high bits depend on all of them.
template <unsigned kBytes, unsigned kBits>
std::size_t hash(std::uint64_t word) {
  return (word << (64 - 8 * kBytes)) * 0x9e3779b97f4a7c15 >> (64 - kBits);
}

/// Goes on from `length`, so far known to be the same, up to `most`, which is more. `room`, at least 8: what lies
/// behind `a`. Only near the end of the text words have to be kept from reaching beyond it.
template <bool kNearEnd>
unsigned common_length(const std::uint8_t* a, const std::uint8_t* b, unsigned length, unsigned most,
                       [[maybe_unused]] std::size_t room) {
  do {
    unsigned at = length;
    if constexpr (kNearEnd) at = static_cast<unsigned>(std::min<std::size_t>(at, room - kWord));
    const std::uint64_t differences = load_word(a + at) ^ load_word(b + at);
    if (differences != 0) return std::min(most, at + static_cast<unsigned>(std::countr_zero(differences)) / 8);
    length += kWord;
  } while (length < most);
  return most;
}

}  // namespace

MatchFinder::MatchFinder(std::span<const std::uint8_t> text, const PixelGrid& grid, MatchEffort effort)
    : text_(text),
      effort_(effort),
      grid_(grid),
      in_pixel_(grid.column == 0 ? 0 : static_cast<unsigned>((grid.column - 1) % grid.pixel_bytes)),
      latest_threes_(std::size_t{1} << kThreeBits, {kNowhere, kNowhere}),
      roots_(std::size_t{1} << kRootBits, kNowhere),
      children_(2 * kDeflateWindow) {}

template <class See>
void MatchFinder::insert(std::size_t place, Match known, unsigned worth, See&& see) {
  if (text_.size() - place >= kMostMatch + kWord) {
    insert_at<false>(place, known, worth, see);
  } else {
    insert_at<true>(place, known, worth, see);
  }
}

template <bool kNearEnd, class See>
void MatchFinder::insert_at(std::size_t place, Match known, unsigned worth, See&& see) {
  const auto low_place = static_cast<std::uint32_t>(place);
  const auto farthest = static_cast<std::uint32_t>(std::min(place, kDeflateWindow - 1));
  const std::size_t room = text_.size() - place;
  // Wherever a segment ends: what a tree is ordered by must not depend on when it is looked at. Towards the end of the
  // text fewer and fewer bytes are compared, for which it is still in order.
  const unsigned most = kNearEnd ? static_cast<unsigned>(std::min<std::size_t>(worth, room)) : worth;
  const std::uint8_t* here = text_.data() + place;
  const std::uint64_t word = load_word(here);

  std::array<std::uint32_t, 2>& threes = latest_threes_[hash<3, kThreeBits>(word)];
  for (const std::uint32_t three : threes) {
    const std::uint32_t distance = low_place - three;
    if (distance > farthest) break;
    const unsigned length = common_length<kNearEnd>(here, here - distance, 0, std::min(most, 4u), room);
    if (length < kLeastMatch) continue;
    see(length, distance);
    break;
  }
  threes = {low_place, threes[0]};

  std::uint32_t& root = roots_[hash<4, kRootBits>(word)];
  std::uint32_t distance = low_place - root;
  root = low_place;
  std::uint16_t* lower = &children_[2 * (place % kDeflateWindow)];  // where what goes on lower than here is to hang
  std::uint16_t* higher = lower + 1;
  unsigned lower_length = 0;  // what all that is left of the tree shares with here, on either side
  unsigned higher_length = 0;
  const unsigned enough = std::min(most, effort_.good);
  for (unsigned depth = effort_.depth; depth > 0 && distance <= farthest; --depth) {
    const std::uint8_t* there = here - distance;
    std::uint16_t* children = &children_[2 * ((place - distance) % kDeflateWindow)];
    unsigned length = std::min(lower_length, higher_length);
    if (distance == known.distance) length = std::max<unsigned>(length, known.length);
    if (length < most) length = common_length<kNearEnd>(here, there, length, most, room);
    see(length, distance);
    if (length >= enough) {
      // A child that is not older than its parent is none, and must not be taken for one of this place, which is newer
      // than both; nor one be handed down behind the window, where 16 bits would soon take it for another.
      const auto handed_down = [&](std::uint16_t child) {
        const std::uint32_t child_distance = static_cast<std::uint16_t>(low_place - child);
        const bool exists = child_distance > distance && child_distance <= farthest;
        return exists ? child : static_cast<std::uint16_t>(low_place);
      };
      *lower = handed_down(children[0]);
      *higher = handed_down(children[1]);
      return;
    }
    const auto at = static_cast<std::uint16_t>(low_place - distance);
    std::uint16_t* next = children;
    if (there[length] < here[length]) {
      *lower = at;
      lower = ++next;
      lower_length = length;
    } else {
      *higher = at;
      higher = next;
      higher_length = length;
    }
    const std::uint32_t next_distance = static_cast<std::uint16_t>(low_place - *next);
    if (next_distance <= distance) break;
    distance = next_distance;
  }
  *lower = *higher = static_cast<std::uint16_t>(low_place);
}

bool MatchFinder::in_run(std::size_t place) const {
  if (place < grid_.pixel_bytes) return false;
  const std::uint8_t* here = text_.data() + place;
  const std::size_t room = text_.size() - place;
  const auto run = static_cast<unsigned>(std::min<std::size_t>(effort_.run, room));
  return common_length<true>(here, here - grid_.pixel_bytes, 0, run, room) == run;
}

bool MatchFinder::step() {
  const bool first = in_pixel_ == 0;
  // Behind the byte in front of the row, and behind its last pixel, another one begins.
  in_pixel_ = grid_.column == 0 || in_pixel_ + 1 == grid_.pixel_bytes ? 0 : in_pixel_ + 1;
  if (++grid_.column == grid_.row_bytes) grid_.column = in_pixel_ = 0;
  ++place_;
  return first && place_ - 1 + kWord <= text_.size();
}

void MatchFinder::find(std::size_t end, std::vector<Match>& matches) {
  const std::size_t place = place_;
  if (!step()) return;
  const auto most = static_cast<unsigned>(std::min<std::size_t>(kMostMatch, end - place));
  if (in_run(place)) {
    const std::uint8_t* here = text_.data() + place;
    const unsigned length = common_length<true>(here, here - grid_.pixel_bytes, 0, most, text_.size() - place);
    if (length < kLeastMatch) return;
    matches.push_back({static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(grid_.pixel_bytes)});
    return;
  }
  unsigned longest = kLeastMatch - 1;
  insert(place, {}, kMostMatch, [&](unsigned length, std::uint32_t distance) {
    length = std::min(length, most);
    if (length <= longest) return;
    longest = length;
    matches.push_back({static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(distance)});
  });
}

void MatchFinder::skip_to(std::size_t place, std::size_t distance) {
  while (place_ < place) {
    const std::size_t at = place_;
    if (!step() || in_run(at)) continue;
    // What is longer than a good match replaces it in the tree all the same: it need not be measured.
    const auto known = static_cast<std::uint16_t>(std::min<std::size_t>(place - at, effort_.good));
    insert(at, {.length = known, .distance = static_cast<std::uint16_t>(distance)}, effort_.good,
           [](unsigned, std::uint32_t) {});
  }
}

}  // namespace kvant
