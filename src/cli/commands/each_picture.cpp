#include "cli/commands/each_picture.hpp"

#include <fmt/format.h>

#include "cli/options/values.hpp"
#include "cli/terminal/failure.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {

int for_each_picture(const Inputs& inputs, const Telling& telling,
                     const std::function<void(const std::string& input, ReadResult picture)>& tell) {
  int status = 0;
  for (const std::string& input : inputs.names) {
    try {
      ReadResult picture = read_input(input, inputs.read);
      if (!picture.warning.empty() && !telling.quiet) {
        write_standard_error(fmt::format("kvant: {}: {}\n", name_of_input(input), printable(picture.warning)));
      }
      tell(input, std::move(picture));
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

}  // namespace kvant::cli
