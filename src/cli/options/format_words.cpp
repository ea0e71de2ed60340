#include "cli/options/format_words.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kvant::cli {
namespace {

constexpr std::array all_formats = {Format::png, Format::jpeg, Format::webp, Format::gif, Format::tiff,
                                    Format::bmp, Format::pnm,  Format::heif, Format::jxl};

}  // namespace

std::string format_word(Format format) {
  std::string word(format_name(format));
  for (char& letter : word) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return word;
}

std::vector<Format> written_formats() {
  std::vector<Format> formats;
  std::copy_if(all_formats.begin(), all_formats.end(), std::back_inserter(formats), can_write);
  return formats;
}

std::vector<Format> read_formats() {
  std::vector<Format> formats;
  std::copy_if(all_formats.begin(), all_formats.end(), std::back_inserter(formats), can_read);
  return formats;
}

}  // namespace kvant::cli
