#include "cli/redraw/redraw_command.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/options/palette_options.hpp"
#include "cli/options/redraw_options.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/batch.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/redraw/start_palette.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

std::vector<Option> options() {
  std::vector<Option> all;
  for (const auto& group : {color_options(), palette_options(), dithering_options(), output_options(), input_options(),
                            running_options()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

void check(const Arguments& a) {
  const bool single = a.inputs.size() == 1 && !a.recursive;
  if (a.output && !single) throw UsageError("--output is for one picture; use --out-dir for several");
  if (a.labels && !single) throw UsageError("--labels is for one picture");
  if (a.animate && !single) throw UsageError("--animate is for one picture");
  if (a.output && a.out_dir) throw UsageError("--output and --out-dir exclude each other");
  if (a.out_dir && a.out_dir->empty()) throw UsageError("--out-dir: the folder's name is empty");
  if (a.out_dir && a.inputs.front() == "-") throw UsageError("--out-dir needs files; standard input has no name");
  if (a.json && writes_to_standard_output(a)) {
    throw UsageError("--json and the picture cannot both go to standard output; name a file with -o");
  }
  if (a.aim.any() && a.shared_palette) {
    throw UsageError("--shared-palette takes a number of colors, not -k auto, --psnr, --max-delta or --target-size");
  }
  if (a.preserve_times && (a.inputs.front() == "-" || writes_to_standard_output(a))) {
    throw UsageError("--preserve needs files; standard input and output have no times");
  }
  if (a.quiet && a.verbose) throw UsageError("--quiet and --verbose exclude each other");
}

/// `kvant inof photo.jpg` must not redraw photo.jpg, nor must `kvant -q info photo.jpg`.
void refuse_mistyped_command(const std::string& first) {
  std::error_code problem;
  if (first == "-" || std::filesystem::exists(first, problem)) return;
  const Command* similar = similar_command(first);
  if (similar == nullptr) return;
  if (similar->name == first) {
    throw UsageError(
        fmt::format("there is no file {}; a command is the first word: kvant {} ...", in_quotes(first), similar->name));
  }
  throw UsageError(
      fmt::format("there is no file and no command {}; did you mean kvant {}?", in_quotes(first), similar->name));
}

int run(const Arguments& given) {
  refuse_mistyped_command(given.inputs.front());
  Arguments arguments = given;
  allow_colors_for_aim(arguments);
  resolve_start(arguments);
  resolve_palettes(arguments);
  check_aim(arguments);
  return run_batch(arguments);
}

}  // namespace

Command redraw_command() {
  return {
      .name = "",
      .summary = "redraw pictures with k colors",
      .operands = "FILE...",
      .description =
          R"(`kvant` reads each picture, finds the `k` colors that describe it best by k-means, and writes the same picture in these colors only. The result of `kvant photo.jpg -k 24` is `photo-k24.png`, beside the input. Pictures that have no more than `k` colors keep them all, unchanged. Color profiles and orientation are applied; the result is sRGB and upright.

The same picture, options and seed give the same file on any machine and with any number of threads.

One line per picture goes to standard error: its size, distinct colors before and after, peak signal-to-noise ratio, mean color difference (CIEDE2000), bytes before and after (in thousands), and time.

A FILE of `-` is standard input; the picture then goes to standard output unless `-o` names a file. Everything after `--` is a file name. Files that exist are kept unless `--force` is given.

With `-r`, hidden files and folders are passed over, and earlier results: photo-k24.png where there is a photo.jpg. Several pictures that would be written to one file fail; `--keep-extension` tells those apart that differ in it.

A result that `--skip-if-larger` leaves out is no failure: the exit status stays 0.

`--json` prints seconds as `-v` does: read, histogram, fit, map, encode, write and total.)",
      .examples = {{"kvant photo.jpg -k 24", "write photo-k24.png beside it"},
                   {"kvant photo.jpg -k 8 -o poster.gif", "choose the name and the format"},
                   {"kvant -r album --out-dir small", "every picture in a folder"},
                   {"kvant - < photo.jpg > out.png", "read and write streams"},
                   {"kvant photo.jpg --init '#000,#fff,#c00'", "start from black, white and red"},
                   {"kvant --json -q photo.jpg | jq -r '.palette[].hex'", "list the colors"}},
      .options = options(),
      .check = check,
      .run = run,
  };
}

}  // namespace kvant::cli
