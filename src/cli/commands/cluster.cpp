#include "cli/commands/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/tables/algorithm_options.hpp"
#include "cli/tables/center_files.hpp"
#include "cli/tables/cluster_report.hpp"
#include "cli/tables/large_table.hpp"
#include "cli/tables/table_options.hpp"
#include "cli/tables/table_progress.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint32_t kMostClusters = 65'536;

struct ClusterArguments {
  Inputs inputs = {};
  TableChoice table = {};
  ClusteringOptions clustering = {};
  AlgorithmArguments algorithm = {};
  Normalization normalization = Normalization::none;
  LabelOutputs outputs = {};
  std::optional<std::string> centers = {};
  std::uint64_t memory = 0;  ///< 0: of the machine's, what is reasonable
  Telling telling = {};
};

void tell(const ClusterArguments& arguments, const LabeledTable& labeled, const Clustering& found) {
  const KMeansOptions& options = arguments.clustering.k_means;
  const ClusterSettings settings{arguments.normalization, options.effort, options.seed,
                                 arguments.clustering.how.algorithm, options.n_init};
  if (arguments.telling.json) {
    write_standard_output(dump(cluster_json(labeled, found, settings), true) + '\n');
  } else if (!arguments.telling.quiet) {
    const std::string text = cluster_text(labeled, found, settings, std::min(terminal_width(), 100U));
    if (takes_standard_output(arguments.outputs)) {
      write_standard_error(text);
    } else {
      write_standard_output(text);
    }
  }
}

void tell_if_fewer(const ClusterArguments& arguments, const std::string& name, std::uint32_t clusters) {
  const ClusteringOptions& wanted = arguments.clustering;
  if (wanted.choose || clusters == wanted.k_means.clusters || arguments.telling.quiet) return;
  write_standard_error(fmt::format("kvant: {}: there {} only {}, and no more clusters\n", name_of_input(name),
                                   clusters == 1 ? "is" : "are", counted(clusters, "distinct row")));
}

void tell_if_resumed(const ClusterArguments& arguments, const std::string& name, const Clustering& found) {
  if (found.resumed_at == 0 || arguments.telling.quiet) return;
  write_standard_error(fmt::format("kvant: {}: went on after {} of an earlier run\n", name_of_input(name),
                                   counted(found.resumed_at, "iteration")));
}

void tell_if_by_splits(const ClusterArguments& arguments) {
  if (arguments.clustering.how.algorithm != Algorithm::bisecting || !arguments.centers || arguments.telling.quiet) {
    return;
  }
  write_standard_error(fmt::format(
      "kvant: {}: kvant predict will take the nearest of these centers; the labels here follow the splits\n",
      *arguments.centers));
}

void finish(const ClusterArguments& arguments, LabeledTable& labeled, Clustering found) {
  tell_if_fewer(arguments, labeled.name, found.clusters);
  tell_if_resumed(arguments, labeled.name, found);
  tell_if_by_splits(arguments);
  labeled.centers = std::move(found.centers);
  labeled.labels = std::move(found.labels);
  std::vector<ResultFile> files = make_label_files(arguments.outputs, labeled);
  if (arguments.centers) files.push_back(file_of(*arguments.centers, center_file(*arguments.centers, labeled)));
  write_files(labeled.name, files, arguments.outputs.force, arguments.telling);
  tell(arguments, labeled, found);
}

/// What takes all rows at once.
void refuse_for_large(const ClusterArguments& arguments, const TableSource& source) {
  const auto refuse = [](std::string_view what) {
    throw Error(ErrorCode::limit,
                fmt::format("{} needs the whole table in memory, for which it is too large (see --memory)", what));
  };
  if (arguments.clustering.how.algorithm != Algorithm::lloyd) {
    refuse(fmt::format("--algorithm {}", name_of(arguments.clustering.how.algorithm)));
  }
  if (arguments.clustering.k_means.n_init > 1) refuse("--starts");
  if (arguments.clustering.choose) refuse("-k auto");
  if (arguments.normalization == Normalization::robust) refuse("--normalize robust");
  if (draws(arguments.outputs)) refuse("a plot");
  if (source.text) return;
  if (!arguments.outputs.tables.empty()) refuse("--output, unlike --labels,");
  if (arguments.table.id) refuse("--id");
  if (arguments.table.missing != Missing::refuse) refuse("--missing");
}

/// `work` has it, and nothing else is told meanwhile.
template <class Work>
auto with_progress(const ClusterArguments& arguments, const std::string& name, const Work& work) {
  TableProgress progress(printable(name_of_input(name)), !arguments.telling.quiet && can_show_progress());
  return work(progress);
}

void cluster_large(const ClusterArguments& arguments, const std::string& name, TableSource source) {
  refuse_for_large(arguments, source);
  LabeledTable labeled{.name = name};
  Clustering found = with_progress(arguments, name, [&](TableProgress& progress) {
    LargeTable table(std::move(source), arguments.table, arguments.clustering.k_means.threads,
                     [&](const TableInput& input) { check_table(arguments.outputs, input); });
    labeled.input = table.take_input();
    labeled.scaling = table.normalize(arguments.normalization);
    return cluster(table, arguments.clustering, progress);
  });
  finish(arguments, labeled, std::move(found));
}

void cluster_table(const ClusterArguments& arguments, const std::string& name) {
  std::vector<std::string> more;
  if (arguments.centers) more.push_back(*arguments.centers);
  check_targets(arguments.outputs, more, name);
  TableSource source = find_source(name, arguments.memory);
  if (!source.fits()) {
    cluster_large(arguments, name, std::move(source));
    return;
  }
  LabeledTable labeled{.name = name, .input = read_table(std::move(source.bytes), arguments.table)};
  check_table(arguments.outputs, labeled.input);
  tell_counting_columns(name, labeled.input, arguments.telling);

  labeled.scaling = find_scaling(labeled.input.table, arguments.normalization);
  normalize(labeled.scaling, labeled.input.table.values);
  Clustering found = with_progress(arguments, name, [&](TableProgress& progress) {
    return cluster(labeled.input.table, arguments.clustering, progress);
  });
  finish(arguments, labeled, std::move(found));
}

void check(ClusterArguments& arguments) {
  ClusteringOptions& clustering = arguments.clustering;
  settle(arguments.algorithm, clustering.k_means, clustering.how);
  if (clustering.choose && clustering.how.algorithm == Algorithm::mini_batch) {
    throw UsageError("-k auto clusters all rows, again and again: it is not for --algorithm mini-batch");
  }
  if (clustering.checkpoint && clustering.how.algorithm != Algorithm::lloyd) {
    throw UsageError(
        fmt::format("--checkpoint is for --algorithm lloyd, not for {}", name_of(clustering.how.algorithm)));
  }
  if (clustering.checkpoint && clustering.k_means.n_init > 1) {
    throw UsageError("--checkpoint keeps one run, not those of several --starts");
  }
  check_names(arguments.outputs);
  if (arguments.centers) check_center_name(*arguments.centers, arguments.normalization);
  if (arguments.telling.json && takes_standard_output(arguments.outputs)) {
    throw UsageError("--json and -o - both write to standard output");
  }
}

std::vector<Option> cluster_options(ClusterArguments& arguments) {
  Option seed = in_group(group::kClusters, seed_option(arguments.clustering.k_means.seed));
  seed.help = "Seed of the random numbers; the same seed gives the same clusters anywhere";
  return {
      {.group = group::kClusters,
       .letter = 'k',
       .name = "clusters",
       .value = "N",
       .help =
           fmt::format("How many clusters, 1 to {}; auto: as many as kvant elbow would take", grouped(kMostClusters)),
       .standard = fmt::format("{}", KMeansOptions{}.clusters),
       .set =
           [&arguments](const std::string& text) {
             arguments.clustering.choose = text == "auto";
             if (arguments.clustering.choose) return;
             arguments.clustering.k_means.clusters = static_cast<std::uint32_t>(parse_whole(text, 1, kMostClusters));
           }},
      normalize_option(arguments.normalization),
      std::move(seed),
      {.group = group::kClusters,
       .name = "checkpoint",
       .value = "FILE",
       .help = "Keep in FILE how far the iterations have come; if it is there, go on from there. It goes at the end",
       .completion = Completion::file,
       .set = [&arguments](const std::string& text) { arguments.clustering.checkpoint = text; }},
      {.group = group::kClusters,
       .name = "memory",
       .value = "SIZE",
       .help = "Take no more memory than this, such as 2GB; a table that needs more is read in parts",
       .standard = "three quarters of the machine's",
       .set = [&arguments](const std::string& text) { arguments.memory = parse_size(text); }},
  };
}

std::vector<Option> all_options(ClusterArguments& arguments) {
  std::vector<Option> options = cluster_options(arguments);
  const auto add = [&](std::vector<Option> more) { std::ranges::move(more, std::back_inserter(options)); };
  std::vector<Option> how = algorithm_options(arguments.algorithm);
  options.insert(options.begin() + 1, std::move_iterator(how.begin()), std::move_iterator(how.end()));
  add(table_options(arguments.table));
  options.push_back(weights_option(arguments.table));
  options.push_back(id_option(arguments.table));
  add(label_options(arguments.outputs));
  options.push_back({.group = group::kOutput,
                     .name = "centers",
                     .value = "FILE",
                     .help = "Write the centers, for kvant predict: a .csv or an .npy file",
                     .completion = Completion::file,
                     .set = [&arguments](const std::string& text) { arguments.centers = text; }});
  add({quiet_option(arguments.telling.quiet), json_option(arguments.telling.json),
       threads_option(arguments.clustering.k_means.threads), help_option()});
  return options;
}

}  // namespace

Command cluster_command() {
  const auto arguments = std::make_shared<ClusterArguments>();
  return {
      .name = "cluster",
      .summary = "find the clusters of a table",
      .operands = "FILE",
      .description =
          R"(`kvant cluster` reads a table of numbers, CSV or what is like it, or NumPy's .npy, each also packed as .gz or .zst; `-` is standard input. What separates the fields and whether there is a header is found by looking, and said. Columns of text are refused by name: choose others by `--columns`, or name one as `--id`.

Clusters are counted from 0. Without an output it prints how many rows each has and where its center lies. Columns weigh by their spread: give `--normalize zscore` where they are measured in different units. docs/tables.md tells more.

`--algorithm` mini-batch and bisecting are other ways to look for clusters. Lloyd's, the standard, reaches the lowest inertia, and is often the fastest. The labels of bisecting follow its splits, so that another center may be nearer; `kvant predict` always takes the nearest.)",
      .examples = {{"kvant cluster data.csv -k 8", "say what the clusters are"},
                   {"kvant cluster data.csv -k 8 -o out.csv -o plot.svg",
                    "the table with a column more, and a picture"},
                   {"kvant cluster iris.csv --columns 1-4 --centers c.csv", "centers for kvant predict"}},
      .options = all_options(*arguments),
      .inputs = &arguments->inputs.names,
      .input = "table",
      .check = [arguments] { check(*arguments); },
      .run =
          [arguments] {
            return for_each_input(arguments->inputs, arguments->telling, [&](const std::string& name) {
              in_memory([&] { cluster_table(*arguments, name); });
            });
          },
  };
}

}  // namespace kvant::cli
