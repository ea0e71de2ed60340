#include "image/tiff_blocks.hpp"

#include <algorithm>
#include <cstring>

namespace kvant {
namespace {

/// Lines that do not build on those above them.
bool is_line_by_line(const Tiff& tiff) {
  const std::uint32_t compression = tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
         (compression == COMPRESSION_CCITTFAX3 &&
          !(tiff.number(TIFFTAG_GROUP3OPTIONS, 0, true) & GROUP3OPT_2DENCODING));
}

/// Transparent where there is alpha, else gray.
void clear(Image& image, std::uint64_t x, std::uint64_t y, std::uint64_t width, std::uint64_t height) {
  const std::size_t pixel = image.channels * image.depth / 8;
  for (std::uint64_t row = y; row < y + height; ++row) {
    std::memset(image.samples.data() + (row * image.width + x) * pixel, image.channels == 4 ? 0 : 0x80, width * pixel);
  }
}

/// Whether the runs of so many rows of PackBits, all of them there, do not end where rows do.
bool crosses_rows(ByteView packed, std::uint64_t row_bytes, std::uint64_t rows) {
  bool crosses = false;
  std::uint64_t made = 0;
  for (std::size_t at = 0; made < row_bytes * rows;) {
    if (at >= packed.size()) return false;
    const std::size_t code = packed[at];
    const std::size_t run = code < 128 ? code + 1 : code > 128 ? 257 - code : 0;
    at += code < 128 ? 1 + run : code > 128 ? 2 : 1;
    if (at > packed.size()) return false;
    crosses = crosses || made % row_bytes + run > row_bytes;
    made += run;
  }
  return crosses && made == row_bytes * rows;
}

std::string share(std::uint64_t count, std::uint64_t all, const char* unit, const char* what) {
  return std::to_string(count) + " of " + std::to_string(all) + " " + unit + (count == 1 ? " is " : " are ") + what;
}

}  // namespace

void TiffUnits::add(std::uint64_t begin, std::uint64_t end) {
  if (!ranges_.empty() && ranges_.back().second == begin) {
    ranges_.back().second = end;
  } else {
    ranges_.emplace_back(begin, end);
  }
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> TiffUnits::ranges() const {
  auto sorted = ranges_;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> merged;
  for (const auto& range : sorted) {
    if (!merged.empty() && range.first <= merged.back().second) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

std::uint64_t TiffUnits::count() const {
  std::uint64_t sum = 0;
  for (const auto& [begin, end] : ranges()) sum += end - begin;
  return sum;
}

TiffBlocks::TiffBlocks(const Tiff& tiff, const TiffLayout& layout, bool lenient)
    : tiff_(tiff), layout_(layout), lenient_(lenient) {
  if (tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) != COMPRESSION_NONE) return;
  const std::uint32_t blocks = layout.tiled ? TIFFNumberOfTiles(tiff.get()) : TIFFNumberOfStrips(tiff.get());
  extents_ = TiffTags(tiff.bytes()).extents(TIFFCurrentDirOffset(tiff.get()), blocks);
}

bool TiffBlocks::judge(bool done, std::uint64_t begin, std::uint64_t end) {
  if (done && !tiff_.complained()) return true;
  if (!lenient_) tiff_.fail();
  if (!first_) first_ = tiff_.failure();
  const bool there = done && !tiff_.lacks_data();
  (there ? damaged_ : missing_).add(begin, end);
  return there;
}

bool TiffBlocks::claims_too_little(std::uint32_t block, std::uint64_t bytes) const {
  return block < extents_.size() && extents_[block].claimed < bytes && bytes <= extents_[block].room;
}

bool TiffBlocks::has_room(std::uint32_t block, std::uint64_t bytes) {
  claimed_too_little_ = claimed_too_little_ || claims_too_little(block, bytes);
  if (block >= extents_.size() || bytes <= extents_[block].room) return true;
  tiff_.listen();
  // Where the file ends before, that is all there is to say.
  const std::uint64_t begin = std::min<std::uint64_t>(TIFFGetStrileOffset(tiff_.get(), block), tiff_.bytes().size());
  if (bytes <= tiff_.bytes().size() - begin) tiff_.complain_of_short_block();
  return false;
}

bool TiffBlocks::read_plain(Buffer<std::uint8_t>& to, std::uint32_t block, std::uint64_t offset) const {
  if (block >= extents_.size() || offset + to.size() > extents_[block].room) return false;
  const auto from = tiff_.bytes().subspan(TIFFGetStrileOffset(tiff_.get(), block) + offset, to.size());
  std::vector<std::uint8_t> stored(from.begin(), from.end());
  tiff_.listen();
  const auto size = static_cast<tmsize_t>(to.size());
  return TIFFReadFromUserBuffer(tiff_.get(), block, stored.data(), size, to.data(), size) == 1;
}

bool TiffBlocks::read_crossing_runs(Image& image, TiffSamples& samples, std::uint32_t strip, std::uint32_t y,
                                    std::optional<std::uint32_t> plane) {
  if (tiff_.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) != COMPRESSION_PACKBITS) return false;
  const auto row_bytes = static_cast<std::size_t>(TIFFScanlineSize64(tiff_.get()));
  const std::uint32_t rows = std::min(layout_.block_height, layout_.height - y);
  std::vector<std::uint8_t> room;
  if (!crosses_rows(tiff_.stored(strip, room), row_bytes, rows)) return false;
  Buffer<std::uint8_t> all(row_bytes * rows);
  tiff_.listen();
  const bool done = TIFFReadEncodedStrip(tiff_.get(), strip, all.data(), static_cast<tmsize_t>(all.size())) >= 0;
  if (!judge(done, y, std::uint64_t{y} + rows)) return true;
  for (std::uint32_t i = 0; i < rows; ++i) {
    samples.write(image, all.data() + i * row_bytes, 0, y + i, layout_.width, plane);
  }
  return true;
}

void TiffBlocks::read_strips(Image& image, TiffSamples& samples, std::optional<std::uint32_t> plane) {
  Buffer<std::uint8_t> row(static_cast<std::size_t>(TIFFScanlineSize64(tiff_.get())));
  const bool line_by_line = is_line_by_line(tiff_);
  const std::uint32_t rows = layout_.block_height;
  for (std::uint64_t top = 0; top < layout_.height; top += rows) {
    const std::uint64_t bottom = std::min<std::uint64_t>(top + rows, layout_.height);
    const auto number = static_cast<std::uint16_t>(plane.value_or(0));
    const std::uint32_t strip = TIFFComputeStrip(tiff_.get(), static_cast<std::uint32_t>(top), number);
    if (!tiff_.start_block(strip)) {
      (void)judge(false, top, bottom);
      continue;
    }
    if (read_crossing_runs(image, samples, strip, static_cast<std::uint32_t>(top), plane)) continue;
    bool sound = true;
    for (std::uint64_t line = top; line < bottom; ++line) {
      const auto y = static_cast<std::uint32_t>(line);
      if (sound || line_by_line) tiff_.listen();
      const std::uint64_t offset = (line - top) * row.size();
      bool done = has_room(strip, offset + row.size());
      done = done && (TIFFReadScanline(tiff_.get(), row.data(), y, number) == 1 || read_plain(row, strip, offset));
      const bool there = judge(done, y, y + 1);
      sound = sound && !tiff_.complained();
      if (tiff_.failed_check()) damaged_.add(top, y);
      if (!there) {
        missing_.add(y, bottom);
        break;
      }
      samples.write(image, row.data(), 0, y, layout_.width, plane);
    }
    if (!sound) continue;
    tiff_.check_rest(strip);
    (void)judge(true, top, bottom);
  }
}

void TiffBlocks::read_tiles(Image& image, TiffSamples& samples, std::optional<std::uint32_t> plane) {
  const auto row_bytes = static_cast<std::size_t>(TIFFTileRowSize64(tiff_.get()));
  Buffer<std::uint8_t> tile(static_cast<std::size_t>(TIFFTileSize64(tiff_.get())));
  std::uint64_t number = 0;
  for (std::uint64_t top = 0; top < layout_.height; top += layout_.block_height) {
    for (std::uint64_t left = 0; left < layout_.width; left += layout_.block_width, ++number) {
      const auto x = static_cast<std::uint32_t>(left);
      const auto y = static_cast<std::uint32_t>(top);
      tiff_.listen();
      const auto plane_number = static_cast<std::uint16_t>(plane.value_or(0));
      const std::uint32_t block = TIFFComputeTile(tiff_.get(), x, y, 0, plane_number);
      const bool done =
          tiff_.start_block(block) && has_room(block, tile.size()) &&
          (TIFFReadTile(tiff_.get(), tile.data(), x, y, 0, plane_number) >= 0 || read_plain(tile, block, 0));
      if (done) tiff_.check_rest(block);
      if (!judge(done, number, number + 1)) continue;
      for (std::uint32_t i = 0; i < std::min(layout_.block_height, layout_.height - y); ++i) {
        samples.write(image, tile.data() + i * row_bytes, x, y + i, std::min(layout_.block_width, layout_.width - x),
                      plane);
      }
    }
  }
}

void TiffBlocks::read(Image& image, TiffSamples& samples) {
  tiff_.start_decoding();
  for (std::uint32_t plane = 0; plane < (layout_.separate ? layout_.samples : 1); ++plane) {
    if (layout_.separate && !samples.wants(plane)) continue;
    const auto chosen = layout_.separate ? std::optional(plane) : std::nullopt;
    if (layout_.tiled) {
      read_tiles(image, samples, chosen);
    } else {
      read_strips(image, samples, chosen);
    }
  }
  require_something();
}

void TiffBlocks::read_converted(Image& image) {
  const std::uint32_t width = layout_.block_width;
  const std::uint32_t height = layout_.block_height;
  Buffer<std::uint32_t> block(std::size_t{width} * height);
  tiff_.start_decoding();
  std::uint64_t number = 0;
  for (std::uint64_t top = 0; top < layout_.height; top += height) {
    for (std::uint64_t left = 0; left < layout_.width; left += width, ++number) {
      const auto x = static_cast<std::uint32_t>(left);
      const auto y = static_cast<std::uint32_t>(top);
      const std::uint32_t rows = std::min(height, layout_.height - y);
      const std::uint32_t block_number =
          layout_.tiled ? TIFFComputeTile(tiff_.get(), x, y, 0, 0) : TIFFComputeStrip(tiff_.get(), y, 0);
      const std::uint64_t bytes = layout_.tiled ? TIFFTileSize64(tiff_.get()) : TIFFVStripSize64(tiff_.get(), rows);
      tiff_.listen();
      const bool done = tiff_.start_block(block_number) && has_room(block_number, bytes) &&
                        (layout_.tiled ? TIFFReadRGBATileExt(tiff_.get(), x, y, block.data(), 1) == 1
                                       : TIFFReadRGBAStripExt(tiff_.get(), y, block.data(), 1) == 1);
      if (done) tiff_.check_rest(block_number);
      if (!done && claims_too_little(block_number, bytes)) tiff_.complain_of_short_block();
      if (!judge(done, layout_.tiled ? number : y, layout_.tiled ? number + 1 : std::uint64_t{y} + rows)) continue;
      for (std::uint32_t i = 0; i < rows; ++i) {
        // The last row comes first.
        const std::uint32_t* from = block.data() + std::size_t{(layout_.tiled ? height : rows) - 1 - i} * width;
        std::uint8_t* to = image.samples.data() + (std::size_t{y + i} * image.width + x) * 4;
        for (std::uint32_t j = 0; j < std::min(width, layout_.width - x); ++j, to += 4) {
          to[0] = static_cast<std::uint8_t>(TIFFGetR(from[j]));
          to[1] = static_cast<std::uint8_t>(TIFFGetG(from[j]));
          to[2] = static_cast<std::uint8_t>(TIFFGetB(from[j]));
          to[3] = static_cast<std::uint8_t>(TIFFGetA(from[j]));
        }
      }
    }
  }
  require_something();
}

std::uint64_t TiffBlocks::units() const {
  const std::uint64_t down = (std::uint64_t{layout_.height} + layout_.block_height - 1) / layout_.block_height;
  return layout_.tiled ? tiles_across() * down : layout_.height;
}

void TiffBlocks::require_something() const {
  if (first_ && missing_.count() == units()) throw Error(first_->code(), first_->what());
}

std::string TiffBlocks::clear_missing(Image& image) const {
  const char* unit = layout_.tiled ? "tiles" : "rows";
  const std::uint64_t all = units();
  const std::uint64_t missing = missing_.count();
  for (const auto& [begin, end] : missing_.ranges()) {
    if (!layout_.tiled) {
      clear(image, 0, begin, image.width, end - begin);
      continue;
    }
    for (std::uint64_t tile = begin; tile < end; ++tile) {
      const std::uint64_t x = tile % tiles_across() * layout_.block_width;
      const std::uint64_t y = tile / tiles_across() * layout_.block_height;
      clear(image, x, y, std::min<std::uint64_t>(layout_.block_width, layout_.width - x),
            std::min<std::uint64_t>(layout_.block_height, layout_.height - y));
    }
  }
  std::string text;
  if (missing > 0)
    text = share(missing, all, unit, image.channels == 4 ? "missing, drawn transparent" : "missing, drawn gray");
  const std::uint64_t damaged = damaged_.count();
  if (damaged > 0) text += (missing > 0 ? "; " : "") + share(damaged, all, unit, "damaged and may be wrong");
  return text;
}

}  // namespace kvant
