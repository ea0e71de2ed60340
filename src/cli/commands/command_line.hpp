// Command lines that give the same result again, to be shown.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "cli/options/arguments.hpp"

namespace kvant::cli {

/// A word as a POSIX shell reads it: in quotes if it has to be.
[[nodiscard]] std::string shell_word(std::string_view word);

/// "kvant report photo.jpg -k 24 --seed 3 -o report.html": with what chooses the colors and is not as by default.
/// `command` is empty for redrawing, and `output` for a name that follows from the input's.
[[nodiscard]] std::string command_line(std::string_view command, const Inputs& inputs, const QuantizeOptions& options,
                                       const std::filesystem::path& output);

}  // namespace kvant::cli
