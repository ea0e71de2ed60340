#include "image/tiff_tags.hpp"

#include <algorithm>
#include <array>
#include <deque>

namespace kvant {
namespace {

constexpr std::size_t kMostDirectories = 256;
constexpr std::uint16_t kSubdirectories = 330;
constexpr std::uint16_t kStripOffsets = 273;
constexpr std::uint16_t kStripSizes = 279;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileSizes = 325;

/// Bytes of one value of a type; 0 for a type that does not exist.
std::uint64_t size_of_type(std::uint16_t type) {
  switch (type) {
    case 1:
    case 2:
    case 6:
    case 7:
      return 1;
    case 3:
    case 8:
      return 2;
    case 4:
    case 9:
    case 11:
    case 13:
      return 4;
    case 5:
    case 10:
    case 12:
    case 16:
    case 17:
    case 18:
      return 8;
    default:
      return 0;
  }
}

bool is_whole_number(std::uint16_t type) { return type == 1 || type == 3 || type == 4 || type == 13 || type >= 16; }

}  // namespace

TiffTags::TiffTags(ByteView bytes) : bytes_(bytes) {
  if (bytes.size() < 8) return;
  big_endian_ = bytes[0] == 'M';
  big_ = bytes[big_endian_ ? 3 : 2] == 43;
  std::deque<std::uint64_t> open = {(big_ ? number(8, 8) : number(4, 4)).value_or(0)};
  std::vector<std::uint64_t> seen;
  while (!open.empty() && directories_.size() < kMostDirectories) {
    const std::uint64_t position = open.front();
    open.pop_front();
    if (position == 0 || std::find(seen.begin(), seen.end(), position) != seen.end()) continue;
    seen.push_back(position);
    Listed listed = read_directory(position);
    open.push_back(listed.next);
    if (listed.tags.empty()) continue;
    positions_.push_back(position);
    const TiffTag* below = find(directories_.emplace_back(std::move(listed.tags)), kSubdirectories);
    if (!below) continue;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(below->count, kMostDirectories); ++i) {
      open.push_back(number(below->position + i * size_of_type(below->type), size_of_type(below->type)).value_or(0));
    }
  }
}

TiffDirectory TiffTags::directory_at(std::uint64_t position) const { return read_directory(position).tags; }

TiffTags::Listed TiffTags::read_directory(std::uint64_t position) const {
  const std::uint64_t count_size = big_ ? 8 : 2;
  const std::uint64_t word = big_ ? 8 : 4;  // of counts, positions and values that need no place of their own
  const std::uint64_t tag_size = 4 + 2 * word;
  const std::optional<std::uint64_t> count = number(position, count_size);
  if (!count || *count > bytes_.size() / tag_size) return {};
  TiffDirectory directory;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const std::uint64_t at = position + count_size + i * tag_size;
    const auto id = number(at, 2);
    const auto type = number(at + 2, 2);
    const auto values = number(at + 4, word);
    const auto outside = number(at + 4 + word, word);
    if (!id || !type || !values || !outside) break;
    TiffTag tag{static_cast<std::uint16_t>(*id), static_cast<std::uint16_t>(*type), *values, at + 4 + word};
    const std::uint64_t size = size_of_type(tag.type);
    if (size == 0) continue;
    if (tag.count > word / size) tag.position = *outside;
    directory.push_back(tag);
  }
  return {std::move(directory), number(position + count_size + *count * tag_size, word).value_or(0)};
}

std::optional<std::uint64_t> TiffTags::number(std::uint64_t position, std::uint64_t size) const {
  if (position > bytes_.size() || size > bytes_.size() - position) return std::nullopt;
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    value = value << 8 | bytes_[position + (big_endian_ ? i : size - 1 - i)];
  }
  return value;
}

const TiffTag* TiffTags::find(const TiffDirectory& directory, std::uint16_t id) {
  const auto found = std::find_if(directory.begin(), directory.end(), [&](const TiffTag& tag) { return tag.id == id; });
  return found == directory.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> TiffTags::value(const TiffTag& tag, std::uint64_t index) const {
  const std::uint64_t size = size_of_type(tag.type);
  if (!is_whole_number(tag.type) || index >= tag.count || index > bytes_.size()) return std::nullopt;
  return number(tag.position + index * size, size);
}

std::optional<std::uint64_t> TiffTags::value(const TiffDirectory& directory, std::uint16_t id) const {
  const TiffTag* tag = find(directory, id);
  return tag ? value(*tag) : std::nullopt;
}

std::string TiffTags::text(const TiffTag& tag) const {
  const std::uint64_t begin = std::min<std::uint64_t>(tag.position, bytes_.size());
  const std::uint64_t length = std::min<std::uint64_t>(tag.count, bytes_.size() - begin);
  const std::string all(reinterpret_cast<const char*>(bytes_.data()) + begin, length);
  return all.substr(0, all.find('\0'));
}

std::vector<TiffTags::Mend> TiffTags::overlong_blocks(const TiffDirectory& directory) const {
  std::vector<Mend> found;
  for (const auto& [offsets_id, sizes_id] :
       {std::pair{kStripOffsets, kStripSizes}, std::pair{kTileOffsets, kTileSizes}}) {
    const TiffTag* offsets = find(directory, offsets_id);
    const TiffTag* sizes = find(directory, sizes_id);
    if (!offsets || !sizes) continue;
    for (std::uint64_t i = 0; i < std::min(offsets->count, sizes->count); ++i) {
      const auto offset = value(*offsets, i);
      const auto size = value(*sizes, i);
      if (!offset || !size) break;
      const std::uint64_t there = bytes_.size() - std::min<std::uint64_t>(*offset, bytes_.size());
      const std::uint64_t width = size_of_type(sizes->type);
      if (*size > there) found.push_back({sizes->position + i * width, width, there, {}});
    }
  }
  return found;
}

bool TiffTags::has_blocks_beyond_file(std::uint64_t position) const {
  return !overlong_blocks(directory_at(position)).empty();
}

std::vector<std::uint64_t> TiffTags::places() const {
  constexpr std::array further = {kStripOffsets, kTileOffsets, std::uint16_t{34665},
                                  std::uint16_t{34853}};  // EXIF, GPS
  std::vector<std::uint64_t> places = positions_;
  for (const TiffDirectory& directory : directories_) {
    for (const TiffTag& tag : directory) places.push_back(tag.position);
    for (const std::uint16_t id : further) places.push_back(value(directory, id).value_or(0));
  }
  return places;
}

std::vector<TiffExtent> TiffTags::extents(std::uint64_t position, std::uint64_t most) const {
  const TiffDirectory directory = directory_at(position);
  const bool tiled = find(directory, kTileOffsets) != nullptr;
  const TiffTag* offsets = find(directory, tiled ? kTileOffsets : kStripOffsets);
  const TiffTag* sizes = find(directory, tiled ? kTileSizes : kStripSizes);
  if (!offsets) return {};
  std::vector<std::uint64_t> begins;
  for (std::uint64_t i = 0; i < std::min(most, offsets->count); ++i) {
    const auto begin = value(*offsets, i);
    if (!begin) break;
    begins.push_back(std::min<std::uint64_t>(*begin, bytes_.size()));
  }
  std::vector<std::uint64_t> all = places();
  all.insert(all.end(), begins.begin(), begins.end());
  std::sort(all.begin(), all.end());
  std::vector<TiffExtent> found;
  found.reserve(begins.size());
  for (const std::uint64_t begin : begins) {
    const auto next = std::upper_bound(all.begin(), all.end(), begin);
    const std::uint64_t there = bytes_.size() - begin;
    const std::uint64_t room = next == all.end() ? there : std::min(there, *next - begin);
    const std::uint64_t claimed = sizes ? std::min(there, value(*sizes, found.size()).value_or(0)) : room;
    found.push_back({claimed, std::max(claimed, room)});
  }
  return found;
}

std::vector<TiffTags::Mend> TiffTags::senseless_values(const TiffDirectory& directory) const {
  constexpr std::uint16_t image_length = 257;
  constexpr std::uint16_t samples_per_pixel = 277;
  constexpr std::uint16_t rows_per_strip = 278;
  constexpr std::uint16_t planar_configuration = 284;
  constexpr std::uint64_t together = 1;
  constexpr std::uint64_t in_planes = 2;
  std::vector<Mend> found;
  const auto mend = [&](std::uint16_t id, std::uint64_t to, std::string_view name) {
    const TiffTag& tag = *find(directory, id);
    found.push_back({tag.position, size_of_type(tag.type), to, name});
  };
  const TiffTag* strips = find(directory, kStripOffsets);
  if (!strips) return found;
  const std::uint64_t samples = value(directory, samples_per_pixel).value_or(1);
  const std::uint64_t height = value(directory, image_length).value_or(0);
  const std::uint64_t rows = value(directory, rows_per_strip).value_or(height);
  const std::uint64_t strips_of_all_rows = rows == 0 ? 1 : (height - 1) / rows + 1;
  std::uint64_t planar = value(directory, planar_configuration).value_or(together);
  // The number of strips tells.
  if (planar != together && planar != in_planes) {
    planar = strips->count == strips_of_all_rows ? together : in_planes;
    if (strips->count == strips_of_all_rows * (planar == together ? 1 : samples)) {
      mend(planar_configuration, planar, "PlanarConfiguration");
    }
  }
  // One strip has all rows.
  if (value(directory, rows_per_strip) == 0 && strips->count == (planar == in_planes ? samples : 1)) {
    mend(rows_per_strip, height, "RowsPerStrip");
  }
  return found;
}

std::string TiffTags::senseless_tags(std::uint64_t position) const {
  std::string names;
  for (const Mend& mend : senseless_values(directory_at(position))) {
    names += (names.empty() ? "" : " and ") + std::string(mend.name);
  }
  return names;
}

std::optional<std::vector<std::uint8_t>> TiffTags::mended() const {
  std::optional<std::vector<std::uint8_t>> copy;
  for (const TiffDirectory& directory : directories_) {
    std::vector<Mend> mends = overlong_blocks(directory);
    for (const Mend& mend : senseless_values(directory)) mends.push_back(mend);
    for (const Mend& mend : mends) {
      if (!copy) copy.emplace(bytes_.begin(), bytes_.end());
      for (std::uint64_t byte = 0; byte < mend.width; ++byte) {
        const std::uint64_t at = mend.position + (big_endian_ ? mend.width - 1 - byte : byte);
        (*copy)[at] = static_cast<std::uint8_t>(mend.value >> (8 * byte));
      }
    }
  }
  return copy;
}

}  // namespace kvant
