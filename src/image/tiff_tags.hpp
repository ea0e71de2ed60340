// The directories of a TIFF as plain lists of tags, for what has to be known before libtiff sees the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {

struct TiffTag {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t position = 0;  ///< of its first value in the file
};

using TiffDirectory = std::vector<TiffTag>;

class TiffTags {
 public:
  explicit TiffTags(ByteView bytes);

  /// The first 256 directories that can be reached, those below others included. Stops at what makes no sense.
  [[nodiscard]] const std::vector<TiffDirectory>& directories() const { return directories_; }

  /// The directory at a position in the file that a tag names; empty if there is none.
  [[nodiscard]] TiffDirectory directory_at(std::uint64_t position) const;

  /// Value `index` of a tag of whole numbers; nothing if it is not there.
  [[nodiscard]] std::optional<std::uint64_t> value(const TiffTag& tag, std::uint64_t index = 0) const;
  /// The same of a directory's tag `id`.
  [[nodiscard]] std::optional<std::uint64_t> value(const TiffDirectory& directory, std::uint16_t id) const;
  [[nodiscard]] std::string text(const TiffTag& tag) const;

  /// A copy of the file in which no strip or tile claims to go on behind the file's end, or nothing where none does.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> with_blocks_cut_to_file() const;

  /// Whether a strip or tile of the directory at that position claims to.
  [[nodiscard]] bool has_blocks_beyond_file(std::uint64_t position) const;

  /// The tag of this number, or nullptr.
  [[nodiscard]] static const TiffTag* find(const TiffDirectory& directory, std::uint16_t id);

 private:
  [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t position, std::uint64_t size) const;

  struct Listed {
    TiffDirectory tags;
    std::uint64_t next = 0;  ///< the position of the next directory, or 0
  };
  [[nodiscard]] Listed read_directory(std::uint64_t position) const;

  /// A strip or tile that claims to go on behind the file's end: where its size stands, and what of it is there.
  struct Overlong {
    std::uint64_t position = 0;
    std::uint64_t width = 0;
    std::uint64_t there = 0;
  };
  [[nodiscard]] std::vector<Overlong> overlong_blocks(const TiffDirectory& directory) const;

  ByteView bytes_;
  bool big_endian_ = false;
  bool big_ = false;  ///< BigTIFF
  std::vector<TiffDirectory> directories_;
};

}  // namespace kvant
