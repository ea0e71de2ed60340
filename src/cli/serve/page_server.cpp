#include "cli/serve/page_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <random>
#include <system_error>
#include <utility>

#include "cli/serve/microhttpd.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

/// A browser opens a few; one that stays silent is closed.
constexpr unsigned kMostConnections = 64;
constexpr unsigned kSilentSeconds = 60;

/// 128 bits, as hex digits.
std::string random_token() {
  std::random_device device;
  std::string token;
  for (int i = 0; i < 4; ++i) token += fmt::format("{:08x}", device());
  return token;
}

/// Says why a call of the system failed just now, and gives up the socket.
[[noreturn]] void refuse_port(int socket, std::uint16_t port) {
  const int reason = errno;
  if (socket >= 0) ::close(socket);
  if (reason == EADDRINUSE && port != 0) {
    throw Error(ErrorCode::io, fmt::format("port {} is in use; name another with --port, or none", port));
  }
  throw Error(ErrorCode::io,
              fmt::format("cannot take connections at {}: {}", port != 0 ? fmt::format("port {}", port) : "any port",
                          std::generic_category().message(reason)));
}

/// What is sent back, to be sent any number of times. The text is not copied.
class HttpAnswer {
 public:
  HttpAnswer(const Microhttpd& http, unsigned status, std::string_view type, std::string_view text)
      : http_(http),
        status_(status),
        // The library's pointer has no const; it writes to memory of its own only.
        response_(http.create_response(text.size(), const_cast<char*>(text.data()), MHD_RESPMEM_PERSISTENT)) {
    if (response_ == nullptr) throw Error(ErrorCode::limit, "the page needs more memory than there is");
    add("Content-Type", fmt::format("{}; charset=utf-8", type).c_str());
    add("Cache-Control", "no-store");
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    // With these two the page may share memory with its workers.
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Embedder-Policy", "require-corp");
  }
  ~HttpAnswer() { http_.destroy_response(response_); }
  HttpAnswer(const HttpAnswer&) = delete;
  HttpAnswer& operator=(const HttpAnswer&) = delete;

  void add(const char* header, const char* value) { http_.add_response_header(response_, header, value); }

  [[nodiscard]] MHD_Result send(MHD_Connection* connection) const {
    return http_.queue_response(connection, status_, response_);
  }

 private:
  const Microhttpd& http_;
  unsigned status_;
  MHD_Response* response_;
};

/// Chooses what a request is answered.
class PageAnswers {
 public:
  PageAnswers(const Microhttpd& http, std::string_view page, std::uint16_t port, std::string path)
      : http_(http),
        path_(std::move(path)),
        hosts_{fmt::format("127.0.0.1:{}", port), fmt::format("localhost:{}", port)},
        page_(http, MHD_HTTP_OK, "text/html", page) {
    wrong_method_.add("Allow", "GET, HEAD");
    if (port == 80) hosts_ = {"127.0.0.1", "localhost"};  // browsers leave out the port that is HTTP's own
  }

  /// Called by the library for each request, with the PageAnswers as its first argument.
  static MHD_Result answer(void* answers, MHD_Connection* connection, const char* path, const char* method,
                           const char* /*version*/, const char* /*sent*/, std::size_t* /*sent_size*/,
                           void** /*request*/) {
    return static_cast<const PageAnswers*>(answers)->chosen(connection, path, method).send(connection);
  }

 private:
  [[nodiscard]] const HttpAnswer& chosen(MHD_Connection* connection, std::string_view path,
                                         std::string_view method) const {
    // A page of the web that made a name of its own mean 127.0.0.1 asks with that name.
    const char* host = http_.lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    if (host == nullptr || (host != hosts_[0] && host != hosts_[1])) return foreign_host_;
    if (method != "GET" && method != "HEAD") return wrong_method_;
    return path == path_ ? page_ : not_found_;
  }

  const Microhttpd& http_;
  std::string path_;
  std::array<std::string, 2> hosts_;
  HttpAnswer page_;
  HttpAnswer not_found_{http_, MHD_HTTP_NOT_FOUND, "text/plain", "There is nothing at this address.\n"};
  HttpAnswer foreign_host_{http_, MHD_HTTP_FORBIDDEN, "text/plain", "This address is for this machine only.\n"};
  HttpAnswer wrong_method_{http_, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "This page can only be read.\n"};
};

}  // namespace

PageServer::PageServer(std::uint16_t port)
    : http_(microhttpd()), socket_(::socket(AF_INET, SOCK_STREAM, 0)), path_(fmt::format("/{}/", random_token())) {
  if (socket_ < 0) refuse_port(socket_, port);
  // The browser that is started must not keep the port, and one that was used a minute ago can be used again.
  ::fcntl(socket_, F_SETFD, FD_CLOEXEC);
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof(address);
  auto* const any_address = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, any_address, size) != 0 || ::listen(socket_, SOMAXCONN) != 0 ||
      ::getsockname(socket_, any_address, &size) != 0) {
    refuse_port(socket_, port);
  }
  port_ = ntohs(address.sin_port);
}

PageServer::~PageServer() {
  if (socket_ >= 0) ::close(socket_);
}

std::string PageServer::address() const { return fmt::format("http://127.0.0.1:{}{}", port_, path_); }

void PageServer::serve(std::string_view page) {
  PageAnswers answers(http_, page, port_, path_);
  // No thread but this one: the page has one reader.
  MHD_Daemon* daemon =
      http_.start_daemon(MHD_USE_AUTO, 0, nullptr, nullptr, &PageAnswers::answer, &answers, MHD_OPTION_LISTEN_SOCKET,
                         std::exchange(socket_, -1), MHD_OPTION_CONNECTION_LIMIT, kMostConnections,
                         MHD_OPTION_CONNECTION_TIMEOUT, kSilentSeconds, MHD_OPTION_END);
  if (daemon == nullptr) throw Error(ErrorCode::io, "cannot serve the page: libmicrohttpd does not start");
  constexpr int until_something_happens = -1;
  while (http_.run_wait(daemon, until_something_happens) == MHD_YES) {
  }
  http_.stop_daemon(daemon);
  throw Error(ErrorCode::io, "cannot serve the page any longer: waiting for its reader failed");
}

}  // namespace kvant::cli
