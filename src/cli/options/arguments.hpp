// What the arguments of several commands are made of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

/// What a command reads.
struct Inputs {
  std::vector<std::string> names;  ///< files, or "-": standard input; redrawing takes folders too
  ReadOptions read = {};
};

/// What a command writes.
struct Output {
  std::optional<std::string> name;  ///< "-": standard output
  bool force = false;               ///< replaces files that exist
};

/// How colors are searched for.
struct Search {
  Space space = QuantizeOptions{}.space;
  int effort = QuantizeOptions{}.effort;
  std::uint64_t seed = QuantizeOptions{}.seed;
};

/// What a command tells, besides the files that it writes.
struct Telling {
  bool quiet = false;
  bool json = false;
};

/// -o - does, and so does a picture from standard input unless -o names a file.
[[nodiscard]] bool writes_to_standard_output(const Inputs& inputs, const Output& output);

/// Throws UsageError if `what`, "a picture", would go to a terminal without -o - asking for it.
void refuse_terminal(const Inputs& inputs, const Output& output, std::string_view what);

/// The file that a command writes: "-", what -o names, or one beside the input, for which "photo.jpg" and "-cloud.png"
/// make "photo-cloud.png".
[[nodiscard]] std::filesystem::path output_or_beside(const Inputs& inputs, const Output& output,
                                                     std::string_view ending);

/// Throws UsageError if the name is empty.
void require_name(const Output& output);

/// For quantize() and what is like it. `colors`: none: as many as by default.
[[nodiscard]] QuantizeOptions quantize_options(const Search& search, std::optional<std::uint32_t> colors,
                                               unsigned threads);

}  // namespace kvant::cli
