#include "cli/terminal/target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {

namespace fs = std::filesystem;

bool is_stream(const fs::path& path) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

std::string extension_of(const fs::path& path) {
  std::string extension = path.extension().native();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return extension;
}

void check_target(const fs::path& target, const fs::path& input, bool force, bool folder_follows) {
  const std::string name = in_quotes(target.native());
  std::error_code problem;
  const fs::file_status status = fs::status(target, problem);
  if (status.type() == fs::file_type::none) {
    throw Error(ErrorCode::io, fmt::format("cannot write the target {}: {}", name, problem.message()));
  }
  if (fs::is_directory(status)) throw Error(ErrorCode::io, fmt::format("the target {} is a folder; name a file", name));
  if (is_stream(target)) return;
  if (fs::exists(status)) {
    if (force) return;
    if (fs::equivalent(target, input, problem)) {
      throw Error(ErrorCode::exists,
                  "this would replace the input itself; name another file, or add --force if that is meant");
    }
    throw Error(ErrorCode::exists, fmt::format("the target {} exists; add --force to replace it", name));
  }
  if (!force && fs::is_symlink(fs::symlink_status(target, problem))) {
    throw Error(ErrorCode::exists,
                fmt::format("the target {} is a link to a file that does not exist; add --force to write that", name));
  }
  const fs::path folder = target.parent_path();
  if (!folder_follows && !folder.empty() && !fs::is_directory(folder, problem)) {
    throw Error(ErrorCode::not_found, fmt::format("the folder of the target {} does not exist; create it first", name));
  }
}

}  // namespace kvant::cli
