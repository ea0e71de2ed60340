// What studio's page starts with: the pictures that the command line names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kvant::cli {

/// A file as it is: the page decodes it.
struct StudioFile {
  std::string name;  ///< as it is shown
  std::vector<std::uint8_t> bytes;
};

/// [{"name": "photo.jpg", "data": base64}, ...], for fill_studio().
[[nodiscard]] std::string studio_data(const std::vector<StudioFile>& files);

}  // namespace kvant::cli
