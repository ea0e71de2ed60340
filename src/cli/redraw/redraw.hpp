// One picture: read, quantize, encode, write.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/redraw/arguments.hpp"
#include "cli/redraw/chosen_colors.hpp"
#include "cli/terminal/progress.hpp"

namespace kvant::cli {

/// One picture and where it goes. Names are bytes as the system gives them.
struct Job {
  std::string input;  ///< "-": standard input
  std::filesystem::path output;
  bool named_by_colors = false;     ///< the name in `output` is only known once their number is chosen
  bool to_standard_output = false;  ///< then `output` is empty
  Format format{};
  std::optional<std::string> labels;
  std::optional<std::string> animation;
  bool make_folders = false;  ///< of `output`, if they are missing
};

/// Seconds of wall time.
struct FileTimings {
  double read = 0;
  double encode = 0;
  double weigh = 0;  ///< of -k all: how near the file comes
  double write = 0;
  double total = 0;
};

/// What became of a picture.
struct Outcome {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Format input_format{};
  std::uint64_t input_bytes = 0;
  std::uint64_t output_bytes = 0;
  bool skipped = false;                ///< for --skip-if-larger: not written, or passed through to standard output
  std::size_t frames = 0;              ///< of the animation
  std::uint64_t animation_bytes = 0;   ///< 0: none was asked for
  std::string warning;                 ///< what reading could not honour, or empty
  std::filesystem::path output;        ///< where it went
  std::optional<ChosenColors> chosen;  ///< if the number of colors was not given
  QuantizeResult result;               ///< without the pixels
  FileTimings timings;

  [[nodiscard]] std::uint64_t pixels() const { return std::uint64_t{width} * height; }
  /// The palette has all of the picture's colors, and all of them are exact with 8 bits.
  [[nodiscard]] bool unchanged() const { return !(result.mse > 0); }
  /// Entries of the palette that are drawn: a given palette may have more.
  [[nodiscard]] std::uint64_t colors_drawn() const {
    return result.pixel_counts.size() -
           static_cast<std::uint64_t>(std::count(result.pixel_counts.begin(), result.pixel_counts.end(), 0U));
  }
};

/// Does the job. Throws Error.
[[nodiscard]] Outcome redraw(const Job& job, const RedrawArguments& arguments, Progress& progress);

}  // namespace kvant::cli
