// All that Studio asks of kvant: requests and replies as text and bytes, so that the page can be on the other side of a
// worker's boundary. web/src/studio/protocol.ts has their types.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "studio/opened_picture.hpp"
#include "studio/page_json.hpp"

namespace kvant::studio {

/// The most pixels of a picture that Studio opens: a browser gives a page at most 4 GiB.
inline constexpr std::uint64_t kMostPixels = 64'000'000;

struct Reply {
  std::string json;  ///< what was asked for, or {"error": {"code", "message"}}
  std::vector<std::vector<std::uint8_t>> blocks;
};

class Engine {
 public:
  /// Answers one request, an object whose "do" says what to do. What it cannot do the reply says; it does not throw.
  [[nodiscard]] Reply answer(std::string_view request, std::span<const std::uint8_t> bytes);

 private:
  struct Call;  // a request on its way

  void open(Call& call);
  void close(Call& call);
  void draw(Call& call);
  void draft(Call& call);
  void encode(Call& call);
  void error_map(Call& call);
  void cloud(Call& call);
  void elbow(Call& call);
  void steps(Call& call);
  void step(Call& call);
  void save_again(Call& call);
  void shared_palette(Call& call);
  void read_palette(Call& call);
  void write_palette(Call& call);
  void about(Call& call);

  OpenedPicture& picture_of(const Call& call);

  std::map<std::uint32_t, OpenedPicture> pictures_;
  std::uint32_t latest_ = 0;  ///< the number of the picture that was opened last

  /// The steps that were asked for last, of which single ones are drawn.
  struct Steps {
    std::uint32_t picture = 0;
    std::vector<Palette> palettes;
    std::vector<std::vector<std::uint32_t>> labels;
  } steps_;

  /// A picture that was saved as JPEG again and again.
  struct Saved {
    std::uint32_t picture = 0;
    int quality = 0;
    std::uint32_t times = 0;
    Image image;
    std::uint64_t bytes = 0;
  } saved_;
};

}  // namespace kvant::studio
