#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "image/atomic_file.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/bytes.hpp"
#include "support/refusal.hpp"

namespace kvant::test {
namespace {

namespace fs = std::filesystem;

class WriteFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "kvant-write-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir = name;
  }
  void TearDown() override { fs::remove_all(dir); }

  /// Names in the folder, hidden ones included.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : fs::directory_iterator(dir)) result.push_back(entry.path().filename());
    std::sort(result.begin(), result.end());
    return result;
  }

  fs::path dir;
};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<ErrorCode> code_of(const fs::path& path, std::span<const std::uint8_t> data, bool overwrite = false) {
  return test::code_of([&] { write_file(path, data, overwrite); });
}

using Names = std::vector<std::string>;

TEST_F(WriteFile, WritesAndLeavesNothingElse) {
  write_file(dir / "a", bytes_of("hello"));
  EXPECT_EQ(content(dir / "a"), "hello");
  write_file(dir / "empty", {});
  EXPECT_EQ(content(dir / "empty"), "");
  EXPECT_EQ(names(), (Names{"a", "empty"}));
}

TEST_F(WriteFile, KeepsWhatIsThereUnlessAsked) {
  write_file(dir / "a", bytes_of("old"));
  EXPECT_EQ(code_of(dir / "a", bytes_of("new")), ErrorCode::exists);
  EXPECT_EQ(content(dir / "a"), "old");
  write_file(dir / "a", bytes_of("new"), true);
  EXPECT_EQ(content(dir / "a"), "new");
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(WriteFile, ModeIsTheUmasksOrThatOfTheFileReplaced) {
  const auto mode = [&](const char* name) {
    struct stat status {};
    ::stat((dir / name).c_str(), &status);
    return status.st_mode & 07777;
  };
  const mode_t before = ::umask(027);
  write_file(dir / "a", bytes_of("x"));
  EXPECT_EQ(mode("a"), 0640u);
  ::chmod((dir / "a").c_str(), 0604);
  write_file(dir / "a", bytes_of("y"), true);
  EXPECT_EQ(mode("a"), 0604u);
  ::umask(before);
}

TEST_F(WriteFile, RefusesDirectoriesAndMissingFolders) {
  EXPECT_EQ(code_of(dir, bytes_of("x")), ErrorCode::io);
  EXPECT_EQ(code_of(dir, bytes_of("x"), true), ErrorCode::io);
  EXPECT_EQ(code_of(dir / "none" / "a", bytes_of("x")), ErrorCode::io);
  write_file(dir / "a", bytes_of("x"));
  EXPECT_EQ(code_of(dir / "a" / "b", bytes_of("x"), true), ErrorCode::io);
  EXPECT_EQ(code_of(dir / std::string(300, 'n'), bytes_of("x")), ErrorCode::io);
  EXPECT_EQ(code_of("", bytes_of("x")), ErrorCode::io);
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(WriteFile, RefusesAFolderWithoutWritePermission) {
  if (::geteuid() == 0) GTEST_SKIP() << "permissions do not bind root";
  ::chmod(dir.c_str(), 0500);
  EXPECT_EQ(code_of(dir / "a", bytes_of("x")), ErrorCode::io);
  ::chmod(dir.c_str(), 0700);
  EXPECT_EQ(names(), Names{});
}

TEST_F(WriteFile, TakesTheLongestNames) {
  const std::string name(255, 'n');
  write_file(dir / name, bytes_of("x"));
  EXPECT_EQ(names(), Names{name});
}

TEST_F(WriteFile, RelativePaths) {
  const fs::path before = fs::current_path();
  fs::current_path(dir);
  write_file("a", bytes_of("x"));
  write_file("./b", bytes_of("y"));
  fs::current_path(before);
  EXPECT_EQ(names(), (Names{"a", "b"}));
}

TEST_F(WriteFile, ReplacesWhatALinkLeadsTo) {
  fs::create_directory(dir / "there");
  write_file(dir / "there" / "target", bytes_of("old"));
  fs::create_symlink("there/target", dir / "link");
  fs::create_symlink("link", dir / "second");
  EXPECT_EQ(code_of(dir / "second", bytes_of("new")), ErrorCode::exists);
  write_file(dir / "second", bytes_of("new"), true);
  EXPECT_TRUE(fs::is_symlink(dir / "link"));
  EXPECT_TRUE(fs::is_symlink(dir / "second"));
  EXPECT_EQ(content(dir / "there" / "target"), "new");

  fs::create_symlink("nowhere", dir / "dangling");
  EXPECT_EQ(code_of(dir / "dangling", bytes_of("x")), ErrorCode::exists);
  write_file(dir / "dangling", bytes_of("x"), true);
  EXPECT_TRUE(fs::is_symlink(dir / "dangling"));
  EXPECT_EQ(content(dir / "nowhere"), "x");

  fs::create_symlink("circle", dir / "circle");
  EXPECT_EQ(code_of(dir / "circle", bytes_of("x"), true), ErrorCode::io);
}

TEST_F(WriteFile, WritesIntoDevicesAndPipes) {
  write_file("/dev/null", bytes_of("x"));
  write_file("/dev/null", bytes_of("x"), true);
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));

  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = content(dir / "pipe"); });
  write_file(dir / "pipe", bytes_of("through"));
  reader.join();
  EXPECT_EQ(received, "through");
  EXPECT_EQ(names(), Names{"pipe"});
}

TEST_F(WriteFile, AFullDeviceIsAnError) {
  try {
    write_file("/dev/full", bytes_of("x"), true);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_NE(std::string(error.what()).find("no space left on device"), std::string::npos) << error.what();
  }
}

TEST_F(WriteFile, AFullDiskLeavesTheOldFileAndNoHalfOne) {
  if (::mount("kvant-test", dir.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "mounting is not permitted here";
  }
  const std::vector<std::uint8_t> large(1 << 20, 1);
  write_file(dir / "a", bytes_of("old"));
  for (const char* name : {"a", "b"}) {
    try {
      write_file(dir / name, large, true);
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::io);
      EXPECT_NE(std::string(error.what()).find("no space left on device"), std::string::npos) << error.what();
    }
  }
  EXPECT_EQ(content(dir / "a"), "old");
  EXPECT_EQ(names(), Names{"a"});
  ::umount(dir.c_str());
}

TEST_F(WriteFile, AFileSizeLimitLeavesNoHalfFile) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      write_file(dir / "a", std::vector<std::uint8_t>(10000));
      ::_exit(1);
    } catch (const Error& error) {
      ::_exit(error.code() == ErrorCode::io ? 0 : 2);
    }
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(names(), Names{});
}

TEST_F(WriteFile, OfManyWritersWithoutOverwritingOneWins) {
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        try {
          write_file(dir / std::to_string(round), bytes_of(std::to_string(i)));
          ++won;
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), ErrorCode::exists);
          ++lost;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(won, 20);
  EXPECT_EQ(lost, 140);
  EXPECT_EQ(names().size(), 20u);
}

TEST_F(WriteFile, ASignalHandlerCanRemoveWhatIsUnfinished) {
  // A child is stopped in the middle of writing by its own file size limit, whose handler cleans up and ends it.
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, [](int) {
      remove_pending_files();
      ::_exit(7);
    });
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      write_file(dir / "a", std::vector<std::uint8_t>(10000));
    } catch (const Error&) {
    }
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(names(), Names{});
}

}  // namespace
}  // namespace kvant::test
