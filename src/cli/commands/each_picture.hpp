// The inputs of a command, one by one, and what is said about them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/options/arguments.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {

/// Calls `work` for each input, in order. What fails is reported with the input's name, as a JSON object too if --json
/// is given, and the others are still done. Returns the exit status: 0, or 1 if some input failed.
[[nodiscard]] int for_each_input(const Inputs& inputs, const Telling& telling,
                                 const std::function<void(const std::string& input)>& work);

/// What reading warned of, if anything, unless --quiet is given.
void tell_warning(const std::string& input, const std::string& warning, const Telling& telling);

/// for_each_input() that reads each, tells the warnings, and hands `tell` the picture to keep.
[[nodiscard]] int for_each_picture(const Inputs& inputs, const Telling& telling,
                                   const std::function<void(const std::string& input, ReadResult picture)>& tell);

/// The file that a command makes of a picture.
struct MadeFile {
  std::vector<std::uint8_t> bytes;
  std::string holds = {};  ///< what its line says before the size: "24 colors, "
};

/// Writes what `make` makes of the one input to `path`, "-" for standard output, and says so in one line unless --quiet
/// is given. A path that cannot be written is reported before the picture is read. Otherwise as for_each_picture().
[[nodiscard]] int make_file(const Inputs& inputs, const Output& output, const std::filesystem::path& path,
                            const Telling& telling,
                            const std::function<MadeFile(const std::string& input, const ReadResult& picture)>& make);

}  // namespace kvant::cli
