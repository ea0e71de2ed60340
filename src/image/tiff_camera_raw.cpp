#include "image/tiff_camera_raw.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "image/tiff_tags.hpp"

namespace kvant {
namespace {

constexpr std::uint16_t kCompression = 259;
constexpr std::uint16_t kPhotometric = 262;
constexpr std::uint16_t kMaker = 271;
constexpr std::uint16_t kColorFilterPattern = 33422;
constexpr std::uint16_t kDngVersion = 50706;
constexpr std::uint64_t kColorFilterArray = 32803;
constexpr std::uint64_t kLinearRaw = 34892;

bool is_sensor_data(const TiffTags& tags, const TiffDirectory& directory) {
  const std::uint64_t photometric = tags.value(directory, kPhotometric).value_or(0);
  // What Sony, Samsung, Nikon, Kodak and Pentax compress their sensor data with.
  constexpr std::array<std::uint64_t, 8> of_cameras = {32767, 32769, 32770, 32772, 34713, 32867, 65000, 65535};
  const auto compression = tags.value(directory, kCompression).value_or(1);
  const bool of_camera = std::find(of_cameras.begin(), of_cameras.end(), compression) != of_cameras.end();
  return photometric == kColorFilterArray || photometric == kLinearRaw ||
         TiffTags::find(directory, kColorFilterPattern) != nullptr || of_camera;
}

/// The usual name of the raw files of a maker, or nothing.
std::string kind_of_maker(std::string maker) {
  std::transform(maker.begin(), maker.end(), maker.begin(), [](unsigned char c) { return std::tolower(c); });
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> known = {{{"canon"sv, "CR2"sv},
                                                                                    {"nikon"sv, "NEF"sv},
                                                                                    {"sony"sv, "ARW"sv},
                                                                                    {"olympus"sv, "ORF"sv},
                                                                                    {"panasonic"sv, "RW2"sv},
                                                                                    {"pentax"sv, "PEF"sv},
                                                                                    {"samsung"sv, "SRW"sv},
                                                                                    {"hasselblad"sv, "3FR"sv},
                                                                                    {"phase one"sv, "IIQ"sv},
                                                                                    {"epson"sv, "ERF"sv}}};
  for (const auto& [name, kind] : known) {
    if (maker.find(name) != std::string::npos) return std::string(kind);
  }
  return "";
}

}  // namespace

void refuse_camera_raw(ByteView bytes) {
  const auto marked = [&](std::string_view mark) {
    return bytes.size() >= 12 && std::equal(mark.begin(), mark.end(), bytes.begin() + 8);
  };
  const TiffTags tags(bytes);
  bool raw = false;
  std::string kind;
  if (marked("CR\x02")) {
    raw = true;
    kind = "CR2";
  } else if (marked("IIII") || marked("MMMM")) {
    raw = true;
    kind = "IIQ";
  }
  for (const TiffDirectory& directory : tags.directories()) {
    raw |= is_sensor_data(tags, directory);
    const TiffTag* maker = TiffTags::find(directory, kMaker);
    if (kind.empty() && maker) kind = kind_of_maker(tags.text(*maker));
    if (TiffTags::find(directory, kDngVersion)) {
      raw = true;
      kind = "DNG";
    }
  }
  if (!raw) return;
  throw Error(ErrorCode::unsupported, "is a camera raw file" + (kind.empty() ? kind : " (" + kind + ")") +
                                          ", its thumbnail is not the picture: develop it with a raw converter first");
}

}  // namespace kvant
