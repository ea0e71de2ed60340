// A page for the browser of this machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kvant::cli {

struct Microhttpd;

/// Has an address that only programs of this machine reach, and only those that are told it: part of it is drawn at
/// random.
class PageServer {
 public:
  /// `port` 0: one that is free. Throws Error: io if the port cannot be had, unsupported if the library that serves is
  /// not there.
  explicit PageServer(std::uint16_t port);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  /// Who asks for it from now on waits for serve().
  [[nodiscard]] std::string address() const;

  /// Has the page at the address until a signal ends the program. Throws Error: io.
  [[noreturn]] void serve(std::string_view page);

 private:
  const Microhttpd& http_;
  int socket_;
  std::uint16_t port_ = 0;
  std::string path_;
};

}  // namespace kvant::cli
