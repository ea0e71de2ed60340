// The directories of a TIFF as plain lists of tags, for what has to be known before libtiff sees the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// What a strip or tile takes in the file, from where it begins.
struct TiffExtent {
  std::uint64_t claimed = 0;  ///< as far as the file goes
  std::uint64_t room = 0;     ///< to whatever comes next, or the file's end; at least what it claims
};

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

  /// A copy of the file without what libtiff stumbles over though no pixel hangs on it, or nothing where nothing is:
  /// strips or tiles that claim to go on behind the file's end, and tags whose senseless value leaves no doubt what is
  /// meant.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> mended() const;

  /// The names of such tags of the directory at that position, as a list.
  [[nodiscard]] std::string senseless_tags(std::uint64_t position) const;

  /// Whether a strip or tile of the directory at that position claims to.
  [[nodiscard]] bool has_blocks_beyond_file(std::uint64_t position) const;

  /// Those of the first strips or tiles, `most` at most, of the directory at that position.
  [[nodiscard]] std::vector<TiffExtent> extents(std::uint64_t position, std::uint64_t most) const;

  /// The tag of this number, or nullptr.
  [[nodiscard]] static const TiffTag* find(const TiffDirectory& directory, std::uint16_t id);

 private:
  [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t position, std::uint64_t size) const;

  struct Listed {
    TiffDirectory tags;
    std::uint64_t next = 0;  ///< the position of the next directory, or 0
  };
  [[nodiscard]] Listed read_directory(std::uint64_t position) const;

  /// A value that is wrong: where it stands, and what it should be.
  struct Mend {
    std::uint64_t position = 0;
    std::uint64_t width = 0;
    std::uint64_t value = 0;
    std::string_view name = {};  ///< of its tag, if that is senseless
  };
  /// Sizes of strips or tiles that claim to go on behind the file's end.
  [[nodiscard]] std::vector<Mend> overlong_blocks(const TiffDirectory& directory) const;
  [[nodiscard]] std::vector<Mend> senseless_values(const TiffDirectory& directory) const;

  /// Where directories, their values and the first strips or tiles begin.
  [[nodiscard]] std::vector<std::uint64_t> places() const;

  ByteView bytes_;
  bool big_endian_ = false;
  bool big_ = false;  ///< BigTIFF
  std::vector<TiffDirectory> directories_;
  std::vector<std::uint64_t> positions_;  ///< of the directories
};

}  // namespace kvant
