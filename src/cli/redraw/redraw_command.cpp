#include "cli/redraw/redraw_command.hpp"

#include <algorithm>
#include <iterator>

#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/batch.hpp"
#include "cli/redraw/redraw_options.hpp"
#include "cli/redraw/resolve.hpp"

namespace kvant::cli {
namespace {

std::vector<Option> dithering_options(RedrawArguments& arguments) {
  return {dither_option(arguments.quantize.dither), dither_strength_option(arguments.quantize.dither_strength)};
}

std::vector<Option> input_options(RedrawArguments& arguments) {
  ReadOptions& read = arguments.inputs.read;
  return {switch_option({.group = group::kInput,
                         .letter = 'r',
                         .name = "recursive",
                         .help = "Take the pictures in folders, and in the folders in them; hidden files and earlier "
                                 "results of kvant are passed over"},
                        arguments.recursive),
          frame_option(read), lenient_option(read), max_pixels_option(read)};
}

std::vector<Option> options(RedrawArguments& arguments) {
  std::vector<Option> all;
  for (const auto& group :
       {color_options, palette_options, dithering_options, output_options, input_options, running_options}) {
    std::ranges::move(group(arguments), std::back_inserter(all));
  }
  return all;
}

void require_one_picture_for_one_file(const RedrawArguments& a) {
  if (a.single()) return;
  if (a.output.name) throw UsageError("--output is for one picture; use --out-dir for several");
  if (a.labels) throw UsageError("--labels is for one picture");
  if (a.animate) throw UsageError("--animate is for one picture");
}

void require_sound_out_dir(const RedrawArguments& a) {
  if (!a.out_dir) return;
  if (a.output.name) throw UsageError("--output and --out-dir exclude each other");
  if (a.out_dir->empty()) throw UsageError("--out-dir: the folder's name is empty");
  if (a.inputs.names.front() == "-") throw UsageError("--out-dir needs files; standard input has no name");
}

void require_one_use_of_standard_output(const RedrawArguments& a) {
  if (a.telling.json && writes_to_standard_output(a.inputs, a.output)) {
    throw UsageError("--json and the picture cannot both go to standard output; name a file with -o");
  }
}

void require_number_for_shared_palette(const RedrawArguments& a) {
  if (a.aim.any() && a.shared_palette) {
    throw UsageError("--shared-palette takes a number of colors, not -k auto, --psnr, --max-delta or --target-size");
  }
}

void require_files_for_times(const RedrawArguments& a) {
  if (a.preserve_times && (a.inputs.names.front() == "-" || writes_to_standard_output(a.inputs, a.output))) {
    throw UsageError("--preserve needs files; standard input and output have no times");
  }
}

void require_quiet_or_verbose(const RedrawArguments& a) {
  if (a.telling.quiet && a.verbose) throw UsageError("--quiet and --verbose exclude each other");
}

int run(RedrawArguments arguments) {
  resolve(arguments);
  return run_batch(arguments);
}

}  // namespace

Command redraw_command(const std::shared_ptr<RedrawArguments>& arguments) {
  return {
      .name = "",
      .summary = "redraw pictures with k colors",
      .operands = "FILE...",
      .description =
          R"(`kvant` reads each picture, finds the `k` colors that describe it best by k-means, and writes the same picture in these colors only. The result of `kvant photo.jpg -k 24` is `photo-k24.png`, beside the input. Pictures that have no more than `k` colors keep them all, unchanged. Color profiles and orientation are applied; the result is sRGB and upright.

The same picture, options and seed give the same file on any machine and with any number of threads.

One line per picture goes to standard error: its size, distinct colors before and after, peak signal-to-noise ratio, mean color difference (CIEDE2000), bytes before and after (in thousands), and time.

A FILE of `-` is standard input; the picture then goes to standard output unless `-o` names a file. Everything after `--` is a file name. Files that exist are kept unless `--force` is given.

With `-r`, hidden files and folders are passed over, and earlier results: photo-k24.png or photo-q90.jpg where there is a photo.png. Several pictures that would be written to one file fail; `--keep-extension` tells those apart that differ in it.

`-k all` finds no palette: with `--format jpeg` or `webp`, the picture is written with all its colors as a lossy file of `--quality`, photo-q90.jpg, to weigh the others against.

A result that `--skip-if-larger` leaves out is no failure: the exit status stays 0.

`--json` prints seconds as `-v` does: read, histogram, fit, map, encode, write and total; with `-k all` read, encode, weigh, write and total.)",
      .examples = {{"kvant photo.jpg -k 24", "write photo-k24.png beside it"},
                   {"kvant photo.jpg -k 8 -o poster.gif", "choose the name and the format"},
                   {"kvant -r album --out-dir small", "every picture in a folder"},
                   {"kvant - < photo.jpg > out.png", "read and write streams"},
                   {"kvant photo.jpg --init '#000,#fff,#c00'", "start from black, white and red"},
                   {"kvant --json -q photo.jpg | jq -r '.palette[].hex'", "list the colors"}},
      .options = options(*arguments),
      .inputs = &arguments->inputs.names,
      .check =
          [arguments] {
            require_name(arguments->output);
            require_one_picture_for_one_file(*arguments);
            require_sound_out_dir(*arguments);
            require_one_use_of_standard_output(*arguments);
            require_number_for_shared_palette(*arguments);
            require_files_for_times(*arguments);
            require_quiet_or_verbose(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
