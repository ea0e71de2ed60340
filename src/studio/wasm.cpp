// What the page calls: a request goes in, and its reply is fetched piece by piece.
#include <cstdint>
#include <span>
#include <string_view>

#include "studio/engine.hpp"

namespace {

kvant::studio::Engine& engine() {
  static kvant::studio::Engine the_engine;
  return the_engine;
}

kvant::studio::Reply& reply() {
  static kvant::studio::Reply the_reply;
  return the_reply;
}

}  // namespace

extern "C" {

/// Answers a request: JSON, and bytes where it brings some. Returns the number of pieces of the reply: the first is
/// JSON, the others are bytes.
unsigned kvant_request(const char* json, std::size_t json_size, const std::uint8_t* bytes, std::size_t size) {
  reply() = {};
  reply() = engine().answer({json, json_size}, {bytes, size});
  return static_cast<unsigned>(1 + reply().blocks.size());
}

/// Where a piece of the reply is, until the next request.
const void* kvant_reply_data(unsigned piece) {
  return piece == 0 ? static_cast<const void*>(reply().json.data()) : reply().blocks[piece - 1].data();
}

std::size_t kvant_reply_size(unsigned piece) {
  return piece == 0 ? reply().json.size() : reply().blocks[piece - 1].size();
}
}
