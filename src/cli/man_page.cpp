#include "man_page.hpp"

#include <fmt/format.h>

#include "help.hpp"
#include "kvant/version.hpp"
#include "options.hpp"

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

std::string description() {
  return R"(.SH DESCRIPTION
.B kvant
reads each picture, finds the
.I k
colors that describe it best by k\-means, and writes the same picture in these colors only.
The result of
.B kvant photo.jpg \-k 24
is
.IR photo\-k24.png ,
beside the input.
Pictures that have no more than
.I k
colors keep them all, unchanged.
Color profiles and orientation are applied; the result is sRGB and upright.
.PP
The same picture, options and seed give the same file on any machine and with any number of threads.
.PP
One line per picture goes to standard error: its size, distinct colors before and after, peak signal\-to\-noise ratio,
mean color difference (CIEDE2000), bytes before and after (in thousands), and time.
.PP
A
.I FILE
of
.B \-
is standard input; the picture then goes to standard output unless
.B \-o
names a file.
Everything after
.B \-\-
is a file name.
Files that exist are kept unless
.B \-\-force
is given.
)";
}

std::string closing_sections() {
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
.SH EXAMPLES
.TP
.B kvant photo.jpg \-k 24
Write photo\-k24.png.
.TP
.B kvant \-r album \-k 64 \-\-out\-dir small
Redraw every picture in a folder, into a folder like it.
.TP
.B kvant photo.jpg \-\-init \(aq#000,#fff,#c00\(aq \-o poster.gif
Start from black, white and red.
.TP
.B kvant \-\-json \-q photo.jpg | jq \-r \(aq.palette[].hex\(aq
List the colors.
)";
}

}  // namespace

std::string man_page() {
  std::string text = fmt::format(".TH KVANT 1 \"\" \"kvant {}\" \"User Commands\"\n.SH NAME\nkvant \\- {}\n", version(),
                                 roff(summary));
  text += ".SH SYNOPSIS\n.B kvant\n[\\fIOPTION\\fR]... \\fIFILE\\fR...\n";
  text += description();
  text += ".SH OPTIONS\n";
  std::string_view group;
  for (const Option& option : option_table()) {
    if (option.group.empty()) continue;
    if (option.group != group) text += fmt::format(".SS {}\n", group = option.group);
    text += option_paragraph(option);
  }
  return text + closing_sections();
}

}  // namespace kvant::cli
