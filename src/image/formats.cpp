#include "image/formats.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace kvant {
namespace {

using namespace std::string_view_literals;

std::string_view text_at(std::span<const std::uint8_t> bytes, std::size_t offset, std::size_t length) {
  if (offset >= bytes.size()) return {};
  const auto* begin = reinterpret_cast<const char*>(bytes.data()) + offset;
  return {begin, std::min(length, bytes.size() - offset)};
}

bool is_png(std::span<const std::uint8_t> bytes) {
  // A transfer as text damages line ends in the signature: the name or the first chunk still gives PNG away.
  return text_at(bytes, 1, 3) == "PNG" || text_at(bytes, 8, 8).find("IHDR") != std::string_view::npos;
}

bool is_bmp(std::span<const std::uint8_t> bytes) {
  if (text_at(bytes, 0, 2) != "BM") return false;
  const std::string_view header_size = text_at(bytes, 14, 4);
  if (header_size.size() < 4) return text_at(bytes, 6, 4) == "\0\0\0\0"sv.substr(0, text_at(bytes, 6, 4).size());
  const auto size = static_cast<std::uint8_t>(header_size[0]);
  constexpr std::array<std::uint8_t, 8> known = {12, 16, 40, 52, 56, 64, 108, 124};
  return header_size.substr(1) == "\0\0\0"sv && std::find(known.begin(), known.end(), size) != known.end();
}

bool is_pnm(std::span<const std::uint8_t> bytes) {
  const std::string_view magic = text_at(bytes, 0, 3);
  if (magic.size() < 3 || magic[0] != 'P' || magic[1] < '1' || magic[1] > '7') return false;
  return magic[2] == '\n' || magic[2] == '\r' || magic[2] == ' ' || magic[2] == '\t' || magic[2] == '#';
}

bool is_heif(std::span<const std::uint8_t> bytes) {
  if (text_at(bytes, 4, 4) != "ftyp") return false;
  constexpr std::array brands = {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv,
                                 "mif1"sv, "msf1"sv, "avif"sv, "avis"sv, "miaf"sv};
  for (std::size_t offset = 8; offset + 4 <= std::min(bytes.size(), kFormatProbeBytes); offset += 4) {
    if (std::find(brands.begin(), brands.end(), text_at(bytes, offset, 4)) != brands.end()) return true;
  }
  return false;
}

}  // namespace

std::optional<Format> find_format(std::span<const std::uint8_t> bytes) {
  if (is_png(bytes)) return Format::png;
  if (text_at(bytes, 0, 3) == "\xff\xd8\xff") return Format::jpeg;
  if (text_at(bytes, 0, 4) == "RIFF" && text_at(bytes, 8, 4) == "WEBP") return Format::webp;
  if (text_at(bytes, 0, 6) == "GIF87a" || text_at(bytes, 0, 6) == "GIF89a") return Format::gif;
  for (std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (text_at(bytes, 0, 4) == magic) return Format::tiff;
  }
  if (text_at(bytes, 0, 2) == "\xff\x0a" || text_at(bytes, 0, 12) == "\0\0\0\x0cJXL \r\n\x87\n"sv) return Format::jxl;
  if (is_heif(bytes)) return Format::heif;
  if (is_bmp(bytes)) return Format::bmp;
  if (is_pnm(bytes)) return Format::pnm;
  return std::nullopt;
}

std::string_view format_name(Format format) {
  constexpr std::array names = {"PNG"sv, "JPEG"sv, "WebP"sv, "GIF"sv,    "TIFF"sv,
                                "BMP"sv, "PNM"sv,  "HEIF"sv, "JPEG XL"sv};
  return names[static_cast<std::size_t>(format)];
}

std::optional<Format> format_of_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::pair<std::string_view, Format>, 17> known = {{{".png", Format::png},
                                                                          {".jpg", Format::jpeg},
                                                                          {".jpeg", Format::jpeg},
                                                                          {".jfif", Format::jpeg},
                                                                          {".webp", Format::webp},
                                                                          {".gif", Format::gif},
                                                                          {".tif", Format::tiff},
                                                                          {".tiff", Format::tiff},
                                                                          {".bmp", Format::bmp},
                                                                          {".ppm", Format::pnm},
                                                                          {".pgm", Format::pnm},
                                                                          {".pbm", Format::pnm},
                                                                          {".pnm", Format::pnm},
                                                                          {".pam", Format::pnm},
                                                                          {".avif", Format::heif},
                                                                          {".heic", Format::heif},
                                                                          {".heif", Format::heif}}};
  for (const auto& [text, format] : known) {
    if (extension == text) return format;
  }
  if (extension == ".jxl") return Format::jxl;
  return std::nullopt;
}

}  // namespace kvant
