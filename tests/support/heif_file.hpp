// AVIF and HEIC files put together item by item, sound or not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/io.hpp"
#include "support/corpus.hpp"

namespace kvant::test {

struct HeifItem {
  std::string type = {};  ///< four letters
  std::vector<std::uint8_t> data = {};
  std::vector<std::uint8_t> properties = {};  ///< numbers, from 1, of HeifFile::properties
  std::string encoding = {};                  ///< of type "mime"
  std::uint16_t copies = 1;                   ///< how often in a row its data are said to be in the file
};

struct HeifReference {
  std::string type = {};
  std::uint16_t from;
  std::vector<std::uint16_t> to = {};
};

struct HeifFile {
  std::vector<HeifItem> items = {};  ///< numbered from 1, which is the picture; others are hidden
  std::vector<std::vector<std::uint8_t>> properties = {};
  std::vector<HeifReference> references = {};
};

class HeifWriter {
 public:
  using Bytes = std::vector<std::uint8_t>;

  static Bytes number(std::uint64_t value, int size) {
    Bytes bytes;
    for (int i = size - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return bytes;
  }

  static Bytes join(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  }

  static Bytes text(const std::string& letters) { return {letters.begin(), letters.end()}; }

  static Bytes box(const std::string& type, const std::vector<Bytes>& parts) {
    const Bytes content = join(parts);
    return join({number(content.size() + 8, 4), text(type), content});
  }

  /// What the file says that the size of an item is.
  static Bytes ispe(std::uint32_t width, std::uint32_t height) {
    return box("ispe", {number(0, 4), number(width, 4), number(height, 4)});
  }

  static Bytes write(const HeifFile& file) {
    Bytes idat;
    std::vector<Bytes> iinf = {number(0, 4), number(file.items.size(), 2)};
    std::vector<Bytes> iloc = {number(0x01000000, 4), number(0x4400, 2), number(file.items.size(), 2)};
    std::vector<Bytes> ipma = {number(0, 4), number(file.items.size(), 4)};
    std::uint16_t id = 0;
    for (const HeifItem& item : file.items) {
      ++id;
      Bytes name = {0};
      if (item.type == "mime") name = join({{0}, text("application/rdf+xml"), {0}, text(item.encoding), {0}});
      iinf.push_back(
          box("infe", {number(id == 1 ? 0x02000000 : 0x02000001, 4), number(id, 2), {0, 0}, text(item.type), name}));
      iloc.push_back(join({number(id, 2), {0, 1, 0, 0}, number(item.copies, 2)}));
      for (int i = 0; i < item.copies; ++i) {
        iloc.push_back(join({number(idat.size(), 4), number(item.data.size(), 4)}));
      }
      idat.insert(idat.end(), item.data.begin(), item.data.end());
      ipma.push_back(join({number(id, 2), number(item.properties.size(), 1), item.properties}));
    }
    std::vector<Bytes> iref = {number(0, 4)};
    for (const HeifReference& reference : file.references) {
      std::vector<Bytes> parts = {number(reference.from, 2), number(reference.to.size(), 2)};
      for (const std::uint16_t to : reference.to) parts.push_back(number(to, 2));
      iref.push_back(box(reference.type, parts));
    }
    const Bytes hdlr = box("hdlr", {number(0, 8), text("pict"), Bytes(13)});
    const Bytes pitm = box("pitm", {number(0, 4), number(1, 2)});
    const Bytes iprp = box("iprp", {box("ipco", file.properties), box("ipma", ipma)});
    const Bytes meta = box("meta", {number(0, 4), hdlr, pitm, box("iloc", iloc), box("iinf", iinf), iprp,
                                    file.references.empty() ? Bytes() : box("iref", iref), box("idat", {idat})});
    return join({box("ftyp", {text("avif"), number(0, 4), text("avifmif1heic")}), meta});
  }
};

/// A sound AVIF of 64 x 48 pixels, and what it is made of.
struct SoundAvif {
  std::vector<std::uint8_t> file = read_file(source_dir() / "tests/unit/image_read/data/picture-3-8.avif");
  std::vector<std::uint8_t> configuration = HeifWriter::box("av1C", {{0x81, 0x20, 0x02, 0x00}});
  std::vector<std::uint8_t> data = {file.begin() + 0x10e, file.end()};
};

}  // namespace kvant::test
