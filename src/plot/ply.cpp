#include "plot/ply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

namespace kvant {
namespace {

void append(std::vector<std::uint8_t>& bytes, std::uint32_t word) {
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

}  // namespace

std::vector<std::uint8_t> encode_ply(const std::vector<PlyPoint>& points, std::string_view comment) {
  std::string header = "ply\nformat binary_little_endian 1.0\n";
  if (!comment.empty()) {
    std::string line(comment);
    std::replace_if(
        line.begin(), line.end(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
    header += fmt::format("comment {}\n", line);
  }
  header += fmt::format("element vertex {}\n", points.size());
  for (const char* name : {"x", "y", "z"}) header += fmt::format("property float {}\n", name);
  for (const char* name : {"red", "green", "blue", "alpha"}) header += fmt::format("property uchar {}\n", name);
  for (const char* name : {"pixels", "center"}) header += fmt::format("property uint {}\n", name);
  header += "end_header\n";

  constexpr std::size_t bytes_per_point = 24;
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  bytes.reserve(bytes.size() + points.size() * bytes_per_point);
  for (const PlyPoint& point : points) {
    for (float coordinate : point.position) append(bytes, std::bit_cast<std::uint32_t>(coordinate));
    for (std::uint8_t channel : {point.color.r, point.color.g, point.color.b, point.color.a}) bytes.push_back(channel);
    append(bytes, static_cast<std::uint32_t>(
                      std::min<std::uint64_t>(point.pixels, std::numeric_limits<std::uint32_t>::max())));
    append(bytes, point.center);
  }
  return bytes;
}

}  // namespace kvant
