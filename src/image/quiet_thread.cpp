#include "image/quiet_thread.hpp"

#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>
#endif

#include "threads/own_thread.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KVANT_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KVANT_SANITIZED
#endif
#endif

namespace kvant {
namespace {

void silence_this_thread() {
// Sanitizers report on standard error.
#if defined(__linux__) && !defined(KVANT_SANITIZED)
  // Without the copied table this would silence the whole process.
  if (::unshare(CLONE_FILES) != 0) return;
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
#endif
}

}  // namespace

void run_quietly(const std::function<void()>& work) {
  run_on_own_thread([&] {
    silence_this_thread();
    work();
  });
}

}  // namespace kvant
