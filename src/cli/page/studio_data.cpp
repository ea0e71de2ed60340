#include "cli/page/studio_data.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "cli/page/page.hpp"
#include "cli/terminal/json.hpp"
#include "studio/base64.hpp"

namespace kvant::cli {
namespace {

/// Bytes that are encoded at once: a multiple of three, so that the texts of all pieces join to that of the whole.
constexpr std::size_t kPiece = std::size_t{3} << 20U;

std::size_t text_size(const std::vector<StudioFile>& files) {
  std::size_t size = 2;
  for (const StudioFile& file : files) size += file.bytes.size() / 3 * 4 + file.name.size() + 64;
  return size;
}

}  // namespace

// Written piece by piece, as half a gigabyte of pictures should not be copied more often than it must be.
std::string studio_data(const std::vector<StudioFile>& files) {
  std::string json;
  json.reserve(text_size(files));
  json += '[';
  for (const StudioFile& file : files) {
    if (json.size() > 1) json += ',';
    json += R"({"name":)" + for_script(dump(file.name, false)) + R"(,"data":")";
    std::span<const std::uint8_t> rest(file.bytes);
    while (!rest.empty()) {
      const std::size_t size = std::min(rest.size(), kPiece);
      json += studio::base64(rest.first(size));
      rest = rest.subspan(size);
    }
    json += R"("})";
  }
  json += ']';
  return json;
}

}  // namespace kvant::cli
