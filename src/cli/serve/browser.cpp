#include "cli/serve/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <csignal>

#ifdef __APPLE__
extern "C" char** environ;  // where unistd.h leaves it out
#endif

namespace kvant::cli {
namespace {

#ifdef __APPLE__
constexpr const char* kOpener = "open";
#else
constexpr const char* kOpener = "xdg-open";
#endif

}  // namespace

void open_in_browser(const std::string& address) noexcept {
  posix_spawn_file_actions_t files = {};
  posix_spawnattr_t attributes = {};
  if (posix_spawn_file_actions_init(&files) != 0) return;
  if (posix_spawnattr_init(&attributes) != 0) {
    posix_spawn_file_actions_destroy(&files);
    return;
  }
  // What browsers print is not for this terminal, and who reads our output must not wait for the browser's end.
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // Ctrl-C is for kvant alone, and the browser is to find the signals as they are outside of kvant.
  sigset_t ignored;
  sigemptyset(&ignored);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGCHLD}) sigaddset(&ignored, signal);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  (void)std::signal(SIGCHLD, SIG_IGN);  // nobody waits for it

  const char* words[] = {kOpener, address.c_str(), nullptr};
  pid_t child = 0;
  // POSIX promises that the words stay as they are.
  posix_spawnp(&child, kOpener, &files, &attributes, const_cast<char* const*>(words), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
}

}  // namespace kvant::cli
