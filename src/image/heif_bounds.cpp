// The size that "ispe" states, and heif_read.cpp checks, is a mere remark. libheif takes memory for what grids and
// overlays say of their canvas and for the frames in the AV1 or HEVC data, and knows no area that is too large but 2^30
// pixels of AV1 (1.15). It counts bytes of planes in 32 bits, follows items that are made of each other for ever,
// inflates without end, and copies the bytes of all items, which may be the same ones. So all that it could come upon
// is looked up here, used or not. Where the standard allows one box, two are refused, so that libheif cannot take the
// other one.
#include "image/heif_bounds.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/heif_boxes.hpp"
#include "image/heif_frames.hpp"
#include "image/heif_references.hpp"

namespace kvant {
namespace {

constexpr std::uint64_t kMostExtraBytes = std::uint64_t{64} << 20;  // of all items, above those of the file
constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 28;       // of 8 bytes: what libheif can count in 32 bits
constexpr std::uint64_t kMostExtents = 32;                          // as libheif has it

/// The only box of that type, if there is one.
std::optional<ByteView> find_box(ByteView boxes, std::uint32_t type) {
  std::optional<ByteView> found;
  for_boxes(boxes, [&](std::uint32_t box, ByteView content) {
    if (box != type) return;
    if (found) throw damaged(Format::heif, "it has a box twice of which there can be only one");
    found = content;
  });
  return found;
}

struct Item {
  std::uint32_t type = 0;
  bool deflated = false;
};

using Items = std::map<std::uint32_t, Item>;

Items read_items(ByteView iinf) {
  Items items;
  BoxFields fields(iinf);
  (void)fields.skip(fields.take(4) >> 24 == 0 ? 2 : 4);
  for_boxes(fields.rest(), [&](std::uint32_t type, ByteView content) {
    if (type != fourcc("infe")) return;
    BoxFields entry(content);
    const std::uint64_t version = entry.take(4) >> 24;
    const auto id = static_cast<std::uint32_t>(entry.take(version > 2 ? 4 : 2));
    (void)entry.skip(2);
    Item item;
    if (version >= 2) {
      item.type = entry.take32();
      (void)entry.text();
      if (item.type == fourcc("mime")) {
        (void)entry.text();
        item.deflated = entry.text() == "deflate";
      }
    }
    if (!items.emplace(id, item).second) throw damaged(Format::heif, "two of its items have the same number");
  });
  return items;
}

using Extents = std::vector<ByteView>;

/// Where the bytes of each item are in the file.
std::map<std::uint32_t, Extents> read_places(ByteView iloc, ByteView file, std::optional<ByteView> idat) {
  std::map<std::uint32_t, Extents> places;
  std::uint64_t total = 0;
  BoxFields fields(iloc);
  const std::uint64_t version = fields.take(4) >> 24;
  const std::uint64_t sizes = fields.take(2);
  const std::size_t offset_size = sizes >> 12 & 0xf;
  const std::size_t length_size = sizes >> 8 & 0xf;
  const std::size_t base_size = sizes >> 4 & 0xf;
  const std::size_t index_size = version > 0 ? sizes & 0xf : 0;
  for (const std::size_t size : {offset_size, length_size, base_size, index_size}) {
    if (size != 0 && size != 4 && size != 8) throw damaged(Format::heif, "it has fields of an odd size");
  }
  const std::uint64_t count = fields.take(version < 2 ? 2 : 4);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto id = static_cast<std::uint32_t>(fields.take(version < 2 ? 2 : 4));
    const std::uint64_t method = version >= 1 ? fields.take(2) & 0xf : 0;
    (void)fields.skip(2);
    const std::uint64_t base = fields.take(base_size);
    const std::uint64_t extent_count = fields.take(2);
    if (extent_count > kMostExtents) throw damaged(Format::heif, "an item is in too many pieces");
    Extents extents;
    for (std::uint64_t e = 0; e < extent_count; ++e) {
      (void)fields.skip(index_size);
      const std::uint64_t offset = fields.take(offset_size);
      const std::uint64_t length = fields.take(length_size);
      if (method > 1 || (index_size != 0 && version == 1)) {
        throw Error(ErrorCode::unsupported, "is a kind of HEIF that is not read here: items that lie in other items");
      }
      // libheif takes what follows a short idat box for a part of it.
      ByteView from = file;
      if (method == 1)
        from = idat ? file.last(static_cast<std::size_t>(file.data() + file.size() - idat->data())) : ByteView();
      const std::uint64_t size = from.size();
      if (base > size || offset > size - base || length > size - base - offset) throw ends_early(Format::heif);
      if (length == 0) continue;
      extents.push_back(from.subspan(static_cast<std::size_t>(base + offset), static_cast<std::size_t>(length)));
      total += length;
      if (total > file.size() + kMostExtraBytes) {
        throw Error(ErrorCode::limit, "claims items of more than 64 MiB above the bytes that it has");
      }
    }
    if (!places.emplace(id, std::move(extents)).second) {
      throw damaged(Format::heif, "two of its items have the same number");
    }
  }
  return places;
}

std::set<std::uint32_t> pictures_of(const Items& items) {
  constexpr std::array types = {fourcc("av01"), fourcc("hvc1"), fourcc("grid"), fourcc("iovl"), fourcc("iden")};
  std::set<std::uint32_t> pictures;
  for (const auto& [id, item] : items) {
    if (std::find(types.begin(), types.end(), item.type) != types.end()) pictures.insert(id);
  }
  return pictures;
}

class Checker {
 public:
  explicit Checker(const ReadOptions& options) : options_(options) {}

  void canvas(std::uint64_t width, std::uint64_t height) const {
    check_size(Format::heif, width, height, options_);
    check_countable(width, height);
  }

  /// A frame is made of whole blocks, and a tile may overhang, so one of 2^20 pixels is allowed for any picture.
  void frames(const std::vector<FrameSize>& sizes) const {
    constexpr std::uint64_t small = 1 << 20;
    constexpr std::uint64_t block = 64;
    const auto without_overhang = [](std::uint64_t side) { return side < block ? 1 : side - (block - 1); };
    for (const FrameSize& size : sizes) {
      if (size.width * size.height <= small) continue;
      if (without_overhang(size.width) * without_overhang(size.height) > options_.max_pixels) {
        check_size(Format::heif, size.width, size.height, options_);
      }
      check_countable(size.width, size.height);
    }
  }

  void configurations(ByteView ipco) const {
    for_boxes(ipco, [&](std::uint32_t type, ByteView content) {
      BoxFields property(content);
      if (type == fourcc("av1C")) {
        (void)property.skip(4);
        frames(av1_frames(property.rest(), true));
      } else if (type == fourcc("hvcC")) {
        (void)property.skip(22);
        hevc_arrays(property);
      }
    });
  }

  void item(const Item& item, ByteView data) {
    BoxFields fields(data);
    if (item.type == fourcc("av01")) {
      frames(av1_frames(data, false));
    } else if (item.type == fourcc("hvc1")) {
      frames(hevc_frames(data));
    } else if (item.type == fourcc("grid") || item.type == fourcc("iovl")) {
      const bool large = (fields.take(2) & 1) != 0;
      (void)fields.skip(item.type == fourcc("grid") ? 2 : 8);  // rows and columns; color
      const std::uint64_t width = fields.take(large ? 4 : 2);
      canvas(width, fields.take(large ? 4 : 2));
    } else if (item.deflated) {
      deflated(data);
    }
  }

 private:
  static void check_countable(std::uint64_t width, std::uint64_t height) {
    if (width + width % 2 <= kMostPixels / (height + height % 2)) return;
    throw Error(ErrorCode::limit, "claims " + std::to_string(width) + " x " + std::to_string(height) +
                                      " pixels, more than the " + std::to_string(kMostPixels) +
                                      " that AVIF and HEIC can have here");
  }

  /// libheif inflates metadata whatever their size, and waits for ever for an end that is not there.
  void deflated(ByteView data) {
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> inflater(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!inflater) throw std::bad_alloc();
    const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(inflated_left_);
    std::size_t size = 0;
    if (libdeflate_zlib_decompress(inflater.get(), data.data(), data.size(), room.get(), inflated_left_, &size) !=
        LIBDEFLATE_SUCCESS) {
      throw damaged(Format::heif, "its metadata cannot be inflated, or to more than 64 MiB");
    }
    inflated_left_ -= size;
  }

  void hevc_arrays(BoxFields& property) const {
    const std::uint64_t arrays = property.take(1);
    for (std::uint64_t i = 0; i < arrays; ++i) {
      (void)property.skip(1);
      const std::uint64_t units = property.take(2);
      for (std::uint64_t u = 0; u < units; ++u) frames(hevc_unit_frames(property.skip(property.take(2))));
    }
  }

  const ReadOptions& options_;
  std::size_t inflated_left_ = kMostExtraBytes;
};

/// What properties say of an item.
struct Remarks {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  bool alpha = false;
};

Remarks remark(std::uint32_t type, ByteView content, Remarks remarks) {
  constexpr std::array<std::string_view, 3> alpha = {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                                                     "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:avc:2015:auxid:1"};
  BoxFields fields(content);
  if (type == fourcc("ispe")) {
    (void)fields.skip(4);
    remarks.width = fields.take(4);
    remarks.height = fields.take(4);
  } else if (type == fourcc("auxC")) {
    (void)fields.skip(4);
    remarks.alpha = std::find(alpha.begin(), alpha.end(), fields.text()) != alpha.end();
  }
  return remarks;
}

std::map<std::uint32_t, Remarks> read_remarks(ByteView iprp, ByteView ipco) {
  std::vector<std::pair<std::uint32_t, ByteView>> properties;
  for_boxes(ipco, [&](std::uint32_t type, ByteView content) { properties.emplace_back(type, content); });
  std::map<std::uint32_t, Remarks> remarks;
  for_boxes(iprp, [&](std::uint32_t box, ByteView content) {
    if (box != fourcc("ipma")) return;
    BoxFields fields(content);
    const std::uint64_t version_and_flags = fields.take(4);
    const std::size_t id_size = version_and_flags >> 24 == 0 ? 2 : 4;
    const std::size_t index_size = (version_and_flags & 1) != 0 ? 2 : 1;
    const std::uint64_t essential = index_size == 2 ? 0x8000 : 0x80;
    const std::uint64_t count = fields.take(4);
    for (std::uint64_t i = 0; i < count && !fields.done(); ++i) {
      Remarks& item = remarks[static_cast<std::uint32_t>(fields.take(id_size))];
      const std::uint64_t indexes = fields.take(1);
      for (std::uint64_t p = 0; p < indexes; ++p) {
        const std::uint64_t index = fields.take(index_size) & ~essential;
        if (index == 0 || index > properties.size()) continue;
        const auto& [type, property] = properties[index - 1];
        item = remark(type, property, item);
      }
    }
  });
  return remarks;
}

/// libheif leaves alpha out that has another size than the picture (1.15).
std::map<std::uint32_t, Error> flaws_of_alpha(const HeifLinks& auxiliaries,
                                              const std::map<std::uint32_t, Remarks>& remarks) {
  std::map<std::uint32_t, Error> flaws;
  for (const auto& [item, auxiliary] : auxiliaries) {
    const auto picture = remarks.find(item);
    const auto alpha = remarks.find(auxiliary);
    if (picture == remarks.end() || alpha == remarks.end() || !alpha->second.alpha) continue;
    if (alpha->second.width == picture->second.width && alpha->second.height == picture->second.height) continue;
    flaws.emplace(item, Error(ErrorCode::unsupported,
                              "is a kind of HEIF that is not read here: its alpha has another size than its colors"));
  }
  return flaws;
}

/// libheif puts a tile where the one before it ends, and leaves black what they do not cover. Where tiles are too few,
/// it says so.
bool is_covered(std::uint32_t id, ByteView data, const HeifLinks& parts,
                const std::map<std::uint32_t, Remarks>& remarks) {
  BoxFields fields(data);
  const std::size_t size = (fields.take(2) & 1) != 0 ? 4 : 2;
  const std::uint64_t rows = fields.take(1) + 1;
  const std::uint64_t columns = fields.take(1) + 1;
  const std::uint64_t width = fields.take(size);
  const std::uint64_t height = fields.take(size);
  std::vector<Remarks> tiles;
  for (const auto& [item, part] : parts) {
    if (item != id) continue;
    const auto tile = remarks.find(part);
    tiles.push_back(tile == remarks.end() ? Remarks() : tile->second);
  }
  if (tiles.size() != rows * columns) return true;
  std::uint64_t bottom = 0;
  for (std::size_t first = 0; first < tiles.size() && bottom < height; first += columns) {
    std::uint64_t right = 0;
    std::uint64_t least = tiles[first].height;
    for (std::size_t i = first; i < first + columns; ++i) {
      right += tiles[i].width;
      least = std::min(least, tiles[i].height);
    }
    const std::uint64_t below = bottom + tiles[first + columns - 1].height;
    if (right < width || bottom + least < std::min(below, height)) return false;
    bottom = below;
  }
  return bottom >= height;
}

/// To all that is made of such items.
void pass_on(const HeifLinks& parts, std::map<std::uint32_t, Error>& flaws) {
  for (bool changed = !flaws.empty(); changed;) {
    changed = false;
    for (const auto& [item, part] : parts) {
      const auto flaw = flaws.find(part);
      if (flaw != flaws.end()) changed = flaws.emplace(item, flaw->second).second || changed;
    }
  }
}

/// The boxes up to the first broken one, behind which libheif does not look.
ByteView sound_boxes(ByteView file) {
  std::size_t sound = 0;
  try {
    for_boxes(file, [&](std::uint32_t, ByteView content) {
      sound = static_cast<std::size_t>(content.data() + content.size() - file.data());
    });
  } catch (const Error&) {  // the rest of the file is no box
  }
  return file.first(sound);
}

}  // namespace

std::map<std::uint32_t, Error> check_heif(ByteView bytes, const ReadOptions& options) {
  const ByteView sound = sound_boxes(bytes);
  const std::optional<ByteView> meta = find_box(sound, fourcc("meta"));
  if (!meta && sound.size() < bytes.size()) throw ends_early(Format::heif);
  if (!meta) return {};
  BoxFields fields(*meta);
  (void)fields.skip(4);
  const ByteView boxes = fields.rest();
  const std::optional<ByteView> iprp = find_box(boxes, fourcc("iprp"));
  const std::optional<ByteView> ipco = iprp ? find_box(*iprp, fourcc("ipco")) : std::nullopt;
  const std::optional<ByteView> iinf = find_box(boxes, fourcc("iinf"));
  const std::optional<ByteView> iloc = find_box(boxes, fourcc("iloc"));
  if (!ipco || !iinf || !iloc) return {};
  Checker check(options);
  check.configurations(*ipco);
  const Items items = read_items(*iinf);
  const std::optional<ByteView> iref = find_box(boxes, fourcc("iref"));
  const HeifReferences references = iref ? check_heif_references(*iref, pictures_of(items)) : HeifReferences();
  const std::map<std::uint32_t, Remarks> remarks = read_remarks(*iprp, *ipco);
  std::map<std::uint32_t, Error> flaws = flaws_of_alpha(references.auxiliaries, remarks);
  const std::map<std::uint32_t, Extents> places = read_places(*iloc, bytes, find_box(boxes, fourcc("idat")));
  for (const auto& [id, item] : items) {
    const auto place = places.find(id);
    if (place == places.end()) continue;
    Bytes data;
    for (const ByteView extent : place->second) data.insert(data.end(), extent.begin(), extent.end());
    check.item(item, data);
    if (item.type == fourcc("grid") && !is_covered(id, data, references.parts, remarks)) {
      flaws.emplace(id, damaged(Format::heif, "the tiles of its grid do not cover it"));
    }
  }
  pass_on(references.parts, flaws);
  return flaws;
}

}  // namespace kvant
