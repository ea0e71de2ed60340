#include "cli/options/common_options.hpp"
#include "cli/options/redraw_options.hpp"

namespace kvant::cli {

std::vector<Option> input_options() {
  return {
      {.group = group::input,
       .letter = 'r',
       .name = "recursive",
       .help =
           "Take the pictures in folders, and in the folders in them; hidden files and earlier results of kvant are "
           "passed over",
       .set = [](Arguments& a, const std::string&) { a.recursive = true; }},
      frame_option(),
      lenient_option(),
      max_pixels_option(),
  };
}

}  // namespace kvant::cli
