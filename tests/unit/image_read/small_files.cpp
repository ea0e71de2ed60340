#include "unit/image_read/small_files.hpp"

#include "kvant/io.hpp"
#include "support/corpus.hpp"
#include "support/heif_file.hpp"

namespace kvant::test {
namespace {

/// An AVIF of one tile in a grid in an overlay, with metadata.
File overlay_of_grid() {
  const SoundAvif sound;
  const File size = HeifWriter::join({HeifWriter::number(64, 2), HeifWriter::number(48, 2)});
  const File overlay = HeifWriter::join({File(10), size, File(4)});
  const File grid = HeifWriter::join({File(4), size});
  const File deflated = {0x78, 0x9c, 0xcb, 0x2e, 0x4b, 0xcc, 0x2b, 0x01, 0x00, 0x06, 0x67, 0x02, 0x25};
  return HeifWriter::write({.items = {{"iovl", overlay, {1}},
                                      {"grid", grid, {1}},
                                      {"av01", sound.data, {1, 2}},
                                      {"mime", deflated, {}, "deflate"}},
                            .properties = {HeifWriter::ispe(64, 48), sound.configuration},
                            .references = {{"dimg", 1, {2}}, {"dimg", 2, {3}}, {"cdsc", 4, {1}}}});
}

}  // namespace

std::map<std::string, File> small_files() {
  const Image picture = make_picture(16, 12);
  const Image clear = make_picture(16, 12, 4, 16);
  const std::vector<std::uint8_t> palette = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
  GifFrame frame = {.width = 16, .height = 12};
  for (std::uint32_t i = 0; i < 192; ++i) frame.indices.push_back(static_cast<std::uint8_t>(i / 3 % 4));
  std::map<std::string, File> files = {
      {"png", encode_png(picture)},
      {"png, interlaced, 16 bits, alpha", encode_png(clear, true)},
      {"jpeg", encode_jpeg(picture)},
      {"jpeg, progressive", encode_jpeg(picture, {.progressive = true})},
      {"jpeg, cmyk", encode_jpeg(picture, {.cmyk = true})},
      {"jpeg, profile, exif", encode_jpeg(picture, {.icc = srgb_profile(), .exif = exif_block(6)})},
      {"webp", encode_webp(picture)},
      {"webp, profile, exif", encode_webp(picture, p3_profile(), exif_block(6))},
      {"webp, animated", encode_animated_webp({picture, make_picture(16, 12)})},
      {"gif", encode_gif(16, 12, palette, {frame})},
      {"gif, animated", encode_gif(16, 12, palette, {frame, frame})},
      {"tiff", encode_tiff(picture)},
      {"tiff, LZW", encode_tiff(picture, {.compression = 5})},
      {"tiff, Deflate, tiles", encode_tiff(clear, {.compression = 8, .tile = 16})},
      {"tiff, pages", encode_tiff(picture, {.pages = 2})},
      {"bmp", encode_bmp(picture)},
      {"bmp, alpha", encode_bmp(make_picture(16, 12, 4))},
      {"pam", encode_pam(picture)}};
  if (can_read(Format::jxl)) {
    files["jxl"] = encode_jxl({picture});
    files["jxl, animated"] = encode_jxl({picture, make_picture(16, 12)});
  }
  if (can_read(Format::heif)) {
    for (const char* name : {"picture-3-8.avif", "picture-4-8.heic"}) {
      files[name] = read_file(source_dir() / "tests/unit/image_read/data" / name);
    }
    files["picture, overlay of a grid"] = overlay_of_grid();
  }
  return files;
}

}  // namespace kvant::test
