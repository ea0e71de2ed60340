#include "cli/redraw/file_times.hpp"

#include <fcntl.h>

namespace kvant::cli {

std::optional<FileTimes> times_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileTimes{status.st_atim, status.st_mtim};
}

bool set_times(const std::filesystem::path& path, const FileTimes& times) {
  return ::utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0;
}

}  // namespace kvant::cli
