#include "image/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant {
namespace {

namespace fs = std::filesystem;

/// A signal handler has no arguments: what it must clean up is found here. Fixed places, as it may not allocate.
struct PendingFile {
  enum State : int { unused, filling, listed };
  std::atomic<int> state{unused};
  std::array<char, PATH_MAX> path{};
};

constexpr std::size_t kMaxPending = 64;
std::array<PendingFile, kMaxPending> pending_files;
std::atomic<bool> closing{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

[[noreturn]] void fail(const std::string& what, int error) {
  std::string reason = std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) reason = "no space left on device";
  if (error == ENOENT) reason = "its folder does not exist";
  if (error == EACCES || error == EPERM) reason = "permission denied";
  throw Error(ErrorCode::io, what + ": " + reason);
}

[[noreturn]] void fail_exists() {
  throw Error(ErrorCode::exists, "the file exists already; ask for overwriting to replace it");
}

/// Lists a path for removal as long as this lives.
class Pending {
 public:
  explicit Pending(const std::string& path) {
    if (path.size() >= PATH_MAX) fail("cannot write the file", ENAMETOOLONG);
    while (!claim()) std::this_thread::yield();  // more writers at once than places: one will soon be done
    std::memcpy(slot_->path.data(), path.c_str(), path.size() + 1);
    slot_->state = PendingFile::listed;
  }
  ~Pending() { slot_->state = PendingFile::unused; }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

 private:
  bool claim() {
    for (PendingFile& file : pending_files) {
      int expected = PendingFile::unused;
      if (!file.state.compare_exchange_strong(expected, PendingFile::filling)) continue;
      slot_ = &file;
      return true;
    }
    return false;
  }

  PendingFile* slot_ = nullptr;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

  void write(std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::write(number_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("cannot write the file", errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }

  /// Some file systems report only here that the disk is full.
  void close() {
    if (::close(std::exchange(number_, -1)) != 0 && errno != EINTR) fail("cannot write the file", errno);
  }

 private:
  int number_;
};

/// A file that is removed unless it got its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path)
      : path_(std::move(path)),
        pending_(path_),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (file_.number() < 0) {
      const int error = errno;
      exists_ = false;
      if (error != EEXIST) fail("cannot create a file there", error);
      return;
    }
    if (closing) throw Error(ErrorCode::io, "cannot write the file: the program is ending");
  }
  ~TemporaryFile() {
    if (exists_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] bool created() const { return file_.number() >= 0; }
  [[nodiscard]] Descriptor& file() { return file_; }

  void rename_to(const fs::path& target, bool overwrite) {
    const int error = overwrite ? replace(target) : rename_if_absent(target);
    if (error == EEXIST && !overwrite) fail_exists();
    if (error == EISDIR) throw Error(ErrorCode::io, "the target is a directory; name a file in it");
    if (error != 0) fail("cannot rename the finished file into place", error);
    exists_ = false;
  }

 private:
  [[nodiscard]] int replace(const fs::path& target) const {
    return ::rename(path_.c_str(), target.c_str()) == 0 ? 0 : errno;
  }

  /// Never replaces a file, whoever makes one meanwhile, where the file system has any means for that.
  [[nodiscard]] int rename_if_absent(const fs::path& target) const {
#ifdef RENAME_NOREPLACE
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
    if (::link(path_.c_str(), target.c_str()) == 0) {
      ::unlink(path_.c_str());
      return 0;
    }
    if (errno == EEXIST) return EEXIST;
    struct stat status {};
    if (::lstat(target.c_str(), &status) == 0) return EEXIST;
    return replace(target);
  }

  std::string path_;
  Pending pending_;
  Descriptor file_;
  bool exists_ = true;
};

/// What a symbolic link leads to, whether or not that exists.
fs::path follow_links(fs::path path) {
  constexpr int max_links = 40;
  std::error_code error;
  for (int i = 0; i < max_links && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
    const fs::path next = fs::read_symlink(path, error);
    if (error) break;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  return path;
}

/// A hidden name beside the target that no other process uses; O_EXCL finds out where one does.
std::string temporary_path(const fs::path& target) {
  static std::atomic<unsigned> serial{0};
  const std::string name = ".kvant-" + std::to_string(::getpid()) + "-" + std::to_string(serial++) + ".tmp";
  return (target.parent_path() / name).string();
}

using Make = std::function<void(const WritePiece& write)>;

void write_special(const fs::path& path, const Make& make) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) fail("cannot open the file for writing", errno);
  make([&](std::span<const std::uint8_t> bytes) { file.write(bytes); });
  file.close();
}

}  // namespace

void remove_pending_files() noexcept {
  closing = true;
  const int saved = errno;
  for (PendingFile& file : pending_files) {
    if (file.state == PendingFile::listed) ::unlink(file.path.data());
  }
  errno = saved;
}

void write_file(const fs::path& path, std::span<const std::uint8_t> bytes, bool overwrite) {
  write_file(
      path, [&](const WritePiece& write) { write(bytes); }, overwrite);
}

void write_file(const fs::path& path, const Make& make, bool overwrite) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail("cannot write the file", errno);
  if (exists && S_ISDIR(status.st_mode)) throw Error(ErrorCode::io, "the target is a directory; name a file in it");
  // Writing to a device, a pipe or a terminal replaces nothing: there is no need to ask, and nothing to rename.
  if (exists && !S_ISREG(status.st_mode) && (overwrite || !S_ISBLK(status.st_mode))) return write_special(path, make);
  struct stat link {};
  if (!overwrite && (exists || ::lstat(path.c_str(), &link) == 0)) fail_exists();

  const fs::path target = overwrite ? follow_links(path) : path;
  for (;;) {
    TemporaryFile temporary(temporary_path(target));
    if (!temporary.created()) continue;
    Descriptor& file = temporary.file();
    // The mode of what is replaced stays; so does its owner, where that is allowed.
    if (exists) {
      [[maybe_unused]] const int refused = ::fchown(file.number(), status.st_uid, status.st_gid);
      if (::fchmod(file.number(), status.st_mode & 07777) != 0) fail("cannot set the file's mode", errno);
    }
    make([&](std::span<const std::uint8_t> bytes) { file.write(bytes); });
    file.close();
    return temporary.rename_to(target, overwrite);
  }
}

}  // namespace kvant
