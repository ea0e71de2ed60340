// Reads a TIFF's strips and tiles, and keeps account of those that are missing or damaged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "image/tiff_layout.hpp"
#include "image/tiff_samples.hpp"

namespace kvant {

/// Numbers of rows or tiles.
class TiffUnits {
 public:
  void add(std::uint64_t begin, std::uint64_t end);
  /// Ranges from begin to end, in order and apart.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges() const;
  [[nodiscard]] std::uint64_t count() const;

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_;
};

class TiffBlocks {
 public:
  /// Not `lenient`, it throws Error at the first thing that libtiff complains of.
  TiffBlocks(const Tiff& tiff, const TiffLayout& layout, bool lenient);

  // Both throw Error if nothing is there.
  /// All samples, as they are stored.
  void read(Image& image, TiffSamples& samples);
  /// The same as RGBA of 8 bits by libtiff's own conversion.
  void read_converted(Image& image);

  /// Clears what is missing. Returns one line about it, or an empty one.
  [[nodiscard]] std::string clear_missing(Image& image) const;

  /// Whether uncompressed strips or tiles had all their pixels, but claimed to be shorter.
  [[nodiscard]] bool claimed_too_little() const { return claimed_too_little_; }

 private:
  void read_strips(Image& image, TiffSamples& samples, std::optional<std::uint32_t> plane);
  /// Whether so many bytes of a strip or tile can be its own, if it is uncompressed; complains where they are not.
  bool has_room(std::uint32_t block, std::uint64_t bytes);
  /// Whether an uncompressed strip or tile claims less than that, but has room for it.
  [[nodiscard]] bool claims_too_little(std::uint32_t block, std::uint64_t bytes) const;
  /// Fills `to` from there in an uncompressed strip or tile, of which libtiff takes what it claims, and all or nothing.
  /// False if it is not in the file.
  bool read_plain(Buffer<std::uint8_t>& to, std::uint32_t block, std::uint64_t offset) const;
  /// A strip of PackBits whose runs go on from row to row, which libtiff reads only as a whole. False if it is another.
  bool read_crossing_runs(Image& image, TiffSamples& samples, std::uint32_t strip, std::uint32_t y,
                          std::optional<std::uint32_t> plane);
  void read_tiles(Image& image, TiffSamples& samples, std::optional<std::uint32_t> plane);
  /// Notes what became of units from `begin` to `end`; throws unless `lenient`. True if they can be drawn.
  bool judge(bool done, std::uint64_t begin, std::uint64_t end);
  void require_something() const;
  /// Rows, or tiles, of the whole picture.
  [[nodiscard]] std::uint64_t units() const;
  [[nodiscard]] std::uint64_t tiles_across() const {
    return (std::uint64_t{layout_.width} + layout_.block_width - 1) / layout_.block_width;
  }

  const Tiff& tiff_;
  const TiffLayout& layout_;
  bool lenient_;
  std::vector<TiffExtent> extents_;  ///< of strips or tiles that are uncompressed
  bool claimed_too_little_ = false;
  TiffUnits missing_;
  TiffUnits damaged_;
  std::optional<Error> first_;
};

}  // namespace kvant
