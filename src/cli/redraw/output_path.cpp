#include "cli/redraw/output_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/options/values.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

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
                                 format_name(*format), fmt::join(format_words(), ", ")));
  }
  if (!format && !arguments.format && !is_stream(*arguments.output.name)) {
    throw UsageError(
        fmt::format("--output: the name {} does not tell the format; add --format or an extension, one of {}",
                    in_quotes(*arguments.output.name), fmt::join(format_words(), ", ")));
  }
  return format;
}

/// Of formats for animations that hold so many colors: ".gif or .webp".
std::string animation_extensions(std::uint32_t colors) {
  std::vector<std::string_view> extensions;
  for (const PictureCodec& codec : picture_codecs()) {
    if (codec.animate != nullptr && codec.most_colors >= colors) extensions.push_back(codec.extensions.front());
  }
  return either_of(extensions);
}

bool is_written_lossy(const PictureCodec& codec) { return codec.encode_lossy != nullptr; }

}  // namespace

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (Format format : written_formats()) words.emplace_back(picture_codec(format).word);
  return words;
}

Format output_format(const RedrawArguments& arguments) {
  const std::optional<Format> named = format_of_output(arguments);
  if (named && arguments.format && *named != *arguments.format) {
    throw UsageError(fmt::format("--output: {} is named as {}, but --format asks for {}",
                                 in_quotes(*arguments.output.name), format_name(*named),
                                 format_name(*arguments.format)));
  }
  const Format format = arguments.format.value_or(named.value_or(Format::png));
  const PictureCodec& codec = picture_codec(format);
  if (arguments.all_colors) {
    if (codec.encode_lossy == nullptr) {
      const std::vector<Format> lossy = formats_that(is_written_lossy);
      throw UsageError(fmt::format("--colors: all is for lossy files, and {} is none; choose {} by --format or -o",
                                   codec.name, either_of(lossy)));
    }
    return format;
  }
  if (arguments.quantize.colors > codec.most_colors) {
    throw UsageError(fmt::format("--colors: {} holds at most {} colors, not {}; use another format", codec.name,
                                 codec.most_colors, grouped(arguments.quantize.colors)));
  }
  return format;
}

Format animation_format(const std::string& name, std::uint32_t colors) {
  const std::optional<Format> format = format_of_extension(name);
  if (!format || picture_codec(*format).animate == nullptr) {
    throw UsageError(fmt::format("--animate: {} must end in {}", in_quotes(name), animation_extensions(0)));
  }
  const PictureCodec& codec = picture_codec(*format);
  if (colors > codec.most_colors) {
    throw UsageError(fmt::format("--animate: {} holds at most {} colors, not {}; use {}", codec.name, codec.most_colors,
                                 grouped(colors), animation_extensions(colors)));
  }
  return *format;
}

fs::path redrawn_name(const fs::path& input, std::uint32_t colors, Format format, const RedrawArguments& arguments) {
  fs::path name = input.stem();
  name += arguments.all_colors ? fmt::format("-q{}", arguments.encode.quality) : fmt::format("-k{}", colors);
  if (arguments.keep_extension) name += input.extension();
  name += picture_codec(format).extensions.front();
  return name;
}

std::optional<fs::path> stem_before_redrawing(const fs::path& path) {
  const std::optional<Format> format = format_of_extension(path);
  if (!format || !can_write(*format)) return std::nullopt;
  fs::path name = path.stem();
  if (format_of_extension(name)) name = name.stem();
  const std::string& text = name.native();
  const std::size_t digits = text.find_last_not_of("0123456789") + 1;  // 0 if there is nothing else
  if (digits == text.size() || digits < 3) return std::nullopt;
  const std::string_view mark = std::string_view(text).substr(digits - 2, 2);
  if (mark != "-k" && !(mark == "-q" && is_written_lossy(picture_codec(*format)))) return std::nullopt;
  return text.substr(0, digits - 2);
}

}  // namespace kvant::cli
