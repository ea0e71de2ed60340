#include "cli/commands/each_picture.hpp"

#include <fmt/format.h>

#include "cli/options/values.hpp"
#include "cli/terminal/failure.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {

int for_each_input(const Inputs& inputs, const Telling& telling,
                   const std::function<void(const std::string& input)>& work) {
  int status = 0;
  for (const std::string& input : inputs.names) {
    try {
      work(input);
    } catch (const UsageError&) {
      throw;
    } catch (...) {
      status = 1;
      const Failure failure = current_failure();
      write_standard_error(failure_line(input, failure));
      if (telling.json) write_standard_output(json_of_failure(input, failure, inputs.names.size() == 1) + '\n');
    }
  }
  return status;
}

void tell_warning(const std::string& input, const std::string& warning, const Telling& telling) {
  if (warning.empty() || telling.quiet) return;
  write_standard_error(fmt::format("kvant: {}: {}\n", name_of_input(input), printable(warning)));
}

int for_each_picture(const Inputs& inputs, const Telling& telling,
                     const std::function<void(const std::string& input, ReadResult picture)>& tell) {
  return for_each_input(inputs, telling, [&](const std::string& input) {
    ReadResult picture = read_input(input, inputs.read);
    tell_warning(input, picture.warning, telling);
    tell(input, std::move(picture));
  });
}

int make_file(const Inputs& inputs, const Output& output, const std::filesystem::path& path, const Telling& telling,
              const std::function<MadeFile(const std::string& input, const ReadResult& picture)>& make) {
  const bool to_standard_output = path == "-";
  return for_each_input(inputs, telling, [&](const std::string& input) {
    if (!to_standard_output) check_target(path, input, output.force, false);
    const ReadResult picture = read_input(input, inputs.read);
    tell_warning(input, picture.warning, telling);
    const MadeFile made = make(input, picture);
    if (to_standard_output) {
      write_standard_output(made.bytes);
    } else {
      write_file(path, made.bytes, output.force);
    }
    if (telling.quiet) return;
    write_standard_error(fmt::format("{} -> {}: {}{}\n", name_of_input(input),
                                     to_standard_output ? "standard output" : printable(path.native()), made.holds,
                                     size_text(made.bytes.size())));
  });
}

}  // namespace kvant::cli
