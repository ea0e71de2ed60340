#include "cli/options/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kvant/version.hpp"

namespace kvant::cli {
namespace {

/// Text that roff shows as it is: backslashes, hyphens and leading dots have meanings there.
std::string roff(std::string_view text) {
  std::string shown;
  for (char letter : text) {
    if (letter == '\\') {
      shown += "\\e";
    } else if (letter == '-') {
      shown += "\\-";
    } else if (letter == '\'') {
      shown += "\\(aq";
    } else {
      if (letter == '.' && shown.empty()) shown += "\\&";
      shown += letter;
    }
  }
  return shown;
}

std::string option_paragraph(const Option& option) {
  std::string head = option.letter != 0 ? fmt::format(R"(\fB\-{}\fR, )", option.letter) : "";
  head += fmt::format(R"(\fB\-\-{}\fR)", roff(option.name));
  if (!option.value.empty()) head += fmt::format(R"( \fI{}\fR)", roff(option.value));
  std::string text = fmt::format(".TP\n{}\n{}.\n", head, roff(option.help));
  if (!option.standard.empty()) text += fmt::format("Default: {}.\n", roff(option.standard));
  return text;
}

/// Paragraphs, with what is between backquotes in bold.
std::string description(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find("\n\n"), text.size());
    std::string_view paragraph = text.substr(0, length);
    text.remove_prefix(std::min(length + 2, text.size()));
    if (!shown.empty()) shown += ".PP\n";
    for (bool bold = false; !paragraph.empty(); bold = !bold) {
      const std::size_t end = std::min(paragraph.find('`'), paragraph.size());
      const std::string words = roff(paragraph.substr(0, end));
      shown += bold ? fmt::format(R"(\fB{}\fR)", words) : words;
      paragraph.remove_prefix(std::min(end + 1, paragraph.size()));
    }
    shown += '\n';
  }
  return shown;
}

std::string capitalized(std::string_view text) {
  std::string shown(text);
  if (!shown.empty() && shown.front() >= 'a' && shown.front() <= 'z')
    shown.front() = static_cast<char>(shown.front() - 'a' + 'A');
  return shown;
}

std::string examples(const std::vector<Example>& all) {
  std::string text;
  for (const Example& example : all) {
    text += fmt::format(".TP\n\\fB{}\\fR\n{}.\n", roff(example.line), roff(capitalized(example.does)));
  }
  return text;
}

/// Options that redrawing has as well are only named, all others explained.
std::string command_section(const Command& command, const Command& redraw) {
  std::string text =
      fmt::format(".SS \\fBkvant {}\\fR [\\fIOPTION\\fR]... \\fI{}\\fR\n", command.name, command.operands);
  text += description(command.description);
  std::string shared;
  for (const Option& option : command.options) {
    const bool same = std::any_of(redraw.options.begin(), redraw.options.end(), [&](const Option& other) {
      return option.name == other.name && option.help == other.help;
    });
    if (same) {
      shared += fmt::format(R"({}\fB\-\-{}\fR)", shared.empty() ? "" : ", ", roff(option.name));
    } else {
      text += option_paragraph(option);
    }
  }
  if (!shared.empty()) text += fmt::format(".PP\nAs above: {}.\n", shared);
  return text + examples(command.examples);
}

std::string_view closing_sections() {
  return R"(.SH EXIT STATUS
.TP
.B 0
Everything was done.
.TP
.B 1
Some picture failed; the others were still done.
.TP
.B 2
Wrong usage; nothing was done.
.TP
.B 130
Interrupted; unfinished files were removed.
.SH ENVIRONMENT
.TP
.B KVANT_TARGET
The SIMD target to use instead of the best one, for tests; see
.BR "kvant \-\-version" .
.TP
.B NO_COLOR
If set and not empty, the progress bar has no color.
.TP
.B TERM
If
.BR dumb ,
there is no progress bar.
)";
}

}  // namespace

std::string man_page(const Commands& commands) {
  const Command& redraw = commands.front();
  std::string text = fmt::format(".TH KVANT 1 \"\" \"kvant {}\" \"User Commands\"\n.SH NAME\nkvant \\- {}\n", version(),
                                 roff(redraw.summary));
  text += ".SH SYNOPSIS\n.B kvant\n[\\fIOPTION\\fR]... \\fIFILE\\fR...\n";
  text += ".br\n.B kvant\n\\fICOMMAND\\fR [\\fIOPTION\\fR]... \\fIFILE\\fR...\n";
  text += ".SH DESCRIPTION\n" + description(redraw.description);
  text += ".SH OPTIONS\n";
  std::string_view group;
  for (const Option& option : redraw.options) {
    if (option.group == group::kHidden) continue;
    if (option.group != group) text += fmt::format(".SS {}\n", group = option.group);
    text += option_paragraph(option);
  }
  text += ".SH EXAMPLES\n" + examples(redraw.examples);
  text += ".SH COMMANDS\nThe first word names the command; a file of that name is reached as \\fB./\\fR\\fINAME\\fR.\n";
  for (const Command& command : commands) {
    if (!command.name.empty()) text += command_section(command, redraw);
  }
  text += closing_sections();
  return text;
}

}  // namespace kvant::cli
