// What redrawing is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/arguments.hpp"
#include "kvant/aim.hpp"
#include "kvant/image.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

struct RedrawArguments {
  Inputs inputs = {};
  bool recursive = false;

  std::optional<std::uint32_t> colors = {};
  bool all_colors = false;  ///< no palette is found: the file is lossy instead
  Aim aim = {};
  std::optional<std::string> init = {};  ///< as given, as are these
  std::optional<std::string> palette = {};
  std::vector<std::string> pins = {};
  std::optional<std::string> recolor = {};
  bool shared_palette = false;
  /// All else that says how to draw; resolve() adds what follows from the fields above.
  QuantizeOptions quantize = {};

  Output output = {};
  std::optional<std::string> out_dir = {};
  std::optional<std::string> labels = {};
  std::optional<std::string> animate = {};
  std::optional<Format> format = {};
  std::optional<Color> background = {};  ///< to draw transparent pixels on
  bool keep_extension = false;
  bool skip_if_larger = false;
  bool keep_metadata = false;
  bool preserve_times = false;
  EncodeOptions encode = {};  ///< but for what resolve() adds

  Telling telling = {};
  bool verbose = false;

  /// One picture is named, and no folder may stand for several.
  [[nodiscard]] bool single() const { return inputs.names.size() == 1 && !recursive; }
};

}  // namespace kvant::cli
