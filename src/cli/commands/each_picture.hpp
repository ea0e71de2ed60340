// The pictures of a command that looks at them one by one.
#pragma once

#include <functional>
#include <string>

#include "cli/options/arguments.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {

/// Reads each input and hands it to `tell`, in order. What fails is reported with the input's name, as a JSON object
/// too if --json is given, and the others are still done; so are warnings of reading, unless --quiet is given. `tell`
/// gets the picture to keep. Returns the exit status: 0, or 1 if some picture failed.
[[nodiscard]] int for_each_picture(const Inputs& inputs, const Telling& telling,
                                   const std::function<void(const std::string& input, ReadResult picture)>& tell);

}  // namespace kvant::cli
