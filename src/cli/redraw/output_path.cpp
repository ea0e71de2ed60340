#include "cli/redraw/output_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/options/format_words.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t most_gif_colors = 256;

std::string_view extension_of(Format format) {
  switch (format) {
    case Format::png:
      return ".png";
    case Format::jpeg:
      return ".jpg";
    case Format::webp:
      return ".webp";
    case Format::gif:
      return ".gif";
    case Format::tiff:
      return ".tif";
    case Format::bmp:
      return ".bmp";
    case Format::pnm:
      return ".pnm";
    case Format::heif:
      return ".heif";
    case Format::jxl:
      return ".jxl";
  }
  return "";
}

std::string words_of_written_formats() {
  std::vector<std::string> words;
  for (Format format : written_formats()) words.push_back(format_word(format));
  return fmt::format("{}", fmt::join(words, ", "));
}

/// The format that -o's extension asks for; none if it is no extension of pictures.
std::optional<Format> format_of_output(const RedrawArguments& arguments) {
  if (!arguments.output.name || writes_to_standard_output(arguments.inputs, arguments.output)) return std::nullopt;
  std::error_code problem;
  if (arguments.output.name->ends_with('/') || fs::is_directory(*arguments.output.name, problem)) {
    throw UsageError(
        fmt::format("--output: {} is a folder; name a file, or use --out-dir", in_quotes(*arguments.output.name)));
  }
  const std::optional<Format> format = format_of_extension(*arguments.output.name);
  if (format && !can_write(*format) && !arguments.format) {
    throw UsageError(fmt::format("--output: {} is a format that kvant reads but does not write; choose one of {}",
                                 format_name(*format), words_of_written_formats()));
  }
  if (!format && !arguments.format && !is_stream(*arguments.output.name)) {
    throw UsageError(
        fmt::format("--output: the name {} does not tell the format; add --format or an extension, one of {}",
                    in_quotes(*arguments.output.name), words_of_written_formats()));
  }
  return format;
}

}  // namespace

Format output_format(const RedrawArguments& arguments) {
  const std::optional<Format> named = format_of_output(arguments);
  if (named && arguments.format && *named != *arguments.format) {
    throw UsageError(fmt::format("--output: {} is named as {}, but --format asks for {}",
                                 in_quotes(*arguments.output.name), format_name(*named),
                                 format_name(*arguments.format)));
  }
  const Format format = arguments.format.value_or(named.value_or(Format::png));
  if (format == Format::gif && arguments.quantize.colors > most_gif_colors) {
    throw UsageError(fmt::format("--colors: GIF holds at most {} colors, not {}; use another format", most_gif_colors,
                                 grouped(arguments.quantize.colors)));
  }
  return format;
}

Format animation_format(const std::string& name, std::uint32_t colors) {
  const std::optional<Format> format = format_of_extension(name);
  if (format != Format::gif && format != Format::webp) {
    throw UsageError(fmt::format("--animate: {} must end in .gif or .webp", in_quotes(name)));
  }
  if (format == Format::gif && colors > most_gif_colors) {
    throw UsageError(
        fmt::format("--animate: GIF holds at most {} colors, not {}; use .webp", most_gif_colors, grouped(colors)));
  }
  return *format;
}

fs::path redrawn_name(const fs::path& input, std::uint32_t colors, Format format, bool keep_extension) {
  fs::path name = input.stem();
  name += fmt::format("-k{}", colors);
  if (keep_extension) name += input.extension();
  name += extension_of(format);
  return name;
}

std::optional<fs::path> stem_before_redrawing(const fs::path& path) {
  const std::optional<Format> format = format_of_extension(path);
  if (!format || !can_write(*format)) return std::nullopt;
  fs::path name = path.stem();
  if (format_of_extension(name)) name = name.stem();
  const std::string& text = name.native();
  const std::size_t digits = text.find_last_not_of("0123456789") + 1;  // 0 if there is nothing else
  if (digits == text.size() || digits < 3 || text.compare(digits - 2, 2, "-k") != 0) return std::nullopt;
  return text.substr(0, digits - 2);
}

}  // namespace kvant::cli
