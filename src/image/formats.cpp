// The table of picture formats, and what is asked of it. To add a format: a row, its files, and its value in Format.
#include "image/formats.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "image/metadata.hpp"
#include "image/picture_codec.hpp"
#include "image/quiet_thread.hpp"

namespace kvant {
namespace {

using namespace std::string_view_literals;

std::string_view text_at(ByteView bytes, std::size_t offset, std::size_t length) {
  if (offset >= bytes.size()) return {};
  const auto* begin = reinterpret_cast<const char*>(bytes.data()) + offset;
  return {begin, std::min(length, bytes.size() - offset)};
}

bool is_png(ByteView bytes) {
  // A transfer as text damages line ends in the signature: the name or the first chunk still gives PNG away. The size
  // of that begins with zeros; text, such as a palette with a color of that name, has none.
  if (text_at(bytes, 1, 3) == "PNG") return true;
  const std::string_view start = text_at(bytes, 0, 16);
  const std::size_t chunk = start.find("IHDR", 8);
  return chunk != std::string_view::npos && start.substr(0, chunk).find("\0\0\0"sv) != std::string_view::npos;
}

bool is_jpeg(ByteView bytes) {
  if (text_at(bytes, 0, 2) != "\xff\xd8") return false;
  // Stray bytes may lie before the first segment.
  const std::string_view rest = text_at(bytes, 2, kFormatProbeBytes - 2);
  if (rest.starts_with('\xff')) return true;
  return std::ranges::any_of(std::array{"\xff\xe0"sv, "\xff\xe1"sv, "\xff\xee"sv, "\xff\xdb"sv},
                             [&](std::string_view marker) { return rest.find(marker) != std::string_view::npos; });
}

bool is_bmp(ByteView bytes) {
  if (text_at(bytes, 0, 2) != "BM") return false;
  const std::string_view header_size = text_at(bytes, 14, 4);
  if (header_size.size() < 4) return "\0\0\0\0"sv.starts_with(text_at(bytes, 6, 4));
  const auto size = static_cast<std::uint8_t>(header_size[0]);
  // Headers of OS/2 2 may be cut short anywhere from 16 to 64 bytes.
  return header_size.substr(1) == "\0\0\0"sv &&
         (size == 12 || (size >= 16 && size <= 64) || size == 108 || size == 124);
}

bool is_pnm(ByteView bytes) {
  const std::string_view magic = text_at(bytes, 0, 3);
  if (magic.size() < 3 || magic[0] != 'P' || magic[1] < '1' || magic[1] > '7') return false;
  return magic[2] == '\n' || magic[2] == '\r' || magic[2] == ' ' || magic[2] == '\t' || magic[2] == '#';
}

bool is_heif(ByteView bytes) {
  if (text_at(bytes, 4, 4) != "ftyp") return false;
  constexpr std::array brands = {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv,
                                 "mif1"sv, "msf1"sv, "avif"sv, "avis"sv, "miaf"sv};
  for (std::size_t offset = 8; offset + 4 <= std::min(bytes.size(), kFormatProbeBytes); offset += 4) {
    if (std::find(brands.begin(), brands.end(), text_at(bytes, offset, 4)) != brands.end()) return true;
  }
  return false;
}

bool is_webp(ByteView bytes) { return text_at(bytes, 0, 4) == "RIFF" && text_at(bytes, 8, 4) == "WEBP"; }

bool is_gif(ByteView bytes) { return text_at(bytes, 0, 6) == "GIF87a" || text_at(bytes, 0, 6) == "GIF89a"; }

bool is_tiff(ByteView bytes) {
  constexpr std::array magics = {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv};
  return std::ranges::find(magics, text_at(bytes, 0, 4)) != magics.end();
}

bool is_jxl(ByteView bytes) {
  return text_at(bytes, 0, 2) == "\xff\x0a" || text_at(bytes, 0, 12) == "\0\0\0\x0cJXL \r\n\x87\n"sv;
}

/// For decoders whose libraries print what they find wrong.
template <Picture (*decode)(ByteView, const ReadOptions&)>
Picture quietly(ByteView bytes, const ReadOptions& options) {
  Picture picture;
  run_quietly([&] { picture = decode(bytes, options); });
  return picture;
}

using Decoder = Picture (*)(ByteView, const ReadOptions&);
#ifdef KVANT_HAS_HEIF
constexpr Decoder kDecodeHeif = quietly<decode_heif>;
#else
constexpr Decoder kDecodeHeif = nullptr;
#endif
#ifdef KVANT_HAS_JXL
constexpr Decoder kDecodeJxl = quietly<decode_jxl>;
#else
constexpr Decoder kDecodeJxl = nullptr;
#endif

constexpr std::array kCodecs = {
    PictureCodec{.format = Format::png,
                 .name = "PNG",
                 .word = "png",
                 .files = "PNG",
                 .extensions = {".png"},
                 .probe = is_png,
                 .decode = decode_png,
                 .read_metadata = read_png_metadata,
                 .encode = encode_png,
                 .write_metadata = write_png_metadata,
                 .kept_palette = Transparency::partial},
    PictureCodec{.format = Format::jpeg,
                 .name = "JPEG",
                 .word = "jpeg",
                 .files = "JPEG",
                 .extensions = {".jpg", ".jpeg", ".jfif"},
                 .probe = is_jpeg,
                 .decode = decode_jpeg,
                 .read_metadata = read_jpeg_metadata,
                 .encode = encode_jpeg,
                 .write_metadata = write_jpeg_metadata,
                 .encode_lossy = encode_jpeg,
                 .transparency = Transparency::none,
                 .exact = false,
                 .lossy = true},
    PictureCodec{.format = Format::gif,
                 .name = "GIF",
                 .word = "gif",
                 .files = "GIF",
                 .extensions = {".gif"},
                 .probe = is_gif,
                 .decode = decode_gif,
                 .encode = encode_gif,
                 .animate = make_gif_animation,
                 .most_colors = 256,
                 .transparency = Transparency::full_only,
                 .kept_palette = Transparency::full_only},
    PictureCodec{.format = Format::webp,
                 .name = "WebP",
                 .word = "webp",
                 .files = "WebP",
                 .extensions = {".webp"},
                 .probe = is_webp,
                 .decode = decode_webp,
                 .encode = encode_webp,
                 .encode_lossy = encode_lossy_webp,
                 .animate = make_webp_animation,
                 .lossy = true},
    PictureCodec{.format = Format::tiff,
                 .name = "TIFF",
                 .word = "tiff",
                 .files = "TIFF",
                 .extensions = {".tif", ".tiff"},
                 .probe = is_tiff,
                 .decode = decode_tiff,
                 .encode = encode_tiff,
                 .kept_palette = Transparency::none},
    PictureCodec{.format = Format::jxl,
                 .name = "JPEG XL",
                 .word = "jpeg xl",
                 .files = "JPEG XL",
                 .extensions = {".jxl"},
                 .probe = is_jxl,
                 .decode = kDecodeJxl,
                 .lossy = true},
    PictureCodec{.format = Format::heif,
                 .name = "HEIF",
                 .word = "heif",
                 .files = "AVIF, HEIC",
                 .extensions = {".heif", ".heic", ".avif"},
                 .probe = is_heif,
                 .decode = kDecodeHeif,
                 .lossy = true},
    PictureCodec{.format = Format::bmp,
                 .name = "BMP",
                 .word = "bmp",
                 .files = "BMP",
                 .extensions = {".bmp"},
                 .probe = is_bmp,
                 .decode = decode_bmp,
                 .read_metadata = read_bmp_metadata,
                 .encode = encode_bmp,
                 .write_metadata = write_bmp_metadata,
                 .kept_palette = Transparency::none},
    PictureCodec{.format = Format::pnm,
                 .name = "PNM",
                 .word = "pnm",
                 .files = "PNM",
                 .extensions = {".pnm", ".ppm", ".pgm", ".pbm", ".pam"},
                 .probe = is_pnm,
                 .decode = decode_pnm,
                 .encode = encode_pnm},
};

std::string extension_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

std::optional<Format> format_of(const PictureCodec* codec) {
  if (codec == kCodecs.end()) return std::nullopt;
  return codec->format;
}

}  // namespace

std::span<const PictureCodec> picture_codecs() { return kCodecs; }

const PictureCodec& picture_codec(Format format) { return *std::ranges::find(kCodecs, format, &PictureCodec::format); }

std::vector<Format> formats_that(bool (*have)(const PictureCodec& codec)) {
  std::vector<Format> formats;
  for (const PictureCodec& codec : kCodecs) {
    if (have(codec)) formats.push_back(codec.format);
  }
  std::ranges::sort(formats);
  return formats;
}

std::vector<Format> read_formats() {
  return formats_that([](const PictureCodec& codec) { return codec.decode != nullptr; });
}

std::vector<Format> written_formats() {
  return formats_that([](const PictureCodec& codec) { return codec.encode != nullptr; });
}

std::string either_of(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 < words.size() ? ", " : " or ";
    text += words[i];
  }
  return text;
}

std::string either_of(std::span<const Format> formats) {
  std::vector<std::string_view> names;
  names.reserve(formats.size());
  for (const Format format : formats) names.push_back(format_name(format));
  return either_of(names);
}

std::optional<Format> find_format(ByteView bytes) {
  return format_of(std::ranges::find_if(kCodecs, [&](const PictureCodec& codec) { return codec.probe(bytes); }));
}

std::string_view format_name(Format format) { return picture_codec(format).name; }

bool can_read(Format format) { return picture_codec(format).decode != nullptr; }

bool can_write(Format format) { return picture_codec(format).encode != nullptr; }

std::optional<Format> format_of_extension(const std::filesystem::path& path) {
  const std::string extension = extension_of(path);
  if (extension.empty()) return std::nullopt;
  return format_of(std::ranges::find_if(kCodecs, [&](const PictureCodec& codec) {
    return std::ranges::find(codec.extensions, extension) != codec.extensions.end();
  }));
}

PnmKind pnm_kind_of_extension(const std::filesystem::path& path) {
  const std::string extension = extension_of(path);
  if (extension == ".pbm") return PnmKind::pbm;
  if (extension == ".pgm") return PnmKind::pgm;
  if (extension == ".ppm") return PnmKind::ppm;
  if (extension == ".pam") return PnmKind::pam;
  return PnmKind::fitting;
}

}  // namespace kvant
