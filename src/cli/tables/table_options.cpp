#include "cli/tables/table_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

char delimiter_of(const std::string& text) {
  constexpr std::pair<std::string_view, char> words[] = {{"tab", '\t'}, {"\\t", '\t'}, {"space", ' '}};
  for (const auto& [word, delimiter] : words) {
    if (text == word) return delimiter;
  }
  constexpr std::string_view never = "\"\r\n.+-";
  const bool usable = text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '\0' &&
                      never.find(text[0]) == std::string_view::npos && !(text[0] >= '0' && text[0] <= '9');
  if (!usable) throw UsageError(fmt::format("expected a character, tab or space, not {}", in_quotes(text)));
  return text[0];
}

constexpr std::pair<std::string_view, Missing> kMissing[] = {
    {"refuse", Missing::refuse}, {"drop", Missing::drop}, {"mean", Missing::mean}};

std::vector<std::string> missing_words() {
  std::vector<std::string> words;
  for (const auto& [word, missing] : kMissing) words.emplace_back(word);
  return words;
}

std::vector<std::string> normalization_words() {
  std::vector<std::string> words;
  for (const NormalizationName& known : kNormalizations) words.emplace_back(known.name);
  return words;
}

}  // namespace

Option in_group(std::string_view group, Option option) {
  option.group = group;
  return option;
}

std::vector<Option> table_options(TableChoice& choice) {
  return {
      {.group = group::kTable,
       .name = "columns",
       .value = "LIST",
       .help = "Cluster these columns: names, numbers from 1 and ranges of these, such as age,4-7",
       .standard = "all",
       .set = [&choice](const std::string& text) { choice.columns = text; }},
      {.group = group::kTable,
       .name = "missing",
       .value = "WHAT",
       .help =
           "What to do about missing numbers (nothing, NA, NaN, null, none, ?): refuse them, drop such rows, or take "
           "the column's mean",
       .standard = "refuse",
       .completion = Completion::choices,
       .choices = missing_words(),
       .set =
           [&choice](const std::string& text) {
             const auto* known = std::ranges::find(kMissing, text, &std::pair<std::string_view, Missing>::first);
             if (known == std::end(kMissing)) refuse_choice(missing_words(), text);
             choice.missing = known->second;
           }},
      {.group = group::kTable,
       .name = "delimiter",
       .value = "C",
       .help = "What separates fields: a character, tab, or space for any number of blanks",
       .standard = "found",
       .set = [&choice](const std::string& text) { choice.layout.delimiter = delimiter_of(text); }},
      {.group = group::kTable,
       .name = "header",
       .help = "Take the first row for names, whatever it looks like",
       .set = [&choice](const std::string&) { choice.layout.header = true; }},
      {.group = group::kTable,
       .name = "no-header",
       .help = "Take the first row for numbers",
       .set = [&choice](const std::string&) { choice.layout.header = false; }},
  };
}

Option weights_option(TableChoice& choice) {
  return {.group = group::kTable,
          .name = "weights",
          .value = "COLUMN",
          .help = "How much each row counts: a column of numbers, 0 or more",
          .set = [&choice](const std::string& text) { choice.weights = text; }};
}

Option id_option(TableChoice& choice) {
  return {.group = group::kTable,
          .name = "id",
          .value = "COLUMN",
          .help = "What rows are called: a column that is not clustered, and goes into --labels",
          .set = [&choice](const std::string& text) { choice.id = text; }};
}

Option normalize_option(Normalization& normalization) {
  return {
      .group = group::kClusters,
      .name = "normalize",
      .value = "HOW",
      .help =
          "Bring columns to one scale first: zscore (mean 0, deviation 1), minmax (0 to 1), robust (median 0, middle "
          "half 1 wide) or none; centers are told as the table has them",
      .standard = "none",
      .completion = Completion::choices,
      .choices = normalization_words(),
      .set = [&normalization](const std::string& text) {
        const auto* known = std::ranges::find(kNormalizations, text, &NormalizationName::name);
        if (known == std::end(kNormalizations)) refuse_choice(normalization_words(), text);
        normalization = known->normalization;
      }};
}

std::vector<Option> label_options(LabelOutputs& outputs) {
  return {
      {.group = group::kOutput,
       .letter = 'o',
       .name = "output",
       .value = "FILE",
       .help =
           "Write the table with a column 'cluster', or for .svg and .png draw the rows and centers; may be given for "
           "each",
       .completion = Completion::file,
       .set = [&outputs](const std::string& text) { outputs.tables.push_back(output_name(text)); }},
      {.group = group::kOutput,
       .name = "labels",
       .value = "FILE",
       .help = "Write the cluster of each row, from 0: an .npy or .csv file",
       .completion = Completion::file,
       .set = [&outputs](const std::string& text) { outputs.labels = text; }},
      {.group = group::kOutput,
       .name = "axes",
       .value = "A,B",
       .help = "Draw these two columns",
       .standard = "the first two principal components",
       .set = [&outputs](const std::string& text) { outputs.axes = text; }},
      force_option(outputs.force),
  };
}

}  // namespace kvant::cli
