#include "table/plain_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "kvant/error.hpp"

namespace kvant {
namespace {

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

[[noreturn]] void fail_temporary(int problem) {
  const std::string reason =
      problem == ENOSPC || problem == EDQUOT ? "there is no space left" : std::generic_category().message(problem);
  throw Error(ErrorCode::io, fmt::format("cannot write a temporary file in {}: {}; TMPDIR may name another folder",
                                         temporary_folder(), reason));
}

/// Where the file system cannot make files without a name, one that loses it at once.
int make_temporary(const std::string& folder) {
#ifdef O_TMPFILE
  const int nameless = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless >= 0) return nameless;
#endif
  std::string path = folder + "/kvant-XXXXXX";
  const int named = ::mkostemp(path.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(path.c_str());
  return named;
}

}  // namespace

PlainFile::PlainFile(const std::filesystem::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw Error(ErrorCode::io, "cannot be read: " + std::generic_category().message(errno));
}

PlainFile::PlainFile(PlainFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

PlainFile::~PlainFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

PlainFile PlainFile::temporary() {
  const int descriptor = make_temporary(temporary_folder());
  if (descriptor < 0) fail_temporary(errno);
  return PlainFile(descriptor);
}

// NOLINTNEXTLINE(readability-make-member-function-const): the file changes
void PlainFile::append(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_temporary(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

std::size_t PlainFile::read(std::uint64_t at, std::span<std::uint8_t> room) const {
  std::size_t done = 0;
  while (done < room.size()) {
    const ssize_t count = ::pread(descriptor_, room.data() + done, room.size() - done, static_cast<off_t>(at + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(ErrorCode::io, "cannot be read: " + std::generic_category().message(errno));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::uint64_t PlainFile::size() const {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace kvant
