// libtiff's view of a TIFF in memory.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {

/// A TIFF in memory, at one of its directories. libtiff takes no more than `largest_allocation` bytes at once.
class Tiff {
 public:
  Tiff(ByteView bytes, std::uint64_t largest_allocation);

  [[nodiscard]] TIFF* get() const { return tiff_.get(); }
  [[nodiscard]] ByteView bytes() const;

  void require(bool done) const {
    if (!done) fail();
  }

  /// The Error of what libtiff complained of first.
  [[nodiscard]] Error failure() const;
  [[noreturn]] void fail() const { throw failure(); }

  /// Forgets complaints, and counts warnings as such from now on: pixels are being decoded.
  void start_decoding() const;
  /// Whether libtiff has complained since start_decoding() or listen().
  [[nodiscard]] bool complained() const;
  /// Whether it complained that data is missing, not that it is wrong.
  [[nodiscard]] bool lacks_data() const;
  /// Whether a checksum was wrong: then all that it covers may be.
  [[nodiscard]] bool failed_check() const;
  /// The first warning while pixels were decoded after which libjpeg would not have told of damage; empty if none.
  [[nodiscard]] const std::string& doubt() const;
  /// Forgets complaints before the next row or tile.
  void listen() const;

  /// What the file holds of a strip or tile. If its bits are in reverse, they are put in order in `room`.
  [[nodiscard]] ByteView stored(std::uint32_t block, std::vector<std::uint8_t>& room) const;
  /// To be called before a strip or tile is decoded. Whether it is in the file; complains if not.
  [[nodiscard]] bool start_block(std::uint32_t block) const;
  /// Complains of a strip or tile whose size is too small for its pixels.
  void complain_of_short_block() const;
  /// Complains of a strip or tile of Deflate that is wrong behind the bytes that it must have: libtiff stops there,
  /// before the checksum, where damage has made it longer.
  void check_rest(std::uint32_t block) const;

  [[nodiscard]] std::uint32_t number(std::uint32_t tag, std::uint32_t otherwise, bool wide = false) const;

  struct Source;

 private:
  [[nodiscard]] bool ends_within_file(std::uint32_t block) const;
  struct Closer {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };

  std::shared_ptr<Source> source_;  // outlives tiff_
  std::unique_ptr<TIFF, Closer> tiff_;
};

}  // namespace kvant
