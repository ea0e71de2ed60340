#include "cli/terminal/streams.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>

#include "image/atomic_file.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

/// Opens /dev/null in the place of a closed stream, the wrong way around, so that using it still fails.
void occupy(int stream, int wrong_way) {
  if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
    // open() takes the lowest free number, which is this one: the lower ones are occupied by now.
    [[maybe_unused]] const int opened = open("/dev/null", wrong_way);
  }
}

/// Writes all bytes; the errno of what went wrong, or 0.
int write_all(int stream, const void* bytes, std::size_t size) noexcept {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = write(stream, next, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    next += written;
    size -= static_cast<std::size_t>(written);
  }
  return 0;
}

/// What the handler of signals needs to know; it can be handed nothing.
volatile std::sig_atomic_t temporary_line = 0;
volatile std::sig_atomic_t signals_end_well = 0;

extern "C" void end_by_signal(int signal) {
  remove_pending_files();
  if (temporary_line != 0) write_all(STDERR_FILENO, kClearLine.data(), kClearLine.size());
  _exit(signals_end_well != 0 ? 0 : 128 + signal);
}

[[noreturn]] void fail(std::string_view what, int problem) {
  std::string text(what);
  switch (problem) {
    case EPIPE:
      text += "its reader has gone";
      break;
    case EBADF:
      text += "it is closed";
      break;
    case ENOSPC:
      text += "no space left on the disk; make room or write elsewhere";
      break;
    default:
      text += std::generic_category().message(problem);
  }
  throw Error(ErrorCode::io, text);
}

}  // namespace

void prepare_streams() {
  occupy(STDIN_FILENO, O_WRONLY);
  occupy(STDOUT_FILENO, O_RDONLY);
  occupy(STDERR_FILENO, O_RDONLY);
  // Writing to a closed pipe, or beyond the limit on file sizes, is then an error like any other.
  (void)std::signal(SIGPIPE, SIG_IGN);
  (void)std::signal(SIGXFSZ, SIG_IGN);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old = {};
    if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;  // as nohup asks
    struct sigaction action = {};
    action.sa_handler = end_by_signal;
    sigaction(signal, &action, nullptr);
  }
}

std::size_t read_some_standard_input(std::span<std::uint8_t> room) {
  while (true) {
    const ssize_t got = read(STDIN_FILENO, room.data(), room.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail("cannot read it: ", errno);
  }
}

std::vector<std::uint8_t> read_standard_input(std::uint64_t most, const std::string& too_much) {
  std::vector<std::uint8_t> bytes;
  std::size_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(size < (1U << 16U) ? (1U << 17U) : 2 * size);
    const std::size_t got = read_some_standard_input(std::span(bytes).subspan(size));
    if (got == 0) break;
    size += got;
    if (size > most) throw Error(ErrorCode::limit, too_much);
  }
  bytes.resize(size);
  return bytes;
}

void write_standard_output(std::span<const std::uint8_t> bytes) {
  const int problem = write_all(STDOUT_FILENO, bytes.data(), bytes.size());
  if (problem != 0) fail("cannot write to standard output: ", problem);
}

void write_standard_output(std::string_view text) {
  write_standard_output(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void write_standard_error(std::string_view text) noexcept { write_all(STDERR_FILENO, text.data(), text.size()); }

void let_signals_end_well() noexcept { signals_end_well = 1; }

void mark_temporary_line(bool there) noexcept { temporary_line = there ? 1 : 0; }

bool standard_output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

bool standard_error_is_terminal() { return isatty(STDERR_FILENO) == 1; }

unsigned terminal_width() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80U;
}

}  // namespace kvant::cli
